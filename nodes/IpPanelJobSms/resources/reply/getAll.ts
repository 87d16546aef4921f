import { inboxPage } from '../../../shared/api/endpoints';
import { queryPages } from '../../../shared/api/pages';
import { simplifyReply } from '../../../shared/reports/inbox';
import { isOfLine } from '../../../shared/terms/numbers';
import { limitFields, simplifyField } from '../../descriptions/common';
import { replyFiltersField } from '../../descriptions/replyFiltersField';
import { readLimit } from '../../form/idsAndLimit';
import { readReplyFilters } from '../../form/replyFilters';
import { queryItems } from '../../items/queryItems';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many replies',
		description: 'List what people answered, the newest first',
	},
	perform: queryItems(({ field }) => {
		const { afterId, toNumber } = field('filters', readReplyFilters);
		const simplify = field('simplify', Boolean);
		const limit = readLimit(field);
		return async ({ getList }) => {
			const replies = await queryPages(
				limit,
				'messages_inbox_id',
				async (page, pageSize) => await getList(inboxPage(page, pageSize, afterId)),
				toNumber === undefined ? undefined : isOfLine(toNumber),
			);
			return simplify ? replies.map(simplifyReply) : replies;
		};
	}),
	fields: [...limitFields, simplifyField, replyFiltersField],
};
