import { outboxIdField } from '../../descriptions/common';
import { reportOutputFields } from '../../descriptions/reportOutputFields';
import { readReportOutput } from '../../form/reportOutput';
import { queryItems } from '../../items/queryItems';
import { readOutboxId } from '../../form/idsAndLimit';
import { reportOf } from '../../../shared/api/endpoints';
import type { Operation } from '../operation';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get message',
		description: 'Retrieve the state, the number of recipients and the cost of a sent message',
	},
	perform: queryItems(({ field }) => {
		const messages_outbox_id = field('messageOutboxId', readOutboxId);
		const toOutput = readReportOutput(field);
		return async ({ get }) => {
			const { data } = await get(reportOf(messages_outbox_id));
			return [toOutput(data)];
		};
	}),
	fields: [outboxIdField, ...reportOutputFields],
};
