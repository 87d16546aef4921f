import type { IDataObject } from 'n8n-workflow';
import { subCategoriesOf } from '../../../shared/api/endpoints';
import { limitFields, simplifyField } from '../../descriptions/common';
import { mainCategoryField } from '../../descriptions/locators';
import { queryItems } from '../../items/queryItems';
import { readLimit, readMainCategory } from '../../form/idsAndLimit';
import { toNumber } from '../../../shared/terms/values';
import type { Operation } from '../operation';

export const getSubcategories: Operation = {
	option: {
		name: 'Get Sub Categories',
		value: 'getSubcategories',
		action: 'Get sub categories of job category',
		description: 'Retrieve a list of the sub categories of a main job category',
	},
	perform: queryItems(({ field }) => {
		const mainCategory = field('mainCategory', readMainCategory);
		const simplify = field('simplify', Boolean);
		const limit = readLimit(field);
		return async ({ getList }) => {
			const { data } = await getList(subCategoriesOf(mainCategory));
			const subCategories = data.slice(0, limit);
			return simplify ? subCategories.map(simplifySubCategory) : subCategories;
		};
	}),
	fields: [mainCategoryField, ...limitFields, simplifyField],
};

function simplifySubCategory(subCategory: IDataObject): IDataObject {
	return { ...subCategory, main_id: toNumber(subCategory.main_id) };
}
