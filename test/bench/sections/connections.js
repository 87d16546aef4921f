/** How many connections the requests of an execution take. */
const { withTools } = require('../bench');
const { TYPES } = require('../engine');
const { table } = require('../table');

const ITEMS = 100;

/** @typedef {{ name: string, connections: number }} Result */

/**
 * @param {import('../bench').Settings} settings
 * @returns {Promise<Result[]>}
 */
async function measure(settings) {
	return await withTools(settings, async ({ api, contenders }) => {
		const { send, httpRequest, smallest, fetchLoop } = contenders;
		const job = { items: ITEMS };
		const type = TYPES.smallestProgrammatic;
		const results = [];
		for (const { name, run } of [
			send({ ...job, name: 'Send' }),
			httpRequest({ ...job, name: 'HTTP Request' }),
			smallest({ ...job, name: 'Smallest programmatic node', type }),
			fetchLoop({ ...job, name: 'Loop of `fetch`' }),
		]) {
			await api.reset();
			const before = await api.stats();
			await run();
			const after = await api.stats();
			results.push({ name, connections: after.connections - before.connections });
		}
		return results;
	});
}

/** @param {Result[][]} results */
function report([results]) {
	const rows = results.map(({ name, connections }) => [name, ITEMS, connections]);
	return [
		"n8n's request helper, which every node has to use, makes a new agent, and so a new connection, for each " +
			'request (`buildNodeAgents` in @n8n/backend-network). No option changes that: `agentOptions` go ' +
			'into the new agent, which nothing uses a second time. Over TLS 1.3 a new connection takes two round ' +
			'trips before the request leaves: with 50 ms to the server, 100 ms for each message of any node. ' +
			'*Concurrency* hides it. What the bench itself asks of the sandbox goes over connections that are kept.',
		table(['', 'Requests', 'Connections'], rows),
	].join('\n\n');
}

module.exports = { title: 'Connections', parts: [{}], measure, report };
