import { outboxIdField, simplifyField } from '../../descriptions/common';
import { simplifyStatistics } from '../../../shared/reports/report';
import { queryItems } from '../../items/queryItems';
import { readOutboxId } from '../../form/idsAndLimit';
import { statisticsOf } from '../../../shared/api/endpoints';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	option: {
		name: 'Get Statistics',
		value: 'getStatistics',
		action: 'Get statistics of message',
		description: 'Count the recipients of a sent message by delivery status',
	},
	perform: queryItems(({ field }) => {
		const bulk_id = field('messageOutboxId', readOutboxId);
		const simplify = field('simplify', Boolean);
		return async ({ get }) => {
			const { data } = await get(statisticsOf(bulk_id));
			return [simplify ? simplifyStatistics(data) : data];
		};
	}),
	fields: [outboxIdField, simplifyField],
};
