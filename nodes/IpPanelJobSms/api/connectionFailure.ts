import type { ConnectionFailure } from './reply';

/** Node.js error codes of connections that were never made, with what they mean to a person. */
const NEVER_LEFT: Record<string, string> = {
	ECONNREFUSED: 'the server refused the connection',
	ENOTFOUND: 'the name of the server is not known',
	EAI_AGAIN: 'the name of the server could not be looked up',
	EHOSTUNREACH: 'the server can not be reached',
	ENETUNREACH: 'the network of the server can not be reached',
	ENETDOWN: 'the network is down',
	EADDRNOTAVAIL: 'the address of the server can not be used',
	ERR_INVALID_URL: 'the address of the server is not a web address',
	CERT_HAS_EXPIRED: "the server's certificate has expired",
	DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
	SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is self-signed",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate can not be verified",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate can not be verified",
	ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate belongs to another name",
};

/** Codes after which the request may have reached the server. */
const MAY_HAVE_ARRIVED: Record<string, string> = {
	ECONNRESET: 'the connection was lost before an answer came',
	EPIPE: 'the connection was lost before an answer came',
	ETIMEDOUT: 'no answer came in time',
	ECONNABORTED: 'no answer came in time',
	ERR_CANCELED: 'the execution was stopped before an answer came',
};

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
}

/**
 * Reads what n8n's request helper threw. The error itself is dropped: it holds the request with the
 * token in its headers.
 *
 * @param error a NodeApiError whose `cause` chain ends in the connection's own error; in older n8n
 *   only its `messages` tell of that
 */
export function readConnectionFailure(error: unknown): ConnectionFailure {
	const chain = causesOf(error);
	const texts = chain.flatMap(({ message, messages }) => [message, messages].flat()).map(String);
	const code = codeOf(chain, texts);
	if (code && NEVER_LEFT[code]) return { reason: NEVER_LEFT[code], mayHaveArrived: false };
	if (chain.some(({ syscall }) => syscall === 'connect' || syscall === 'getaddrinfo')) {
		return { reason: 'the server could not be reached', mayHaveArrived: false };
	}
	const blocked = texts.find((text) => BLOCKED_BY_N8N.test(text));
	if (blocked)
		return { reason: `n8n does not allow this address: ${blocked}`, mayHaveArrived: false };

	const reason = code ? MAY_HAVE_ARRIVED[code] : undefined;
	return {
		reason: reason ?? `the connection failed (${code ?? 'no reason given'})`,
		mayHaveArrived: true,
	};
}

function codeOf(chain: Cause[], texts: string[]): string | undefined {
	const code = chain.map((cause) => cause.code).find((value) => typeof value === 'string');
	if (code) return code as string;
	if (texts.some((text) => /^timeout of \d+ms exceeded/.test(text))) return 'ETIMEDOUT';
	if (texts.some((text) => /^(canceled|aborted)$/i.test(text))) return 'ERR_CANCELED';
	if (texts.some((text) => /^socket hang up$/.test(text))) return 'ECONNRESET';
	return Object.keys({ ...NEVER_LEFT, ...MAY_HAVE_ARRIVED }).find((known) =>
		texts.some((text) => text.includes(known)),
	);
}

function causesOf(error: unknown): Cause[] {
	const chain: Cause[] = [];
	for (
		let cause = error;
		cause instanceof Object && chain.length < 8;
		cause = chain[chain.length - 1].cause
	) {
		chain.push(cause as Cause);
	}
	return chain;
}
