import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { DEFAULT_BASE_URL } from '../nodes/shared/api/connection';
import { authorization } from '../nodes/shared/api/token';
import { LABELS } from '../nodes/shared/terms/labels';

export class IpPanelEdgeApi implements ICredentialType {
	name = 'ipPanelEdgeApi';

	displayName = 'IPPanel Edge API';

	icon = {
		light: 'file:../nodes/IpPanelJobSms/ipPanelJobSms.svg',
		dark: 'file:../nodes/IpPanelJobSms/ipPanelJobSms.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/ippanel-job-sms/n8n-nodes-ippanel-job-sms#get-an-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				"From the IPPanel user panel, Developers > Access Keys. It doesn't expire. The token of a login works too, for 10 hours.",
		},
		{
			displayName: LABELS.baseUrl,
			name: 'baseUrl',
			type: 'string',
			default: DEFAULT_BASE_URL,
			required: true,
			description: 'Address of the API. Change it only if your reseller gave you another one.',
		},
	];

	/**
	 * Puts the bare token into the `Authorization` header. It is a function because n8n evaluates the
	 * expression of a generic `authenticate` anew for every request, which made Send half as slow again.
	 */
	async authenticate(
		{ apiToken }: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, ...authorization(apiToken) },
		};
	}
}
