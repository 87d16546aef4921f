import type { INodeProperties } from 'n8n-workflow';
import { senderField } from '../../shared/descriptions/senderField';
import { LABELS } from '../../shared/terms/labels';

/** The filters of Reply > Get Many. */
export const replyFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: LABELS.afterId,
			name: 'afterId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 125',
			description: 'Only replies that came after the one with this messages_inbox_id',
		},
		{
			...senderField,
			displayName: LABELS.toNumber,
			name: 'toNumber',
			description: 'Only replies to this line of your account',
		},
	],
};
