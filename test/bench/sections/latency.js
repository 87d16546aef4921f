/** What it takes where the API needs its time, and how hard the API is pressed meanwhile. */
const { withTools } = require('../bench');
const { alternate } = require('../rounds');
const { ratioOf, summarize } = require('../statistics');
const { digits, ratio, spread, table } = require('../table');

const ITEMS = 300;
const LATENCY = 50;
const ROUNDS = 5;

/** How many may be open at once. */
const LIMITS = [1, 5, 20];

/** n8n's own values when somebody adds *Batching*, and values for five at once at this latency. */
const BATCHES = [
	{ batchSize: 50, batchInterval: 1000 },
	{ batchSize: 5, batchInterval: LATENCY },
];

/**
 * @typedef {object} Entrant
 * @property {string} name
 * @property {number} least what waiting alone takes, in milliseconds
 * @property {(contenders: import('../bench').Tools['contenders'], name: string) =>
 *   import('../rounds').Contender} make
 */

/** @type {Entrant} */
const HTTP = {
	name: 'HTTP Request',
	least: LATENCY,
	make: ({ httpRequest }, name) => httpRequest({ name, items: ITEMS }),
};

/** @param {number} limit */
const leastOf = (limit) => Math.ceil(ITEMS / limit) * LATENCY;

/** @type {Entrant[]} */
const ENTRANTS = [
	...LIMITS.map((concurrency) => ({
		name: `Send, Concurrency ${concurrency}`,
		least: leastOf(concurrency),
		make: (/** @type {any} */ { send }, /** @type {string} */ name) =>
			send({ name, items: ITEMS, concurrency }),
	})),
	HTTP,
	...BATCHES.map((batch) => ({
		name: `HTTP Request, ${batch.batchSize} items every ${batch.batchInterval} ms`,
		least: (Math.ceil(ITEMS / batch.batchSize) - 1) * batch.batchInterval + LATENCY,
		make: (/** @type {any} */ { httpRequest }, /** @type {string} */ name) =>
			httpRequest({ name, items: ITEMS, batch }),
	})),
	...LIMITS.map((concurrency) => ({
		name: `Loop of \`fetch\`, ${concurrency} at once`,
		least: leastOf(concurrency),
		make: (/** @type {any} */ { fetchLoop }, /** @type {string} */ name) =>
			fetchLoop({ name, items: ITEMS, concurrency }),
	})),
];

/** @param {import('../bench').Settings} settings */
async function measure(settings) {
	return await withTools(settings, async ({ api, rounds, contenders }) => {
		const all = ENTRANTS.map(({ name, make }) => make(contenders, name));
		return await alternate(all, { api, rounds: rounds(ROUNDS), latency: LATENCY });
	});
}

/** @param {import('../rounds').Measured[][]} results */
function report([measured]) {
	const http = measured[ENTRANTS.indexOf(HTTP)];
	// The loops of `fetch` stand last, in the order of the limits of Send, which stand first.
	const bare = LIMITS.map((_, index) => measured[measured.length - LIMITS.length + index]);
	const rows = measured.map(({ name, time, maxInFlight }, index) => [
		name,
		spread(summarize(time.map((perItem) => (perItem * ITEMS) / 1000)), 's'),
		`${digits(ENTRANTS[index].least / 1000)} s`,
		time === http.time ? '1' : ratio(ratioOf(time, http.time)),
		bare[index] ? ratio(ratioOf(time, bare[index].time)) : '',
		maxInFlight,
	]);
	return [
		`${ITEMS} items with one expression each, every answer after ${LATENCY} ms. *Waiting* is what would ` +
			'be left of the time if nothing but waiting for answers and batches took any. The HTTP Request ' +
			'node sends everything at once; its batches are started by the clock, whether or not the one ' +
			'before has been answered, so that a slow API gets more and more of them at once.',
		table(['', 'Time', 'Waiting', 'to HTTP Request', 'to `fetch`', 'Most in flight'], rows),
	].join('\n\n');
}

module.exports = { title: `With ${LATENCY} ms latency`, parts: [{}], measure, report };
