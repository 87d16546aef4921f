import { CREDIT } from '../../../shared/api/endpoints';
import { queryItems } from '../../items/queryItems';
import type { Operation } from '../operation';

export const getCredit: Operation = {
	option: {
		name: 'Get Credit',
		value: 'getCredit',
		action: 'Get credit of account',
		description: "Retrieve the account's remaining credit, in Rial",
	},
	perform: queryItems(() => async ({ get }) => [(await get(CREDIT)).data]),
	fields: [],
};
