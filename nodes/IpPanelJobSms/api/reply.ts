import type { IDataObject } from 'n8n-workflow';

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

/** An HTTP answer, whatever it holds. */
export interface HttpReply {
	statusCode: number;
	body: unknown;
}

/** A connection that gave no answer. */
export interface ConnectionFailure {
	/** What happened, for a person. */
	reason: string;
	/** False where the request certainly never left this machine. */
	mayHaveArrived: boolean;
}

export type Reply = HttpReply | ConnectionFailure;

/** What a reply means. */
export type Verdict =
	| { kind: 'done'; data: unknown; meta: Meta }
	/** The API took nothing. `meta` is there when it said so in its own envelope. */
	| { kind: 'refused'; statusCode: number; meta?: Meta; body: unknown }
	/** Nobody can say from this reply whether the API took the request. */
	| { kind: 'unclear'; reason: string; statusCode?: number; body?: unknown }
	/** The request never left. */
	| { kind: 'notSent'; reason: string };

/** Status codes that say "not taken", even from a proxy that does not know the API's envelope. */
const REFUSALS = [401, 404, 422, 429];

/** Tells what a reply means, by HTTP status and the envelope `{ data, meta: { status, … } }`. */
export function judge(reply: Reply): Verdict {
	if (!('statusCode' in reply)) {
		return { kind: reply.mayHaveArrived ? 'unclear' : 'notSent', reason: reply.reason };
	}
	const { statusCode, body } = reply;
	const meta = metaOf(body);
	if (statusCode >= 500) {
		return {
			kind: 'unclear',
			reason: `the server answered with HTTP ${statusCode}`,
			statusCode,
			body,
		};
	}
	if (REFUSALS.includes(statusCode) || (meta && (statusCode >= 400 || !meta.status))) {
		return { kind: 'refused', statusCode, meta, body };
	}
	if (meta && statusCode >= 200 && statusCode < 300) {
		return { kind: 'done', data: (body as IDataObject).data, meta };
	}
	const what =
		statusCode >= 300 && statusCode < 400
			? 'a redirect, which is not followed'
			: "something that is not the API's answer";
	return {
		kind: 'unclear',
		reason: `the server answered with ${what} (HTTP ${statusCode})`,
		statusCode,
		body,
	};
}

function metaOf(body: unknown): Meta | undefined {
	const meta = (body as { meta?: unknown } | null)?.meta as Meta | null | undefined;
	return typeof meta?.status === 'boolean' ? meta : undefined;
}
