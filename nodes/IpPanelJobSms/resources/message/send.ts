import { messageForm } from '../../descriptions/messageForm';
import { LABELS } from '../../../shared/terms/labels';
import { MAX_CONCURRENCY, MAX_REFUSE_HOURS } from '../../send/sendOptions';
import { declarative } from '../../items/declarative';
import { sendMessages } from '../../send/sendMessages';
import type { Operation } from '../operation';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send message irreversibly to job categories',
		description:
			'Send one SMS to everybody in the chosen job categories. It costs money and can not be undone.',
		routing: declarative(sendMessages),
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
					displayName: LABELS.concurrency,
					name: 'concurrency',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: MAX_CONCURRENCY, numberPrecision: 0 },
					default: 1,
					description:
						'How many of the input items may be on their way at once. With 1, each waits for the answer of the one before it.',
				},
				{
					displayName: LABELS.maxRecipients,
					name: 'maxRecipients',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 0 },
					default: 1000,
					description:
						'The most recipients that one input item may have. Above it nothing is sent. Who is not numbered by a size is counted through the API first.',
				},
				{
					displayName: LABELS.refuseRepeats,
					name: 'refuseRepeatsHours',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: MAX_REFUSE_HOURS, numberPrecision: 0 },
					default: 24,
					description:
						"Number of hours in which the same text from the same sender is not sent again. Before sending, the node looks in the outbox; if it can't be read, nothing is sent.",
				},
			],
		},
	],
};
