import { sleep, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';
import { CREDENTIAL, type ApiContext, type Connection } from './connection';
import { readConnectionFailure } from './connectionFailure';
import type { ApiRequest } from './endpoints';
import { judge, type ApiClock, type HttpResult, type Verdict } from './verdict';
import { withoutToken } from './token';

/** How long a reading request may take, in milliseconds. */
const QUERY_TIMEOUT = 60_000;

/** Pauses before a reading request is repeated, in milliseconds; there is one repetition for each. */
const PAUSES = [1_000, 3_000];

/**
 * Makes one request, exactly once, with the credential of the node.
 *
 * n8n's helper sends a request again when an HTTP status of 401 makes it throw, and follows
 * redirects: both are switched off.
 *
 * @param timeout for the whole request, in milliseconds
 */
export async function request(
	context: ApiContext,
	{ baseUrl, token, transport }: Connection,
	{ method, url, qs, body }: ApiRequest,
	timeout: number,
): Promise<Verdict> {
	const answer = await exchange(
		context,
		{
			...transport,
			timeout,
			method,
			url: baseUrl + url,
			qs,
			body,
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			returnFullResponse: true,
		},
		timeout,
	);
	if (!('body' in answer)) return judge(answer);
	const clean = <T>(value: T) => withoutToken(value, token) as T;
	return judge({ ...answer, body: clean(answer.body), location: clean(answer.location) });
}

async function exchange(
	context: ApiContext,
	options: IHttpRequestOptions,
	timeout: number,
): Promise<HttpResult> {
	const deadline = AbortSignal.timeout(timeout);
	const askedAt = Date.now();
	try {
		const { statusCode, body, headers } = await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, deadline),
			CREDENTIAL,
			options,
		);
		return {
			statusCode,
			body,
			clock: toClock((headers as IDataObject | undefined)?.date, askedAt),
			location: toAddress((headers as IDataObject | undefined)?.location, options.url),
		};
	} catch (error) {
		if (deadline.aborted) return { reason: 'no answer came in time', mayHaveArrived: true };
		return readConnectionFailure(error);
	}
}

function toClock(date: unknown, askedAt: number): ApiClock | undefined {
	const clock = Date.parse(String(date));
	const now = Date.now();
	return Number.isNaN(clock) ? undefined : { ahead: clock - now, took: now - askedAt };
}

function toAddress(location: unknown, url: string): string | undefined {
	return typeof location === 'string' && URL.canParse(location, url)
		? new URL(location, url).href
		: undefined;
}

/**
 * n8n's time-out ends a request only while nothing arrives; an answer that trickles goes on for ever.
 * n8n's helper takes the signal that ends a request from here, and from nowhere else.
 */
function withSignal<T extends ApiContext>(context: T, deadline: AbortSignal): T {
	const stopped =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const signal = stopped ? AbortSignal.any([stopped, deadline]) : deadline;
	return Object.create(context, { getExecutionCancelSignal: { value: () => signal } }) as T;
}

/**
 * Makes a request that changes nothing. On 429 and 5xx it is repeated, at most twice and after a
 * pause, as n8n's *Retry On Fail* would run the whole node again.
 */
export async function query(
	context: ApiContext,
	connection: Connection,
	apiRequest: ApiRequest,
): Promise<Verdict> {
	const timeout = connection.timeout ?? QUERY_TIMEOUT;
	let verdict = await request(context, connection, apiRequest, timeout);
	for (const pause of PAUSES) {
		if (!isBusy(verdict)) break;
		await sleep(pause);
		verdict = await request(context, connection, apiRequest, timeout);
	}
	return verdict;
}

/** A server that is busy or down for a moment. */
function isBusy(verdict: Verdict): boolean {
	const statusCode = ('statusCode' in verdict && verdict.statusCode) || 0;
	return statusCode === 429 || statusCode >= 500;
}
