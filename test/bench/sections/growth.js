/** Whether an item costs the same, however many there are. */
const { setTimeout: sleep } = require('node:timers/promises');
const { withTools } = require('../bench');
const { alternate, settle } = require('../rounds');
const { summarize } = require('../statistics');
const { digits, spread, table } = require('../table');

const SIZES = [100, 1000, 10_000];
const ROUNDS = 5;

/** How often the memory is looked at while items are sent, in milliseconds. */
const LOOK_EVERY = 20;

const SEND = 'Send';
const HTTP = 'HTTP Request';

/**
 * @typedef {{ kind: 'time' } | { kind: 'memory', name: string, items: number }} Part
 *
 * @typedef {object} Memory in bytes
 * @property {number} live the most that was in use at once, garbage left out
 * @property {number} resident the most that the process took from the system, garbage and all
 *
 * @typedef {import('../rounds').Measured[] | Memory} Result
 */

/** @type {Part[]} */
const parts = [
	{ kind: 'time' },
	...[SEND, HTTP].flatMap((name) =>
		SIZES.map((items) => ({ kind: /** @type {const} */ ('memory'), name, items })),
	),
];

/**
 * @param {import('../bench').Tools['contenders']} contenders
 * @param {string} name
 * @param {number} items
 */
function contenderOf({ send, httpRequest }, name, items) {
	return name === SEND ? send({ name, items }) : httpRequest({ name, items });
}

/**
 * @param {import('../bench').Settings} settings
 * @param {Part} part
 * @returns {Promise<Result>}
 */
async function measure(settings, part) {
	return await withTools(settings, async ({ api, rounds, contenders }) => {
		if (part.kind === 'memory') {
			const { name, items } = part;
			await contenderOf(contenders, name, 100).run();
			await api.reset();
			return await measureMemory(contenderOf(contenders, name, items).run);
		}
		const all = [SEND, HTTP].flatMap((name) =>
			SIZES.map((items) => contenderOf(contenders, name, items)),
		);
		return await alternate(all, { api, rounds: rounds(ROUNDS) });
	});
}

/**
 * @param {() => Promise<unknown>} run
 * @returns {Promise<Memory>}
 */
async function measureMemory(run) {
	await run();
	const resident = process.resourceUsage().maxRSS * 1024;

	await settle();
	const inUse = () => {
		global.gc?.();
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	const before = inUse();
	let most = before;
	let running = true;
	const watch = (async () => {
		while (running) {
			await sleep(LOOK_EVERY);
			most = Math.max(most, inUse());
		}
	})();
	await run();
	running = false;
	await watch;
	return { live: most - before, resident };
}

/**
 * @param {Result[]} results
 * @param {Part[]} ofParts
 */
function report(results, ofParts) {
	const [measured] = /** @type {[import('../rounds').Measured[]]} */ (results);
	const rows = measured.map(({ name, items, time, cpu }) => {
		const index = ofParts.findIndex(
			(part) => part.kind === 'memory' && part.name === name && part.items === items,
		);
		const { live, resident } = /** @type {Memory} */ (results[index]);
		return [
			`${name}, ${items.toLocaleString('en')} items`,
			spread(summarize(time), 'ms'),
			spread(summarize(cpu), 'ms'),
			`${digits(live / items / 1024)} KB`,
			`${digits(live / 1024 / 1024)} MB`,
			`${digits(resident / 1024 / 1024)} MB`,
		];
	});
	return [
		'One expression each; the API answers at once. Time, CPU time and the first column of memory are for ' +
			'one item. *Memory at most* is what was in use at once beyond what was in use before, looked at ' +
			`every ${LOOK_EVERY} ms after collecting the garbage; *process at most* is all that the process ` +
			'ever took from the system, n8n itself and garbage included. Each size is measured in a fresh process.',
		table(
			['', 'Time', 'CPU', 'Memory at most, per item', 'Memory at most', 'Process at most'],
			rows,
		),
	].join('\n\n');
}

module.exports = { title: 'Growth', parts, measure, report };
