/** The sandbox API in a process of its own, so that what it does is not counted as the node's work. */
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { startSandbox } = require('../sandbox');

/**
 * @typedef {object} Stats
 * @property {number} sends how many requests to send a message arrived
 * @property {number} accepted how many of them were accepted
 * @property {number} maxInFlight the most that were open at once
 * @property {number} requests how many requests of any kind arrived
 * @property {number} connections how many connections were opened, the one that asks for this included
 *
 * @typedef {Awaited<ReturnType<typeof startApi>>} Api
 */

async function startApi() {
	const child = fork(__filename);
	const [{ baseUrl, controlUrl, token }] = await once(child, 'message');
	/** @param {string} path @param {RequestInit} [init] */
	const control = async (path, init) => {
		const response = await fetch(controlUrl + path, init);
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${path}.`);
		return /** @type {any} */ (await response.json());
	};
	return {
		/** @type {string} */
		baseUrl,
		/** @type {string} */
		token,
		/** @returns {Promise<Stats>} */
		stats: async () => await control('/stats'),
		/** What was accepted: sender, text and audiences. */
		outbox: async () => /** @type {any[]} */ (await control('/outbox')),
		/**
		 * Forgets what was received.
		 *
		 * @param {number} [latency] how long each answer to a send takes from now on, in milliseconds
		 */
		async reset(latency = 0) {
			await control('/reset', { method: 'POST' });
			if (latency === 0) return;
			const fault = { kind: 'delay', ms: latency, times: -1 };
			await control('/faults', { method: 'POST', body: JSON.stringify(fault) });
		},
		async close() {
			child.disconnect();
			await once(child, 'exit');
		},
	};
}

async function serve() {
	const sandbox = await startSandbox({
		keepRequests: false,
		credit: Number.MAX_SAFE_INTEGER,
		guardSeconds: 0,
	});
	const { baseUrl, controlUrl, token } = sandbox;
	process.send?.({ baseUrl, controlUrl, token });
	process.once('disconnect', () => process.exit());
}

if (require.main === module) void serve();

module.exports = { startApi };
