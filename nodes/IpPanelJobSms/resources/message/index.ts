import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf } from '../operation';
import { send } from './send';
import { estimate } from './estimate';
import { get } from './get';
import { getAll } from './getAll';
import { getRecipients } from './getRecipients';
import { getStatistics } from './getStatistics';

const operations = [estimate, get, getAll, getRecipients, getStatistics, send];

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
