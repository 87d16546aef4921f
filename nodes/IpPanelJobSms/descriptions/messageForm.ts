import type { INodeProperties } from 'n8n-workflow';
import { LABELS, quoted } from '../../shared/terms/labels';
import { OPERATORS } from '../../shared/terms/operators';
import { senderField } from '../../shared/descriptions/senderField';
import { mainCategoryField, subCategoryField } from './locators';
import { operatorIds, operatorOptions } from './operatorOptions';
import { audienceTitle, operatorTitle } from './titles';

const operatorFields: INodeProperties[] = [
	{
		displayName: LABELS.operator,
		name: 'id',
		type: 'options',
		options: operatorOptions,
		default: 1,
		description: 'The mobile operator of the recipients',
	},
	{
		displayName: LABELS.start,
		name: 'start',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: `Position of the first recipient among the operator's numbers; the first one is 0. To continue after an earlier message, enter its ${quoted(LABELS.start)} plus ${quoted(LABELS.size)}. IPPanel doesn't guarantee the order.`,
	},
	{
		displayName: LABELS.size,
		name: 'size',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: `Number of recipients, from ${quoted(LABELS.start)} on`,
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
				description: 'A number of recipients of each mobile operator that you add below',
			},
			{
				name: LABELS.everyone,
				value: 'everyone',
				description: 'All recipients in the category, of every mobile operator',
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
			fixedCollection: { itemTitle: operatorTitle },
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
		description: 'Sent exactly as entered, at most 1,400 characters',
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
		description: 'How to give the audiences: by choosing them here, or as a list of any length',
		hint: 'Changing this clears the audiences below',
	},
	{
		displayName: LABELS.audiences,
		name: 'audiences',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			fixedCollection: { itemTitle: audienceTitle },
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
		hint: `An array like the one above. Operator IDs: ${operatorIds}. Without sub_category_id: all sub categories. Without operator: everyone in the category.`,
		description:
			'The audiences as the API takes them in <code>params</code>: text, or an array from an expression',
	},
];
