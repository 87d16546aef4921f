import { messageForm } from '../../fields/messageForm';
import { MAX_CONCURRENCY } from '../../send/sendOptions';
import { sendMessage } from '../../send/sendMessage';
import type { Operation } from '../operation';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send message irreversibly to job categories',
		description:
			'Send one SMS to everybody in the chosen job categories. It costs money and can not be undone.',
		routing: {
			request: { method: 'POST', url: '/api/send' },
			send: { paginate: true },
			operations: { pagination: sendMessage },
		},
	},
	fields: [
		...messageForm,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Concurrency',
					name: 'concurrency',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: MAX_CONCURRENCY, numberPrecision: 0 },
					default: 1,
					description:
						'How many of the input items may be on their way at once. With 1, each waits for the answer of the one before it.',
				},
				{
					displayName: 'Max Recipients',
					name: 'maxRecipients',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 0 },
					default: 1000,
					description:
						'The most recipients that one input item may have. Above it nothing is sent. Who is not numbered by a size is counted through the API first.',
				},
			],
		},
	],
};
