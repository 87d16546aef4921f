import { limitFields, outboxIdField, simplifyField } from '../../descriptions/common';
import { queryItems } from '../../items/queryItems';
import { queryPages } from '../../../shared/api/pages';
import { simplifyRecipient } from '../../../shared/reports/report';
import { readLimit, readOutboxId } from '../../form/idsAndLimit';
import { recipientsOf } from '../../../shared/api/endpoints';
import type { Operation } from '../operation';

export const getRecipients: Operation = {
	option: {
		name: 'Get Recipients',
		value: 'getRecipients',
		action: 'Get recipients of message',
		description: 'List the recipients of a sent message with their delivery status',
	},
	perform: queryItems(({ field }) => {
		const bulk_id = field('messageOutboxId', readOutboxId);
		const simplify = field('simplify', Boolean);
		const limit = readLimit(field);
		return async ({ getList }) => {
			const recipients = await queryPages(
				limit,
				'recipient',
				async (page, per_page) => await getList(recipientsOf(bulk_id, page, per_page)),
			);
			return simplify ? recipients.map(simplifyRecipient) : recipients;
		};
	}),
	fields: [outboxIdField, ...limitFields, simplifyField],
};
