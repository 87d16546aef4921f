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

/** n8n checks these before it connects, and throws errors that have no code. */
const BLOCKED_BY_N8N = /^Domain not allowed|blocked.*(SSRF|IP|address)|SSRF/i;

/**
 * Reads what n8n's request helper threw. The error itself is dropped: it holds the request with the
 * token in its headers.
 *
 * @param error a NodeApiError whose `cause` chain ends in the connection's own error
 */
export function readConnectionFailure(error: unknown): ConnectionFailure {
	const chain = causesOf(error);
	const code = chain.map((cause) => cause.code).find((value) => typeof value === 'string');
	if (code && NEVER_LEFT[code]) return { reason: NEVER_LEFT[code], mayHaveArrived: false };
	if (chain.some(({ syscall }) => syscall === 'connect' || syscall === 'getaddrinfo')) {
		return { reason: 'the server could not be reached', mayHaveArrived: false };
	}

	const blocked = chain
		.map(({ message }) => message)
		.find((text) => BLOCKED_BY_N8N.test(text ?? ''));
	if (blocked)
		return { reason: `n8n does not allow this address: ${blocked}`, mayHaveArrived: false };

	const known = code ? MAY_HAVE_ARRIVED[code] : undefined;
	return {
		reason: known ?? `the connection failed (${code ?? 'no reason given'})`,
		mayHaveArrived: true,
	};
}

interface Cause {
	code?: unknown;
	syscall?: unknown;
	message?: string;
	cause?: unknown;
}

function causesOf(error: unknown): Array<Cause & { code?: string }> {
	const chain: Cause[] = [];
	for (
		let cause = error;
		cause instanceof Object && chain.length < 8;
		cause = (cause as Cause).cause
	) {
		chain.push(cause as Cause);
	}
	return chain as Array<Cause & { code?: string }>;
}
