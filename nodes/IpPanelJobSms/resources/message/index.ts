import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../operation';
import { send } from './send';

const operations = [send];

export const messageProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['message'] } },
		options: operations.map(({ option }) => option),
		default: 'send',
	},
	...fieldsOf('message', operations),
];
