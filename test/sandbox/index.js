/** A stand-in of the IPPanel Edge API on loopback, for tests, demo and benchmark. It sends nothing to anybody. */
const { setTimeout: sleep } = require('node:timers/promises');
const { fastify } = require('fastify');
const { Account } = require('./account');
const { strikeConnection } = require('./connection');
const { addControl, CONTROL, parse } = require('./control');
const { ANSWERS } = require('./faultAnswers');
const { accepts, Faults } = require('./faults');

/** Paths of the API stand behind this, as behind `https://edge.ippanel.com/v1`. */
const PREFIX = '/v1';

const SEND = '/api/send';

const DEFAULT_TOKEN = 'sandbox-0f3c9a51-token-of-nobody-7be2d4c8';

/**
 * @typedef {object} SandboxOptions
 * @property {number} [port] a free one by default
 * @property {string} [token]
 * @property {number} [stateSeconds] how long a message stays in each state; 0: it is finished at once
 * @property {number} [credit] in Rial
 * @property {boolean} [keepRequests] whether to keep what was received; off for long benchmarks
 * @property {number} [guardSeconds] how long the API refuses the message that it just accepted; 0: never
 * @property {number} [firstId] the ID of the first message and of the first reply, ten digits; elsewhere in each
 *   sandbox by default
 * @property {boolean} [history] whether the account has old messages in its outbox
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
	keepRequests = true,
	guardSeconds = 40,
	firstId,
	history = true,
} = {}) {
	const outbox = { stateSeconds, credit, guardSeconds, firstId, history };
	const account = new Account({ token, ...outbox });
	const faults = new Faults();
	/** @type {ReceivedRequest[]} */
	const requests = [];
	const sending = { sends: 0, inFlight: 0, maxInFlight: 0, requests: 0, connections: 0 };

	const server = fastify({ forceCloseConnections: true, bodyLimit: 64 * 1024 * 1024 });
	server.removeAllContentTypeParsers();
	server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) =>
		parsed(null, body),
	);
	server.server.on('connection', () => sending.connections++);

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
		sending.requests++;
		if (keepRequests) requests.push(received);
		setDate(reply.raw, account.view.dateShiftMs);
		if (path !== SEND) return await answer(received, reply);

		sending.sends++;
		sending.maxInFlight = Math.max(sending.maxInFlight, ++sending.inFlight);
		try {
			return await answer(received, reply);
		} finally {
			sending.inFlight--;
		}
	}

	/**
	 * Answers a request as the API would, or as a fault has it.
	 *
	 * @param {ReceivedRequest} received
	 * @param {import('fastify').FastifyReply} reply
	 */
	async function answer(received, reply) {
		const fault = faults.strike(received);
		received.fault = fault?.kind ?? null;
		if (!fault) return give(account.respond(received));
		if (fault.kind === 'delay') {
			const early = fault.accepted && account.respond(received);
			await sleep(fault.ms ?? 100, undefined, { ref: false });
			return give(early || account.respond(received));
		}

		// The API does its work as ever, token and validation included; only its answer does not arrive.
		if (accepts(fault)) account.respond(received);
		const bad = ANSWERS[fault.kind];
		if (bad) return give(bad);

		reply.hijack();
		await strikeConnection(fault, reply.raw);
		return reply;

		/** @param {import('./faultAnswers').Answer} answer what goes back, and into the log */
		function give({ statusCode, headers = {}, body }) {
			received.status = statusCode;
			return reply.code(statusCode).headers(headers).send(body);
		}
	}

	server.all(`${PREFIX}/*`, receive);

	/** Counters, also where no requests are kept. */
	const stats = () => ({ ...sending, accepted: account.outbox.messages.length });

	/** Forgets requests, messages, answers, faults and counters, and restores credit and view. */
	function reset() {
		requests.length = 0;
		faults.clear();
		account.reset();
		// What is still open stays counted, so that it can end.
		Object.assign(sending, {
			sends: 0,
			maxInFlight: sending.inFlight,
			requests: 0,
			connections: 0,
		});
	}

	addControl(server, { account, faults, requests, stats, reset });

	const address = await server.listen({ port, host: '127.0.0.1' });
	return {
		baseUrl: address + PREFIX,
		controlUrl: address + CONTROL,
		token,
		/** What was received, in order of arrival. */
		requests,
		/** What was accepted, in order of acceptance; without the account's history. */
		outbox: account.outbox.messages,
		/** What people answered. */
		inbox: account.inbox.messages,
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
		/** @type {Account['setView']} */
		setView: (view) => account.setView(view),
		/** @type {Account['seedOutbox']} */
		seedOutbox: (seed) => account.seedOutbox(seed),
		/** @type {Account['finish']} */
		finish: (id, stateId) => account.finish(id, stateId),
		/** Lets a person answer. @param {import('./inbox').Reply} reply @returns its ID */
		reply: (reply) => account.inbox.receive(reply),
		stats,
		reset,
		close: async () => await server.close(),
	};
}

/**
 * Makes the `Date` header of an answer: when its request came, so that a slow answer tells what time it was.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {number | null} [shiftMs] how far it is ahead of the real time; null: there is none
 */
function setDate(response, shiftMs = 0) {
	if (shiftMs === null) response.sendDate = false;
	else response.setHeader('date', new Date(Date.now() + shiftMs).toUTCString());
}

module.exports = { DEFAULT_TOKEN, startSandbox };
