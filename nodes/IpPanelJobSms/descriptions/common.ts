import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from '../../shared/terms/labels';

/** One sent message; behind Send, Get Many or the trigger, their output is taken by itself. */
export const outboxIdField: INodeProperties = {
	displayName: LABELS.messageOutboxId,
	name: 'messageOutboxId',
	type: 'string',
	default: '={{ $json.message_outbox_ids?.[0] ?? $json.messages_outbox_id }}',
	placeholder: 'e.g. 1123594208',
	description: "The message's ID in the outbox, as Send and Get Many give it",
};

const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

const limitField: INodeProperties = {
	displayName: LABELS.limit,
	name: 'limit',
	type: 'number',
	displayOptions: { show: { returnAll: [false] } },
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 50,
	description: 'Max number of results to return',
};

/** Return All and Limit, for every list. */
export const limitFields: INodeProperties[] = [returnAllField, limitField];

/** Whether to tidy the answer up. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
