import {
	sleep,
	type IDataObject,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';
import type { ItemContext } from '../items/nodeRun';
import { CREDENTIAL, type Connection } from './connection';
import { readConnectionFailure } from './connectionFailure';
import { judge, type Reply, type Verdict } from './reply';

/** One request to an endpoint of the Edge API. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** The endpoint's path behind the base URL, e.g. `/api/send`. */
	url: string;
	qs?: IDataObject;
	body?: object;
}

/** How long a reading request may take, in milliseconds. */
const READ_TIMEOUT = 60_000;

/** Pauses before a reading request is repeated, in milliseconds; there is one repetition for each. */
const READ_PAUSES = [1_000, 3_000];

/**
 * Makes one request, exactly once, with the credential of the node.
 *
 * n8n's helper sends a request again when an HTTP status of 401 makes it throw, and follows
 * redirects: both are switched off.
 */
export async function request(
	context: ItemContext | ILoadOptionsFunctions,
	{ baseUrl, token, options, timeout }: Connection,
	{ method, url, qs, body }: ApiRequest,
): Promise<Verdict> {
	const answer = await reply(context, {
		...options,
		timeout,
		method,
		url: baseUrl + url,
		qs,
		body,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		returnFullResponse: true,
	});
	return judge('body' in answer ? { ...answer, body: withoutToken(answer.body, token) } : answer);
}

/** A server may repeat the token in its answer, which gets into outputs and errors. */
export function withoutToken(body: unknown, token: string): unknown {
	if (!token) return body;
	if (typeof body === 'string') return body.replaceAll(token, '[token]');
	const text = JSON.stringify(body) ?? '';
	const written = JSON.stringify(token).slice(1, -1);
	return text.includes(written) ? JSON.parse(text.replaceAll(written, '[token]')) : body;
}

async function reply(
	context: ItemContext | ILoadOptionsFunctions,
	options: IHttpRequestOptions,
): Promise<Reply> {
	try {
		const { statusCode, body } = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			options,
		);
		return { statusCode, body };
	} catch (error) {
		return readConnectionFailure(error);
	}
}

/**
 * Makes a request that changes nothing. On 429 and 5xx it is repeated, at most twice and after a
 * pause, as n8n's *Retry On Fail* would run the whole node again.
 */
export async function read(
	context: ItemContext | ILoadOptionsFunctions,
	connection: Connection,
	apiRequest: ApiRequest,
): Promise<Verdict> {
	const patient = { ...connection, timeout: connection.timeout || READ_TIMEOUT };
	let verdict = await request(context, patient, apiRequest);
	for (const pause of READ_PAUSES) {
		if (!mayPass(verdict)) break;
		await sleep(pause);
		verdict = await request(context, patient, apiRequest);
	}
	return verdict;
}

/** A server that is busy or down for a moment. */
function mayPass(verdict: Verdict): boolean {
	const statusCode = ('statusCode' in verdict && verdict.statusCode) || 0;
	return statusCode === 429 || statusCode >= 500;
}
