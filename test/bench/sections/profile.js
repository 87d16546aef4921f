/** What the time of an item goes to. */
const { withTools } = require('../bench');
const { PARTS, profile } = require('../cpuProfile');
const { evaluationsPerItem } = require('../expressions');
const { settle } = require('../rounds');
const { digits, table } = require('../table');

const ITEMS = 1000;
const RUNS = 3;

/**
 * @typedef {{ fixedText: boolean }} Part
 *
 * @typedef {object} Result of each contender
 * @property {string} name
 * @property {import('../cpuProfile').Shares} shares milliseconds per item
 * @property {import('../expressions').Evaluations} evaluations per item
 */

/** @type {Part[]} */
const parts = [{ fixedText: false }, { fixedText: true }];

/**
 * @param {import('../bench').Settings} settings
 * @param {Part} part
 * @returns {Promise<Result[]>}
 */
async function measure(settings, { fixedText }) {
	return await withTools(settings, async ({ engine, api, rounds, contenders }) => {
		const { send, httpRequest, floor } = contenders;
		const makers = [
			(/** @type {number} */ items) => send({ name: 'Send', items, fixedText }),
			(/** @type {number} */ items) =>
				floor({ name: 'Smallest declarative node', items, fixedText }),
			(/** @type {number} */ items) => httpRequest({ name: 'HTTP Request', items, fixedText }),
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

/**
 * @param {Result[]} results
 * @param {Part} part
 */
function reportPart(results, { fixedText }) {
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
	const title = fixedText ? 'Without any expression' : 'One expression in the message';
	return [
		`### ${title}`,
		table(['', ...results.map(({ name }) => name)], rows),
		counted.length > 0
			? table(['', 'Expression', 'Evaluated per item'], counted)
			: 'No contender evaluates an expression.',
	].join('\n\n');
}

/** @param {string} expression */
function shorten(expression) {
	const line = expression.replace(/\s+/g, ' ').replaceAll('|', '\\|');
	return line.length > 60 ? `${line.slice(0, 40)} … ${line.slice(-18)}` : line;
}

/** @param {Result[][]} results @param {Part[]} ofParts */
const report = (results, ofParts) =>
	[
		`What V8's profiler saw in ${RUNS} runs of ${ITEMS} items, for one item; waiting is left out.`,
		...results.map((result, index) => reportPart(result, ofParts[index])),
	].join('\n\n');

module.exports = { title: 'What the time goes to', parts, measure, report };
