import { ONLY_READS } from '../../../shared/api/answer';
import type { INodeProperties } from 'n8n-workflow';
import { mainCategoryField, subCategoryField } from '../../descriptions/locators';
import { LABELS, quoted } from '../../../shared/terms/labels';
import { operatorOptions } from '../../descriptions/operatorOptions';
import { isEmpty, toInteger } from '../../../shared/terms/values';
import { queryItems } from '../../items/queryItems';
import { countQuery, readCount } from '../../costs/recipients';
import { readMainCategory, readSubCategory } from '../../form/idsAndLimit';
import type { Operation } from '../operation';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: LABELS.operator,
			name: 'operatorId',
			type: 'options',
			options: operatorOptions,
			default: 1,
			description: 'Count only the recipients of this mobile operator',
		},
		{
			displayName: LABELS.size,
			name: 'size',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 100,
			description: `Count at most this many recipients, from ${quoted(LABELS.start)} on`,
		},
		{
			displayName: LABELS.start,
			name: 'start',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 0,
			description: 'Position of the first recipient to count. The first one is 0.',
		},
	],
};

interface CountOptions {
	operatorId?: number;
	start?: number;
	size?: number;
}

export const countRecipients: Operation = {
	option: {
		name: 'Count Recipients',
		value: 'countRecipients',
		action: 'Count recipients of job category',
		description: 'Count the recipients in a job category, by mobile operator',
	},
	perform: queryItems(({ field }) => {
		const main_category_id = field('mainCategory', readMainCategory);
		const sub_category_id = field('subCategory', readSubCategory);
		const { operatorId: id, start, size } = field('options', readOptions);
		return async ({ get }) => {
			const query = countQuery({ main_category_id, sub_category_id }, { id, start, size });
			const { data } = await get(query);
			return [{ ...readCount(data, ONLY_READS) }];
		};
	}),
	fields: [mainCategoryField, subCategoryField, optionsField],
};

function readOptions(value: unknown): CountOptions {
	const { operatorId, start, size } = (value ?? {}) as Record<string, unknown>;
	return {
		...(!isEmpty(operatorId) && { operatorId: toInteger(operatorId, LABELS.operator, 1) }),
		...(!isEmpty(start) && { start: toInteger(start, LABELS.start, 0) }),
		...(!isEmpty(size) && { size: toInteger(size, LABELS.size, 1) }),
	};
}
