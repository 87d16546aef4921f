import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../operation';
import { getAll } from './getAll';
import { getSubcategories } from './getSubcategories';
import { countRecipients } from './countRecipients';

const operations = [countRecipients, getAll, getSubcategories];

export const jobCategoryProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['jobCategory'] } },
		options: operations.map(({ option }) => option),
		default: 'getAll',
	},
	...fieldsOf('jobCategory', operations),
];
