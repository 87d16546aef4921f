import type { IDataObject } from 'n8n-workflow';
import { statusOf } from './statuses';

/** The `meta` of every answer of the Edge API. */
export interface Meta extends IDataObject {
	status: boolean;
	message?: string;
	message_code?: string;
	/** Refused fields with the API's words about each. */
	errors?: IDataObject;
	current_page?: number;
	last_page?: number;
	total?: number;
}

/** What the `Date` of an answer tells of the API's clock. */
export interface ApiClock {
	/** What it is ahead of ours, in milliseconds, if it was read when the answer came. */
	ahead: number;
	/** How long the answer took, in milliseconds: it may be ahead by so much more. */
	took: number;
}

/** An HTTP answer, whatever it holds. */
interface HttpResponse {
	statusCode: number;
	body: unknown;
	/** Where it tells. */
	clock?: ApiClock;
	/** Where a redirect points. */
	location?: string;
}

/** A connection that gave no answer. */
export interface ConnectionFailure {
	/** What happened, for a person. */
	reason: string;
	/** False where the request certainly never left this machine. */
	mayHaveArrived: boolean;
}

/** What came of a request. */
export type HttpResult = HttpResponse | ConnectionFailure;

/** What it means for the request. */
export type Verdict =
	| { kind: 'done'; data: unknown; meta: Meta; clock?: ApiClock }
	/** The API took nothing. `meta` is there when it said so in its own envelope. */
	| { kind: 'refused'; statusCode: number; meta?: Meta; body: unknown; location?: string }
	/** Nobody can say from that whether the API took the request. */
	| { kind: 'unclear'; reason: string; statusCode?: number; body?: unknown }
	/** The request never left. */
	| { kind: 'notSent'; reason: string };

/** Tells what a result means, by HTTP status and the envelope `{ data, meta: { status, … } }`. */
export function judge(result: HttpResult): Verdict {
	if (!('statusCode' in result)) {
		return { kind: result.mayHaveArrived ? 'unclear' : 'notSent', reason: result.reason };
	}
	const { statusCode, body, clock, location } = result;
	const meta = metaOf(body);
	const isSuccess = statusCode >= 200 && statusCode < 300;
	if (isSuccess && meta?.status) {
		return { kind: 'done', data: (body as IDataObject).data, meta, clock };
	}
	const { decision } = statusOf(statusCode);
	if (decision === 'refused' || (decision === 'refused in the envelope' && meta)) {
		return { kind: 'refused', statusCode, meta, body, location };
	}
	const what =
		statusCode >= 500
			? `HTTP ${statusCode}`
			: `something that is not the API's answer (HTTP ${statusCode})`;
	return { kind: 'unclear', reason: `the server answered with ${what}`, statusCode, body };
}

function metaOf(body: unknown): Meta | undefined {
	const meta = (body as { meta?: unknown } | null)?.meta as Meta | null | undefined;
	return typeof meta?.status === 'boolean' ? meta : undefined;
}
