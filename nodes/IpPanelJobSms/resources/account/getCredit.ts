import { CREDIT } from '../../../shared/api/endpoints';
import { readOperation } from '../../items/readOperation';
import type { Operation } from '../operation';

export const getCredit: Operation = {
	option: {
		name: 'Get Credit',
		value: 'getCredit',
		action: 'Get credit of account',
		description: "Retrieve the account's remaining credit, in Rial",
		routing: readOperation(() => async ({ get }) => [(await get(CREDIT)).data]),
	},
	fields: [],
};
