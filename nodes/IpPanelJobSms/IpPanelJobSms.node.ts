import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { DEFAULT_BASE_URL } from '../shared/api/connection';
import { testIpPanelEdgeApi } from '../shared/api/credentialTest';
import { searchSenderNumbers } from '../shared/listSearch/searchSenderNumbers';
import { searchMainCategories } from './listSearch/searchMainCategories';
import { searchSubCategories } from './listSearch/searchSubCategories';
import { account } from './resources/account';
import { jobCategory } from './resources/jobCategory';
import { message } from './resources/message';
import { reply } from './resources/reply';
import { senderNumber } from './resources/senderNumber';

export class IpPanelJobSms implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'IPPanel Job SMS',
		name: 'ipPanelJobSms',
		icon: { light: 'file:ipPanelJobSms.svg', dark: 'file:ipPanelJobSms.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Send SMS to job categories and track delivery',
		defaults: { name: 'IPPanel Job SMS' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ipPanelEdgeApi', required: true, testedBy: 'testIpPanelEdgeApi' }],
		// The address of the credential is put in where the request is made: an expression here would
		// be evaluated twice for every item.
		requestDefaults: { baseURL: DEFAULT_BASE_URL },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Account', value: 'account' },
					{ name: 'Job Category', value: 'jobCategory' },
					{ name: 'Message', value: 'message' },
					{ name: 'Reply', value: 'reply' },
					{ name: 'Sender Number', value: 'senderNumber' },
				],
				default: 'message',
			},
			...message.properties,
			...jobCategory.properties,
			...reply.properties,
			...senderNumber.properties,
			...account.properties,
		],
	};

	// A second way to the same operations, by which n8n evaluates each expression once instead of three times.
	customOperations = {
		account: account.customOperations,
		jobCategory: jobCategory.customOperations,
		message: message.customOperations,
		reply: reply.customOperations,
		senderNumber: senderNumber.customOperations,
	};

	methods = {
		credentialTest: { testIpPanelEdgeApi },
		listSearch: { searchMainCategories, searchSenderNumbers, searchSubCategories },
	};
}
