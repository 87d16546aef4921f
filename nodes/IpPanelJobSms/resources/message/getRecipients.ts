import { limitFields, outboxIdField, readLimit, simplifyField } from '../../fields/common';
import { readOperation } from '../../read/readOperation';
import { readPages } from '../../read/readPages';
import { simplifyRecipient } from '../../read/report';
import { readOutboxId } from '../../read/values';
import type { Operation } from '../operation';

export const getRecipients: Operation = {
	option: {
		name: 'Get Recipients',
		value: 'getRecipients',
		action: 'Get recipients of message',
		description: 'List who got a sent message, with the delivery status of each',
		routing: readOperation((form) => {
			const bulk_id = form.field('messageOutboxId', readOutboxId);
			const simplify = form.field('simplify', Boolean);
			const limit = readLimit(form);
			return async ({ askList }) => {
				const recipients = await readPages(
					limit,
					'recipient',
					async (page, per_page) =>
						await askList({
							method: 'GET',
							url: '/api/report/recipients',
							qs: { page, per_page, bulk_id },
						}),
				);
				return simplify ? recipients.map(simplifyRecipient) : recipients;
			};
		}),
	},
	fields: [outboxIdField, ...limitFields, simplifyField],
};
