import type { INodeProperties } from 'n8n-workflow';
import { LABELS } from '../../shared/terms/labels';
import { OPERATORS } from '../../shared/terms/operators';
import { senderField } from '../../shared/form/senderField';
import { mainCategoryField, subCategoryField } from './locators';

const operatorFields: INodeProperties[] = [
	{
		displayName: LABELS.operator,
		name: 'id',
		type: 'options',
		options: OPERATORS.map(({ name, value }) => ({ name, value })),
		default: 1,
		description: 'The mobile operator of the recipients',
	},
	{
		displayName: LABELS.start,
		name: 'start',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description:
			"Index of the first recipient within the operator's numbers, counted from 0. To go on where an earlier message ended, enter its start plus its size.",
	},
	{
		displayName: LABELS.size,
		name: 'size',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: 'How many recipients to send to, from the start on',
	},
];

const audienceFields: INodeProperties[] = [
	mainCategoryField,
	subCategoryField,
	{
		displayName: LABELS.recipients,
		name: 'recipients',
		type: 'options',
		options: [
			{
				name: 'Chosen Operators',
				value: 'operators',
				description: 'A number of recipients of each operator that you add below',
			},
			{
				name: 'Everyone in the Category',
				value: 'everyone',
				description: 'All recipients of the category, of every operator',
			},
		],
		default: 'operators',
		description: 'Who in the category gets the message',
	},
	{
		displayName: LABELS.operators,
		name: 'operators',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle: `={{ { ${OPERATORS.map(({ name, value }) => `${value}: '${name}'`).join(', ')} }[$collection.item.value.id] || '${LABELS.operator}' }}`,
			},
		},
		placeholder: 'Add Operator',
		default: { operator: [{ id: OPERATORS[0].value, start: 0, size: 0 }] },
		displayOptions: { show: { recipients: ['operators'] } },
		options: [{ displayName: LABELS.operator, name: 'operator', values: operatorFields }],
	},
];

/** The form of Send, shared with Estimate: sender, text, and the audiences as fields or as JSON. */
export const messageForm: INodeProperties[] = [
	senderField,
	{
		displayName: LABELS.message,
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Dear colleague, our new prices are out.',
		description: 'The text to send. It goes out exactly as it stands here.',
	},
	{
		displayName: LABELS.specifyAudiences,
		name: 'specifyAudiences',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'fields' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'fields',
		description: 'Whether to choose the audiences here or to give a list of any length as JSON',
	},
	{
		displayName: LABELS.audiences,
		name: 'audiences',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: {
				itemTitle: `={{ [$collection.item.value.mainCategory, $collection.item.value.subCategory].map((category) => category && (category.cachedResultName || category.value)).filter((name) => name).join(' › ') || '${LABELS.audience}' }}`,
			},
		},
		placeholder: 'Add Audience',
		default: {
			audience: [
				{
					mainCategory: { __rl: true, mode: 'list', value: '' },
					subCategory: { __rl: true, mode: 'list', value: '' },
					recipients: 'operators',
					operators: { operator: [{ id: OPERATORS[0].value, start: 0, size: 0 }] },
				},
			],
		},
		displayOptions: { show: { specifyAudiences: ['fields'] } },
		description: 'The job categories that get the message',
		options: [{ displayName: LABELS.audience, name: 'audience', values: audienceFields }],
	},
	{
		displayName: LABELS.audiencesJson,
		name: 'audiencesJson',
		type: 'json',
		typeOptions: { rows: 8 },
		default:
			'[\n  {\n    "main_category_id": 1,\n    "sub_category_id": 1,\n    "operator": [{ "start": 0, "size": 0, "id": 2 }]\n  }\n]',
		displayOptions: { show: { specifyAudiences: ['json'] } },
		description:
			'The audiences as the API takes them in <code>params</code>: text, or an array from an expression. Without <code>sub_category_id</code>: all sub categories; without <code>operator</code>: everyone in the category. Operators: ' +
			`${OPERATORS.map(({ name, value }) => `${value} ${name}`).join(', ')}.`,
	},
];
