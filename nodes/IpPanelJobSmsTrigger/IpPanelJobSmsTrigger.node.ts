import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { testIpPanelEdgeApi } from '../shared/api/credentialTest';
import { searchSenderNumbers } from '../shared/listSearch/searchSenderNumbers';
import { poll } from './poll';
import { triggerProperties } from './properties';

export class IpPanelJobSmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'IPPanel Job SMS Trigger',
		name: 'ipPanelJobSmsTrigger',
		icon: {
			light: 'file:../IpPanelJobSms/ipPanelJobSms.svg',
			dark: 'file:../IpPanelJobSms/ipPanelJobSms.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { replyReceived: "Reply Received", messageFinished: "Message Finished" }[$parameter["event"]] }}',
		description: 'Starts the workflow when a person replies, or when a message has finished',
		defaults: { name: 'IPPanel Job SMS Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ipPanelEdgeApi', required: true, testedBy: 'testIpPanelEdgeApi' }],
		properties: triggerProperties,
	};

	methods = {
		credentialTest: { testIpPanelEdgeApi },
		listSearch: { searchSenderNumbers },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
