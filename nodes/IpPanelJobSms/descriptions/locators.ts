import type { INodeProperties } from 'n8n-workflow';
import { LABELS, quoted } from '../../shared/terms/labels';
import { ALL_SUB_CATEGORIES } from '../form/subCategory';

/** A main job category. */
export const mainCategoryField: INodeProperties = {
	displayName: LABELS.mainCategory,
	name: 'mainCategory',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The job category, such as restaurants and food',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a main category…',
			typeOptions: { searchListMethod: 'searchMainCategories', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 1' },
	],
};

/**
 * A sub category of the main category that stands beside it. Only this form of the dependency makes
 * n8n clear the sub category when another main category is chosen.
 */
export const subCategoryField: INodeProperties = {
	displayName: LABELS.subCategory,
	name: 'subCategory',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: `A sub category of ${quoted(LABELS.mainCategory)}. Left empty: all of them.`,
	typeOptions: { loadOptionsDependsOn: ['&mainCategory.value'] },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: ALL_SUB_CATEGORIES.name,
			typeOptions: { searchListMethod: 'searchSubCategories', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 3' },
	],
};
