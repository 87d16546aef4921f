import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from '../../shared/terms/labels';
import { STATES } from '../../shared/reports/report';
import { senderField } from '../../shared/descriptions/senderField';

/** The filters of Message > Get Many. One that is left empty is not sent. */
export const reportFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: LABELS.createdAfter,
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description: 'Only messages created at or after this time',
		},
		{
			displayName: LABELS.createdBefore,
			name: 'createdBefore',
			type: 'dateTime',
			default: '',
			description: 'Only messages created at or before this time',
		},
		{
			displayName: LABELS.message,
			name: 'message',
			type: 'string',
			default: '',
			description: 'Only messages with this text',
		},
		{
			displayName: LABELS.recipientsFrom,
			name: 'recipientsFrom',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			description: 'Only messages to at least this many recipients',
		},
		{
			displayName: LABELS.recipientsTo,
			name: 'recipientsTo',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			description: 'Only messages to at most this many recipients',
		},
		{ ...senderField, description: 'Only messages from this number' },
		{
			displayName: LABELS.sentAfter,
			name: 'sentAfter',
			type: 'dateTime',
			default: '',
			description: 'Only messages sent at or after this time',
		},
		{
			displayName: LABELS.sentBefore,
			name: 'sentBefore',
			type: 'dateTime',
			default: '',
			description: 'Only messages sent at or before this time',
		},
		{
			displayName: LABELS.state,
			name: 'state',
			type: 'options',
			options: [...STATES].sort((one, other) => one.name.localeCompare(other.name)),
			default: 6,
			description: 'Only messages in this state',
		},
	],
};
