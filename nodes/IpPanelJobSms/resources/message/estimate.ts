import type { IDataObject } from 'n8n-workflow';
import { CREDIT } from '../../api/endpoints';
import { messageForm } from '../../fields/messageForm';
import { readSendRequest } from '../../form/readSendRequest';
import { estimateCost, type Prices } from '../../read/estimate';
import { countAudiences } from '../../read/countAudiences';
import { readOperation } from '../../read/readOperation';
import type { Operation } from '../operation';

export const estimate: Operation = {
	option: {
		name: 'Estimate',
		value: 'estimate',
		action: 'Estimate message to job categories',
		description:
			'Count the recipients of a message and estimate what it would cost. Nothing is sent.',
		routing: readOperation(({ context, run }) => {
			const request = readSendRequest(context, run);
			return async ({ ask }) => {
				const { recipients, audiences } = await countAudiences(request.params, ask);
				const price = await ask<Prices>({
					method: 'POST',
					url: '/api/send/calculate-price',
					body: { number: request.from_number, message: request.message },
				});
				const credit = await ask(CREDIT);
				return [
					{
						recipients,
						...estimateCost(recipients, price.data, credit.data.credit),
						// Behind the cost: they are long, and a table shows what stands first.
						audiences,
						request,
					} as unknown as IDataObject,
				];
			};
		}),
	},
	fields: [
		{
			displayName:
				'Nothing is sent. The cost is an estimate: recipients × parts × the price for the operator. The API does not say whether its prices already include the parts of a long message; they are taken as prices of one part, so the real cost may be lower.',
			name: 'estimateNotice',
			type: 'notice',
			default: '',
		},
		...messageForm,
	],
};
