import type { INodeProperties } from 'n8n-workflow';
import { senderField } from '../shared/descriptions/senderField';
import { END_STATES } from '../shared/reports/report';
import { LABELS } from '../shared/terms/labels';

const forReplies = { show: { event: ['replyReceived'] } };
const forMessages = { show: { event: ['messageFinished'] } };

/** The form of the trigger. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName: LABELS.event,
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Message Finished',
				value: 'messageFinished',
				description: 'A message was sent, rejected or cancelled, or failed',
			},
			{
				name: 'Reply Received',
				value: 'replyReceived',
				description: 'A person answered one of your lines',
			},
		],
		default: 'replyReceived',
		description: 'What starts the workflow',
	},
	{
		...senderField,
		displayName: LABELS.toNumber,
		name: 'toNumber',
		displayOptions: forReplies,
		description: 'The line of your account that was answered. Left empty: all of them.',
	},
	{
		...senderField,
		displayOptions: forMessages,
		description: 'The number that the message came from. Left empty: all of them.',
	},
	{
		displayName: LABELS.states,
		name: 'states',
		type: 'multiOptions',
		options: [...END_STATES].sort((one, other) => one.name.localeCompare(other.name)),
		displayOptions: forMessages,
		default: [],
		description: 'Which ends of a message start the workflow. Left empty: all of them.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		displayOptions: forReplies,
		default: {},
		options: [
			{
				displayName: LABELS.contains,
				name: 'contains',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1',
				description:
					'Only replies with this in their text. Persian digits are the same as others, and small letters the same as capitals.',
			},
		],
	},
];
