import { messageForm } from '../../descriptions/messageForm';
import { LABELS } from '../../../shared/terms/labels';
import { MAX_CONCURRENCY, MAX_REFUSE_HOURS } from '../../send/sendOptions';
import { sendMessages } from '../../send/sendMessages';
import type { Operation } from '../operation';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: "Send message to job categories (can't be undone)",
		description:
			"Send an SMS to everybody in the chosen job categories. It costs money and can't be undone.",
	},
	perform: sendMessages,
	fields: [
		{
			displayName:
				"Costs money and can't be undone. Executing a later step sends again, unless the output of this one is pinned.",
			name: 'sendNotice',
			type: 'notice',
			default: '',
		},
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
						'Number of items sent in parallel. With 1, each item waits for the answer to the one before it.',
				},
				{
					displayName: LABELS.maxRecipients,
					name: 'maxRecipients',
					type: 'number',
					typeOptions: { minValue: 1, numberPrecision: 0 },
					default: 1000,
					description:
						'Maximum recipients per item. Above it nothing is sent. Audiences without a size are counted first.',
				},
				{
					displayName: LABELS.refuseRepeats,
					name: 'refuseRepeatsHours',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: MAX_REFUSE_HOURS, numberPrecision: 0 },
					default: 24,
					description:
						"Number of hours in which the same text isn't sent again from the same sender number, whoever the recipients are. The node looks in the outbox first; if the outbox can't be read, nothing is sent.",
				},
			],
		},
	],
};
