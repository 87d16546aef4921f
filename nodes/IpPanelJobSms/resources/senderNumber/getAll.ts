import { senderNumbers } from '../../../shared/api/endpoints';
import { limitFields } from '../../descriptions/common';
import { readItems } from '../../items/readItems';
import { readPages } from '../../../shared/api/pages';
import { readLimit } from '../../form/idsAndLimit';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many sender numbers',
		description: "Retrieve a list of the account's sender numbers",
	},
	perform: readItems(({ field }) => {
		const limit = readLimit(field);
		return async ({ getList }) =>
			await readPages(
				limit,
				'id',
				async (page, per_page) => await getList(senderNumbers(page, per_page)),
			);
	}),
	fields: limitFields,
};
