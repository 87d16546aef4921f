import { outboxIdField, simplifyField } from '../../fields/common';
import { simplifyReport } from '../../read/report';
import { readOperation } from '../../read/readOperation';
import { readOutboxId } from '../../read/values';
import type { Operation } from '../operation';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get message',
		description: 'Get the state, the recipients and the cost of a sent message',
		routing: readOperation(({ field }) => {
			const messages_outbox_id = field('messageOutboxId', readOutboxId);
			const simplify = field('simplify', Boolean);
			return async ({ ask }) => {
				const { data } = await ask({
					method: 'GET',
					url: '/api/report/by_bulk',
					qs: { messages_outbox_id },
				});
				return [simplify ? simplifyReport(data) : data];
			};
		}),
	},
	fields: [outboxIdField, simplifyField],
};
