import type {
	DeclarativeRestApiSettings,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
} from 'n8n-workflow';
import { InvalidInput } from '../form/invalidInput';
import { show } from '../form/values';
import type { ItemContext, NodeRun } from '../items/nodeRun';

/** The credential type of the IPPanel Edge API. */
export const CREDENTIAL = 'ipPanelEdgeApi';

/** The base URL of IPPanel itself; resellers run their own. */
export const DEFAULT_BASE_URL = 'https://edge.ippanel.com/v1';

/** How to reach the API: from the credential, and from n8n's *Request Options*. */
export interface Connection {
	/** The address to put an endpoint's path behind. */
	baseUrl: string;
	/** The bare token. n8n itself puts it into the request; here it is only kept out of errors. */
	token: string;
	/** The time-out in milliseconds, where the person set one. */
	timeout?: number;
	/** Proxy and certificate settings, and the domains that the credential is restricted to. */
	options?: Pick<IHttpRequestOptions, 'proxy' | 'skipSslCertificateValidation' | 'allowedDomains'>;
}

/**
 * @param value the Base URL of the credential; a trailing slash does no harm
 * @throws InvalidInput when it is not an http or https address
 */
export function readBaseUrl(value: unknown): string {
	const baseUrl = String(value ?? '').trim();
	if (!/^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(baseUrl) || !URL.canParse(baseUrl)) {
		throw new InvalidInput(
			`The Base URL of the credential is not a web address: ${show(baseUrl)}`,
			`It must begin with https:// or http://. The usual one is ${DEFAULT_BASE_URL}.`,
		);
	}
	return baseUrl.replace(/\/+$/, '');
}

/**
 * @param context n8n's context of an item, or of a list in the form
 * @throws InvalidInput when the credential's Base URL is not an http or https address
 */
export async function connectionOf(
	context: ItemContext | ILoadOptionsFunctions,
): Promise<Connection> {
	const { apiToken, baseUrl } =
		await context.getCredentials<ICredentialDataDecryptedObject>(CREDENTIAL);
	return { baseUrl: readBaseUrl(baseUrl), token: String(apiToken ?? '') };
}

/**
 * The connection of one item. The credential is decrypted once for all items of one execution of the
 * node.
 *
 * @param requestData what the declarative engine made of *Request Options*
 * @throws InvalidInput as `connectionOf`
 */
export async function itemConnection(
	context: ItemContext,
	run: NodeRun,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<Connection> {
	run.connection ??= connectionOf(context);
	const { proxy, skipSslCertificateValidation, allowedDomains } =
		requestData.options as Required<Connection>['options'];
	return {
		...(await run.connection),
		timeout: run.requestOptions.timeout,
		options: { proxy, skipSslCertificateValidation, allowedDomains },
	};
}
