/** The control API: what a test does with the sandbox, for other processes and for people with curl. */
const { requestLog } = require('./requestLog');

/** Where it stands. */
const CONTROL = '/_sandbox';

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

/**
 * Adds the control API to the server.
 *
 * @param {import('fastify').FastifyInstance} server
 * @param {object} sandbox
 * @param {import('./account').Account} sandbox.account
 * @param {import('./faults').Faults} sandbox.faults
 * @param {Array<import('.').ReceivedRequest>} sandbox.requests
 * @param {() => object} sandbox.stats
 * @param {() => void} sandbox.reset
 */
function addControl(server, { account, faults, requests, stats, reset }) {
	const { outbox, inbox } = account;

	/** What each POST does with its body; where it gives nothing, the counters are the answer. */
	/** @type {Record<string, (body: any) => object | void>} */
	const actions = {
		outbox: (seed) => account.seedOutbox(seed),
		faults: (fault) => faults.add(fault),
		view: (body) => account.setView(body?.view),
		replies: (reply) => ({ id: inbox.receive(reply) }),
		finish: (body) => account.finish(body?.id, body?.state_id),
		reset,
	};
	for (const [name, act] of Object.entries(actions)) {
		server.post(`${CONTROL}/${name}`, (request) => act(parse(String(request.body))) ?? stats());
	}
	server.delete(`${CONTROL}/faults`, () => {
		faults.clear();
		return stats();
	});

	server.get(`${CONTROL}/outbox`, () => outbox.messages);
	server.get(`${CONTROL}/replies`, () => inbox.messages);
	server.get(`${CONTROL}/stats`, stats);
	// A person with curl gets lines to read, a program that asks for JSON gets all of it.
	server.get(`${CONTROL}/requests`, (request, reply) => {
		const { format } = /** @type {{ format?: string }} */ (request.query);
		const wantsJson = String(request.headers.accept).includes('json');
		if ((format ?? (wantsJson ? 'json' : 'text')) === 'json') return requests;
		return reply.type('text/plain; charset=utf-8').send(requestLog(requests));
	});
}

module.exports = { addControl, CONTROL, parse };
