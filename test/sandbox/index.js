/**
 * A stand-in of the IPPanel Edge API on loopback. Tests, demo and benchmark use this one; nothing here
 * sends a message to anybody.
 */
const { setTimeout: sleep } = require('node:timers/promises');
const { fastify } = require('fastify');
const { notFound, unauthorized } = require('./envelope');
const { answerOf, badRequest, Faults } = require('./faults');
const { Outbox } = require('./outbox');
const { ROUTES } = require('./routes');

/** Paths of the API stand behind this, as behind `https://edge.ippanel.com/v1`. */
const PREFIX = '/v1';

/** Where the sandbox tells about itself, for other processes. */
const CONTROL = '/_sandbox';

const SEND = '/api/send';

const DEFAULT_TOKEN = 'sandbox-0f3c9a51-token-of-nobody-7be2d4c8';

/**
 * @typedef {object} SandboxOptions
 * @property {number} [port] a free one by default
 * @property {string} [token]
 * @property {number} [stateSeconds] how long a message stays in each state; 0: it is finished at once
 * @property {number} [credit] in Rial
 * @property {boolean} [pagedMeta] whether paged answers tell about the paging
 * @property {boolean} [keepRequests] whether to keep what was received; off for long benchmarks
 *
 * @typedef {object} ReceivedRequest
 * @property {string} method
 * @property {string} path behind the base URL, e.g. `/api/send`
 * @property {Record<string, string>} query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} rawBody exactly as received
 * @property {any} body parsed, where it is JSON
 * @property {number} at in milliseconds since 1970
 * @property {number | null} status as answered; null: no answer
 * @property {string | null} fault its kind, where one struck
 */

/**
 * Starts a sandbox with an account of its own.
 *
 * @param {SandboxOptions} [options]
 */
async function startSandbox({
	port = 0,
	token = DEFAULT_TOKEN,
	stateSeconds = 2,
	credit = 500_000_000,
	pagedMeta = true,
	keepRequests = true,
} = {}) {
	const outbox = new Outbox({ stateSeconds, credit });
	const faults = new Faults();
	/** @type {ReceivedRequest[]} */
	const requests = [];
	const sending = { sends: 0, inFlight: 0, maxInFlight: 0 };

	const server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) =>
		parsed(null, body),
	);

	/**
	 * One request to the API: it is written down, struck by a fault or answered.
	 *
	 * @param {import('fastify').FastifyRequest} request
	 * @param {import('fastify').FastifyReply} reply
	 */
	async function receive(request, reply) {
		const path = request.url.slice(PREFIX.length).split('?')[0];
		const rawBody = String(request.body ?? '');
		/** @type {ReceivedRequest} */
		const received = {
			method: request.method,
			path,
			query: /** @type {Record<string, string>} */ (request.query),
			headers: request.headers,
			rawBody,
			body: parse(rawBody),
			at: Date.now(),
			status: null,
			fault: null,
		};
		if (keepRequests) requests.push(received);
		if (path !== SEND) return await answer(received, request, reply);

		sending.sends++;
		sending.maxInFlight = Math.max(sending.maxInFlight, ++sending.inFlight);
		try {
			return await answer(received, request, reply);
		} finally {
			sending.inFlight--;
		}
	}

	/**
	 * Answers a request as the API would, or as a fault has it.
	 *
	 * @param {ReceivedRequest} received
	 * @param {import('fastify').FastifyRequest} request
	 * @param {import('fastify').FastifyReply} reply
	 */
	async function answer(received, request, reply) {
		const fault = faults.strike(received);
		received.fault = fault?.kind ?? null;
		if (fault?.kind === 'delay') await sleep(fault.ms ?? 100, undefined, { ref: false });
		if (!fault || fault.kind === 'delay') return give(respond(received));

		// The API does its work as ever, token and validation included; only its answer does not arrive.
		if (fault.accepted || fault.kind === 'closeAfter') respond(received);
		const bad = answerOf(fault, request.url);
		if (bad) return give(bad);

		reply.hijack();
		if (fault.kind === 'noAnswer') await closed(request.raw.socket);
		else request.raw.socket.destroy();
		return reply;

		/** @param {import('./faults').Answer} answer what goes back, and into the log */
		function give({ statusCode, headers = {}, body }) {
			received.status = statusCode;
			return reply.code(statusCode).headers(headers).send(body);
		}
	}

	/**
	 * What the API does with a request and answers to it.
	 *
	 * @param {ReceivedRequest} received
	 * @returns {import('./envelope').Refusal}
	 */
	function respond({ method, path, query, headers, body }) {
		if (headers.authorization !== token) return unauthorized;
		const endpoint = ROUTES[`${method} ${path}`];
		const result = endpoint ? endpoint({ query, body, outbox, pagedMeta }) : notFound;
		return 'statusCode' in result
			? /** @type {import('./envelope').Refusal} */ (result)
			: { statusCode: 200, body: result };
	}

	server.all(`${PREFIX}/*`, receive);

	/** Counters, also where no requests are kept. */
	const stats = () => ({ ...sending, accepted: outbox.messages.length });

	/** Forgets requests, messages, faults and counters, and restores the credit. */
	function reset() {
		requests.length = 0;
		faults.clear();
		outbox.reset();
		// What is still open stays counted, so that it can end.
		Object.assign(sending, { sends: 0, maxInFlight: sending.inFlight });
	}

	/** @param {import('./outbox').Seed} seed messages that nobody sent */
	function seedOutbox(seed) {
		if (!Number.isInteger(seed?.count)) throw badRequest('How many messages? {"count": 25}');
		outbox.seed(seed);
	}

	server.get(`${CONTROL}/requests`, () => requests);
	server.get(`${CONTROL}/outbox`, () => outbox.messages);
	server.post(`${CONTROL}/outbox`, (request) => {
		seedOutbox(parse(String(request.body)));
		return stats();
	});
	server.get(`${CONTROL}/stats`, stats);
	server.post(`${CONTROL}/faults`, (request) => {
		faults.add(parse(String(request.body)));
		return stats();
	});
	server.delete(`${CONTROL}/faults`, () => {
		faults.clear();
		return stats();
	});
	server.post(`${CONTROL}/reset`, () => {
		reset();
		return stats();
	});

	const address = await server.listen({ port, host: '127.0.0.1' });
	return {
		baseUrl: address + PREFIX,
		controlUrl: address + CONTROL,
		token,
		/** What was received, in order of arrival. */
		requests,
		/** What was accepted, in order of acceptance. */
		outbox: outbox.messages,
		/** The requests to send a message, in order of arrival. */
		get sends() {
			return requests.filter(({ path }) => path === SEND);
		},
		/** The most requests to send a message that were open at once. */
		get maxInFlight() {
			return sending.maxInFlight;
		},
		/** @param {import('./faults').Fault} fault */
		addFault: (fault) => faults.add(fault),
		clearFaults: () => faults.clear(),
		seedOutbox,
		stats,
		reset,
		close: async () => await server.close(),
	};
}

/**
 * Waits until the client has left, or the sandbox is closed.
 *
 * @param {import('node:net').Socket} socket
 * @returns {Promise<void>}
 */
const closed = (socket) =>
	new Promise((resolve) => {
		if (socket.destroyed) resolve();
		else socket.once('close', () => resolve());
	});

/**
 * Reads a body.
 *
 * @param {string} text
 * @returns {any} undefined where it is not JSON
 */
function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

module.exports = { DEFAULT_TOKEN, startSandbox };
