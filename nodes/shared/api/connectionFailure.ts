import type { ConnectionFailure } from './verdict';

/** What the codes of a connection that failed mean to a person. */
const REASONS: Record<string, string> = {
	ECONNREFUSED: 'the server refused the connection',
	ENOTFOUND: "the server's name isn't known",
	EAI_AGAIN: "the server's name couldn't be looked up",
	EHOSTUNREACH: "the server can't be reached",
	ENETUNREACH: "the server's network can't be reached",
	ENETDOWN: 'the network is down',
	EADDRNOTAVAIL: "the server's address can't be used",
	ECONNRESET: 'the connection was lost before an answer came',
	EPIPE: 'the connection was lost before an answer came',
	ETIMEDOUT: 'no answer came in time',
	ECONNABORTED: 'no answer came in time',
	ERR_CANCELED: 'the execution was stopped before an answer came',
};

/** Codes that come before a request is written, whatever the system call. */
const NEVER_LEFT: Record<string, string> = {
	ERR_INVALID_URL: "the server's address isn't a web address",
	CERT_HAS_EXPIRED: "the server's certificate has expired",
	DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
	SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is self-signed",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate can't be verified",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate can't be verified",
	ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate belongs to another name",
};

/** System calls of a connection that was never made; on `read` or `write` the request may have arrived. */
const BEFORE_SENDING = ['connect', 'getaddrinfo', 'getaddrinfoany', 'queryA', 'queryAaaa'];

/** n8n checks addresses before it connects, and then throws errors that have no code. */
const BLOCKED_BY_N8N = /^Domain not allowed|SSRF/i;

/** What is read of an error. */
interface Cause {
	code?: unknown;
	syscall?: unknown;
	message?: unknown;
	/** n8n's NodeError keeps here what the connection said before n8n found its own words. */
	messages?: unknown;
	cause?: unknown;
	/** Of a connection that tried several addresses. */
	errors?: unknown[];
}

/**
 * Reads what n8n's request helper threw. The error itself is dropped: it holds the request with the
 * token in its headers.
 *
 * @param error a NodeApiError whose `cause` chain ends in the connection's own error; in older n8n
 *   only its `messages` tell of that
 */
export function readConnectionFailure(error: unknown): ConnectionFailure {
	const causes = causesOf(error);
	const texts = causes.flatMap(({ message, messages }) => [message, messages].flat()).map(String);
	const code = codeOf(causes, texts);
	if (code && NEVER_LEFT[code]) return { reason: NEVER_LEFT[code], mayHaveArrived: false };

	const blocked = texts.find((text) => BLOCKED_BY_N8N.test(text));
	if (blocked) {
		return { reason: `n8n doesn't allow this address: ${blocked}`, mayHaveArrived: false };
	}
	const reason = (code && REASONS[code]) ?? `the connection failed (${code ?? 'no reason given'})`;
	return { reason, mayHaveArrived: !failedBeforeSending(causes, texts) };
}

/** True only where every cause that names a system call names one from before the request was written. */
function failedBeforeSending(causes: Cause[], texts: string[]): boolean {
	const calls = causes.map(({ syscall }) => syscall).filter((call) => typeof call === 'string');
	if (calls.length > 0) return calls.every((call) => BEFORE_SENDING.includes(call));
	return texts.some((text) => /^(connect|getaddrinfo) E[A-Z_]+\b/.test(text));
}

function codeOf(causes: Cause[], texts: string[]): string | undefined {
	const code = causes.map((cause) => cause.code).find((value) => typeof value === 'string');
	if (code) return code as string;
	if (texts.some((text) => /^timeout of \d+ms exceeded/.test(text))) return 'ETIMEDOUT';
	if (texts.some((text) => /^(canceled|aborted)$/i.test(text))) return 'ERR_CANCELED';
	if (texts.some((text) => /^socket hang up$/.test(text))) return 'ECONNRESET';
	return Object.keys({ ...NEVER_LEFT, ...REASONS }).find((known) =>
		texts.some((text) => text.includes(known)),
	);
}

/** The error with all that caused it: a chain, which forks where several addresses were tried. */
function causesOf(error: unknown): Cause[] {
	const causes: Cause[] = [];
	const waiting = [error];
	while (waiting.length > 0 && causes.length < 20) {
		const cause = waiting.shift();
		if (typeof cause !== 'object' || cause === null || causes.includes(cause)) continue;
		causes.push(cause);
		waiting.push((cause as Cause).cause, ...((cause as Cause).errors ?? []));
	}
	return causes;
}
