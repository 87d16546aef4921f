import { senderNumbers } from '../../../shared/api/endpoints';
import { limitFields } from '../../descriptions/common';
import { queryItems } from '../../items/queryItems';
import { queryPages } from '../../../shared/api/pages';
import { readLimit } from '../../form/idsAndLimit';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many sender numbers',
		description: "Retrieve a list of the account's sender numbers",
	},
	perform: queryItems(({ field }) => {
		const limit = readLimit(field);
		return async ({ getList }) =>
			await queryPages(
				limit,
				'id',
				async (page, per_page) => await getList(senderNumbers(page, per_page)),
			);
	}),
	fields: limitFields,
};
