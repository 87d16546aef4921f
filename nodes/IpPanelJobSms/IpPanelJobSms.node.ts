import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { DEFAULT_BASE_URL } from '../shared/api/connection';
import { testIpPanelEdgeApi } from '../shared/api/credentialTest';
import { getSenderNumbers } from '../shared/lists/getSenderNumbers';
import { getMainCategories } from './listSearch/getMainCategories';
import { getSubCategories } from './listSearch/getSubCategories';
import { accountProperties } from './resources/account';
import { jobCategoryProperties } from './resources/jobCategory';
import { messageProperties } from './resources/message';
import { replyProperties } from './resources/reply';
import { senderNumberProperties } from './resources/senderNumber';

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
			...messageProperties,
			...jobCategoryProperties,
			...replyProperties,
			...senderNumberProperties,
			...accountProperties,
		],
	};

	methods = {
		credentialTest: { testIpPanelEdgeApi },
		listSearch: { getMainCategories, getSenderNumbers, getSubCategories },
	};
}
