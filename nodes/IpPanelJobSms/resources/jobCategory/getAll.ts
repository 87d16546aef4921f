import { MAIN_CATEGORIES } from '../../../shared/api/endpoints';
import { limitFields } from '../../descriptions/common';
import { queryItems } from '../../items/queryItems';
import { readLimit } from '../../form/idsAndLimit';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many job categories',
		description: 'Retrieve a list of the main job categories',
	},
	perform: queryItems(({ field }) => {
		const limit = readLimit(field);
		return async ({ getList }) => {
			const { data } = await getList(MAIN_CATEGORIES);
			return data.slice(0, limit);
		};
	}),
	fields: limitFields,
};
