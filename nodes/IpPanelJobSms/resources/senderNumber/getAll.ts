import { SENDER_NUMBERS } from '../../api/endpoints';
import { limitFields, readLimit } from '../../fields/common';
import { readOperation } from '../../read/readOperation';
import { readPages } from '../../read/readPages';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many sender numbers',
		description: 'List the sender numbers of the account',
		routing: readOperation((form) => {
			const limit = readLimit(form);
			return async ({ askList }) =>
				await readPages(
					limit,
					'id',
					async (page, per_page) => await askList({ ...SENDER_NUMBERS, qs: { page, per_page } }),
				);
		}),
	},
	fields: limitFields,
};
