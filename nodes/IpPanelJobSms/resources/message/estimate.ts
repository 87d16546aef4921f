import type { IDataObject } from 'n8n-workflow';
import { calculatePrice, CREDIT } from '../../../shared/api/endpoints';
import { messageForm } from '../../descriptions/messageForm';
import { readSendRequest } from '../../form/readSendRequest';
import { estimateCost, withOptOutLine, type Prices } from '../../costs/estimate';
import { countAudiences } from '../../costs/countAudiences';
import { readOperation } from '../../items/readOperation';
import type { Operation } from '../operation';

export const estimate: Operation = {
	option: {
		name: 'Estimate',
		value: 'estimate',
		action: 'Estimate message to job categories',
		description:
			'Count the recipients of a message and estimate what it would cost. Nothing is sent.',
		routing: readOperation(({ field }, { node }) => {
			const request = readSendRequest(field, node.parameters.audiences);
			return async ({ get }) => {
				const { recipients, audiences } = await countAudiences(request.params, get);
				const price = await get<Prices>(
					calculatePrice(request.from_number, withOptOutLine(request.message)),
				);
				const credit = await get(CREDIT);
				const cost = estimateCost(recipients, price.data, credit.data.credit);
				// In the order in which n8n's table shows them: the long ones last.
				return [{ recipients, ...cost, audiences, request } as unknown as IDataObject];
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
