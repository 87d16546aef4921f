import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from '../terms/labels';

/** The sender: one of the account's numbers. */
export const senderField: INodeProperties = {
	displayName: LABELS.sender,
	name: 'fromNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: 'The number that the message comes from. It must belong to your account.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a number…',
			typeOptions: { searchListMethod: 'searchSenderNumbers', searchable: true },
		},
		{ displayName: 'Number', name: 'number', type: 'string', placeholder: 'e.g. +98PRO' },
	],
};
