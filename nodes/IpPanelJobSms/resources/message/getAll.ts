import { limitFields } from '../../descriptions/common';
import { reportFiltersField } from '../../descriptions/reportFiltersField';
import { reportOutputFields } from '../../descriptions/reportOutputFields';
import { queryItems } from '../../items/queryItems';
import { queryPages } from '../../../shared/api/pages';
import { readReportOutput } from '../../form/reportOutput';
import { readReportFilters } from '../../form/reportFilters';
import { readLimit } from '../../form/idsAndLimit';
import { outboxPage } from '../../../shared/api/endpoints';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description: 'Retrieve a list of sent messages, newest first',
	},
	perform: queryItems(({ context, field }) => {
		const timezone = context.getTimezone();
		const filters = field('filters', (value) => readReportFilters(value, timezone));
		const toOutput = readReportOutput(field);
		const limit = readLimit(field);
		return async ({ getList }) => {
			const reports = await queryPages(
				limit,
				'messages_outbox_id',
				async (page, pageSize) => await getList(outboxPage(page, pageSize, filters)),
			);
			return reports.map(toOutput);
		};
	}),
	fields: [...limitFields, ...reportOutputFields, reportFiltersField],
};
