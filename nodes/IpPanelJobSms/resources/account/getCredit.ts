import { CREDIT } from '../../api/endpoints';
import { readOperation } from '../../read/readOperation';
import type { Operation } from '../operation';

export const getCredit: Operation = {
	option: {
		name: 'Get Credit',
		value: 'getCredit',
		action: 'Get credit of account',
		description: 'Get what is left to spend',
		routing: readOperation(() => async ({ ask }) => [(await ask(CREDIT)).data]),
	},
	fields: [],
};
