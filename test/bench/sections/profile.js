/** What the time of an item goes to. */
const { withTools } = require('../bench');
const { PARTS, profile } = require('../cpuProfile');
const { TYPES } = require('../engine');
const { evaluationsPerItem } = require('../expressions');
const { settle } = require('../rounds');
const { digits, table } = require('../table');

const ITEMS = 1000;
const RUNS = 3;

/**
 * @typedef {object} Result of each contender
 * @property {string} name
 * @property {import('../cpuProfile').Shares} shares milliseconds per item
 * @property {import('../expressions').Evaluations} evaluations per item
 */

/**
 * @param {import('../bench').Settings} settings
 * @returns {Promise<Result[]>}
 */
async function measure(settings) {
	return await withTools(settings, async ({ engine, api, rounds, contenders }) => {
		const { send, httpRequest, smallest } = contenders;
		const makers = [
			(/** @type {number} */ items) => send({ name: 'Send', items }),
			(/** @type {number} */ items) =>
				send({ name: 'Send, declarative way', items, type: TYPES.declarativeWay }),
			(/** @type {number} */ items) =>
				smallest({
					name: 'Smallest programmatic node',
					items,
					type: TYPES.smallestProgrammatic,
				}),
			(/** @type {number} */ items) => httpRequest({ name: 'HTTP Request', items }),
		];
		const results = [];
		for (const make of makers) {
			const { name, run } = make(ITEMS);
			const evaluations = await evaluationsPerItem(engine, make);
			await run();
			await api.reset();
			await settle();
			const runs = rounds(RUNS);
			const whole = await profile(async () => {
				for (let count = 0; count < runs; count++) await run();
			});
			const shares = Object.fromEntries(
				Object.entries(whole).map(([part, time]) => [part, time / runs / ITEMS]),
			);
			results.push({ name, shares, evaluations });
		}
		return results;
	});
}

/** @param {Result[][]} parts */
function report([results]) {
	const sum = (/** @type {import('../cpuProfile').Shares} */ shares) =>
		Object.values(shares).reduce((whole, time) => whole + time, 0);
	const rows = Object.values(PARTS).map((part) => [
		part,
		...results.map(({ shares }) => {
			const share = Math.round((100 * shares[part]) / sum(shares));
			return `${digits(shares[part])} ms (${share} %)`;
		}),
	]);
	rows.push(['**Sum**', ...results.map(({ shares }) => `${digits(sum(shares))} ms`)]);
	const counted = results.flatMap(({ name, evaluations }) =>
		Object.entries(evaluations).map(([text, count]) => [name, `\`${shorten(text)}\``, count]),
	);
	return [
		`What V8's profiler saw in ${RUNS} runs of ${ITEMS} items with one expression each, for one item; waiting ` +
			'is left out.',
		table(['', ...results.map(({ name }) => name)], rows),
		table(['', 'Expression', 'Evaluated per item'], counted),
	].join('\n\n');
}

/** @param {string} expression */
function shorten(expression) {
	const line = expression.replace(/\s+/g, ' ').replaceAll('|', '\\|');
	return line.length > 60 ? `${line.slice(0, 40)} … ${line.slice(-18)}` : line;
}

module.exports = { title: 'What the time goes to', parts: [{}], measure, report };
