import type {
	ICredentialDataDecryptedObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { InvalidInput } from '../terms/invalidInput';
import { LABELS, quoted } from '../terms/labels';
import { show } from '../terms/values';
import { cleanToken } from './token';

/** The credential type of the IPPanel Edge API. */
export const CREDENTIAL = 'ipPanelEdgeApi';

/** The base URL of IPPanel itself; resellers run their own. */
export const DEFAULT_BASE_URL = 'https://edge.ippanel.com/v1';

/** n8n's context of whatever asks the API: an input item, a list in the form, or a poll. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

/** How n8n's *Request Options* and the credential's restrictions change a request. */
export type Transport = Pick<
	IHttpRequestOptions,
	'proxy' | 'skipSslCertificateValidation' | 'allowedDomains'
>;

/** How to reach the API: from the credential, and from n8n's *Request Options*. */
export interface Connection {
	/** The address to put an endpoint's path behind. */
	baseUrl: string;
	/** The bare token. n8n itself puts it into the request; here it is only kept out of errors. */
	token: string;
	/** The time-out in milliseconds, where the person set one. */
	timeout?: number;
	transport?: Transport;
}

/**
 * @param value the Base URL of the credential; a slash or the `/api` that IPPanel's SDKs want at its end
 *   does no harm
 * @throws InvalidInput when it is not an http or https address
 */
export function readBaseUrl(value: unknown): string {
	const baseUrl = String(value ?? '').trim();
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(baseUrl) || !URL.canParse(baseUrl)) {
		throw new InvalidInput(
			`${quoted(LABELS.baseUrl)} in the credential is not a web address: ${show(baseUrl)}`,
			`It must begin with https:// or http://. The usual one is ${DEFAULT_BASE_URL}.`,
		);
	}
	return baseUrl.replace(/\/+$/, '').replace(/(?<=[^/:])\/+api$/, '');
}

/**
 * Reads the credential, which n8n decrypts anew at each call.
 *
 * @throws InvalidInput when the credential's Base URL is not an http or https address
 */
export async function connectionOf(context: ApiContext): Promise<Connection> {
	const { apiToken, baseUrl } =
		await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
	return { baseUrl: readBaseUrl(baseUrl), token: cleanToken(apiToken) };
}
