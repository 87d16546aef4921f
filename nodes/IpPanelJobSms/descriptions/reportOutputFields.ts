import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from '../../shared/terms/labels';
import { REPORT_FIELDS, SELECTED_FIELDS } from '../form/reportOutput';
import { simplifyField } from './common';

/** As an agent's tool, n8n gives the node a type of its own, by which these fields are shown. */
const isTool = { '@tool': [true] };

/**
 * What the output tells of a report, which has more than ten fields: Simplify, and where the node is a
 * tool, Output in its place. Both are saved under one name, so that a tool that was saved with Simplify
 * keeps its choice.
 */
export const reportOutputFields: INodeProperties[] = [
	{ ...simplifyField, displayOptions: { hide: isTool } },
	{
		displayName: 'Output',
		name: simplifyField.name,
		type: 'options',
		displayOptions: { show: isTool },
		options: [
			{ name: 'Simplified', value: true, description: 'The ten most useful fields' },
			{ name: 'Raw', value: false, description: 'All fields, as the API gives them' },
			{
				name: 'Selected Fields',
				value: SELECTED_FIELDS,
				description: 'Only the fields that you choose',
			},
		],
		default: true,
		description: 'What the agent gets to read of each message',
	},
	{
		displayName: LABELS.fields,
		name: 'fields',
		type: 'multiOptions',
		displayOptions: { show: { ...isTool, [simplifyField.name]: [SELECTED_FIELDS] } },
		options: REPORT_FIELDS,
		default: [],
		description: "What the agent gets besides the message's ID, which is always there",
	},
];
