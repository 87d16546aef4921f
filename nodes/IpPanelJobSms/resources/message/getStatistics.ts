import { outboxIdField, simplifyField } from '../../fields/common';
import { simplifyStatistics } from '../../read/report';
import { readOperation } from '../../read/readOperation';
import { readOutboxId } from '../../read/values';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	option: {
		name: 'Get Statistics',
		value: 'getStatistics',
		action: 'Get statistics of message',
		description: 'Count how many recipients got a sent message, and how many did not',
		routing: readOperation(({ field }) => {
			const bulk_id = field('messageOutboxId', readOutboxId);
			const simplify = field('simplify', Boolean);
			return async ({ ask }) => {
				const { data } = await ask({
					method: 'GET',
					url: '/api/report/bulk_stats',
					qs: { bulk_id },
				});
				return [simplify ? simplifyStatistics(data) : data];
			};
		}),
	},
	fields: [outboxIdField, simplifyField],
};
