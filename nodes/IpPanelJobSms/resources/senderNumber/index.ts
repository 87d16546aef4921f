import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../operation';
import { getAll } from './getAll';

const operations = [getAll];

export const senderNumberProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['senderNumber'] } },
		options: operations.map(({ option }) => option),
		default: 'getAll',
	},
	...fieldsOf('senderNumber', operations),
];
