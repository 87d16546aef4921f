import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../operation';
import { getCredit } from './getCredit';

const operations = [getCredit];

export const accountProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['account'] } },
		options: operations.map(({ option }) => option),
		default: 'getCredit',
	},
	...fieldsOf('account', operations),
];
