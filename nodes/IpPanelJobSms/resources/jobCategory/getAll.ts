import { MAIN_CATEGORIES } from '../../api/endpoints';
import { limitFields, readLimit } from '../../fields/common';
import { readOperation } from '../../read/readOperation';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many job categories',
		description: 'List the main job categories',
		routing: readOperation((form) => {
			const limit = readLimit(form);
			return async ({ askList }) => {
				const { data } = await askList(MAIN_CATEGORIES);
				return data.slice(0, limit);
			};
		}),
	},
	fields: limitFields,
};
