import type { IDataObject } from 'n8n-workflow';
import { calculatePrice, CREDIT } from '../../../shared/api/endpoints';
import { messageForm } from '../../descriptions/messageForm';
import { readSendRequest } from '../../form/readSendRequest';
import { estimateCost, withOptOutLine, type Prices } from '../../costs/estimateCost';
import { countAudiences } from '../../costs/countAudiences';
import { queryItems } from '../../items/queryItems';
import type { Operation } from '../operation';

export const estimate: Operation = {
	option: {
		name: 'Estimate',
		value: 'estimate',
		action: 'Estimate message to job categories',
		description:
			'Count the recipients of a message and estimate its cost in Rial. Nothing is sent.',
	},
	perform: queryItems(({ field }, { node }) => {
		const request = readSendRequest(field, node.parameters.audiences);
		return async ({ get }) => {
			const { recipients, audiences } = await countAudiences(request.params, get);
			const price = await get<Prices>(
				calculatePrice(request.from_number, withOptOutLine(request.message)),
			);
			const credit = await get(CREDIT);
			const { estimated_cost, sufficient_credit, ...details } = estimateCost(
				recipients,
				price.data,
				credit.data.credit,
			);
			// n8n's table shows the first ones: what decides.
			const cost = { estimated_cost, sufficient_credit, recipients, ...details };
			return [{ ...cost, audiences, request } as unknown as IDataObject];
		};
	}),
	fields: [
		{
			displayName:
				"Nothing is sent. The cost in Rial is an estimate: recipients × parts × the operator's price. IPPanel doesn't say whether its prices already include all parts of a long message; if they do, the real cost is lower.",
			name: 'estimateNotice',
			type: 'notice',
			default: '',
		},
		...messageForm,
	],
};
