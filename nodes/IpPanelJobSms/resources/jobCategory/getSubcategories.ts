import type { IDataObject } from 'n8n-workflow';
import { subCategoriesOf } from '../../api/endpoints';
import { limitFields, readLimit, simplifyField } from '../../fields/common';
import { mainCategoryField } from '../../fields/locators';
import { readOperation } from '../../read/readOperation';
import { readMainCategory, toNumber } from '../../read/values';
import type { Operation } from '../operation';

export const getSubcategories: Operation = {
	option: {
		name: 'Get Subcategories',
		value: 'getSubcategories',
		action: 'Get subcategories of job category',
		description: 'List the sub categories of a main job category',
		routing: readOperation((form) => {
			const mainCategory = form.field('mainCategory', readMainCategory);
			const simplify = form.field('simplify', Boolean);
			const limit = readLimit(form);
			return async ({ askList }) => {
				const { data } = await askList(subCategoriesOf(mainCategory));
				const subCategories = data.slice(0, limit);
				return simplify ? subCategories.map(simplifySubCategory) : subCategories;
			};
		}),
	},
	fields: [mainCategoryField, ...limitFields, simplifyField],
};

function simplifySubCategory(subCategory: IDataObject): IDataObject {
	return { ...subCategory, main_id: toNumber(subCategory.main_id) };
}
