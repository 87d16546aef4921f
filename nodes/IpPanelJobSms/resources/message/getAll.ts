import { limitFields, readLimit, simplifyField } from '../../fields/common';
import { reportFiltersField } from '../../fields/reportFilters';
import { readOperation } from '../../read/readOperation';
import { readPages } from '../../read/readPages';
import { simplifyReport } from '../../read/report';
import { readReportFilters } from '../../read/reportFilters';
import type { Operation } from '../operation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description: 'List sent messages, the newest first',
		routing: readOperation((form) => {
			const timezone = form.context.getTimezone();
			const filters = form.field('filters', (value) => readReportFilters(value, timezone));
			const simplify = form.field('simplify', Boolean);
			const limit = readLimit(form);
			return async ({ askList }) => {
				const reports = await readPages(
					limit,
					'messages_outbox_id',
					async (page, pageSize) =>
						await askList({
							method: 'POST',
							url: '/api/report/new_list',
							body: { page, limit: pageSize, filters },
						}),
				);
				return simplify ? reports.map(simplifyReport) : reports;
			};
		}),
	},
	fields: [...limitFields, simplifyField, reportFiltersField],
};
