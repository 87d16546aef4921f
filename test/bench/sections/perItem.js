/** What an item costs where the API answers at once. */
const { evaluationsPerItem } = require('../expressions');
const { withTools } = require('../bench');
const { alternate } = require('../rounds');
const { ratioOf, summarize } = require('../statistics');
const { ratio, spread, table } = require('../table');

const ITEMS = 1000;
const ROUNDS = 11;

/**
 * @typedef {object} Part
 * @property {import('../engine').Expressions} expressions
 * @property {boolean} fixedText
 * @property {number} goal the highest ratio to the HTTP Request node that is wanted
 *
 * @typedef {object} Result
 * @property {import('../rounds').Measured[]} measured
 * @property {number[]} evaluations per item, of each contender
 *
 * @typedef {import('../contenders').Job} Job
 */

/** @type {Part[]} */
const parts = [
	{ expressions: 'vm', fixedText: false, goal: 1 },
	{ expressions: 'vm', fixedText: true, goal: 0.8 },
	{ expressions: 'legacy', fixedText: false, goal: 1 },
	{ expressions: 'legacy', fixedText: true, goal: 0.8 },
];

/** The contenders in the order of the table, with the one that each is compared to beside HTTP Request. */
const SEND = 'Send';
const SEND_MANY = 'Send, Concurrency 20';
const HTTP = 'HTTP Request';
const FLOOR = 'Smallest declarative node, all at once';
const FLOOR_IN_ORDER = 'Smallest declarative node, one after the other';
const FETCH = 'Loop of `fetch`';
const FETCH_MANY = 'Loop of `fetch`, 20 at once';
const FLOORS = /** @type {Record<string, string>} */ ({
	[SEND]: FLOOR_IN_ORDER,
	[SEND_MANY]: FLOOR,
});
const BARE = /** @type {Record<string, string>} */ ({ [SEND]: FETCH, [SEND_MANY]: FETCH_MANY });

/**
 * @param {import('../bench').Settings} settings
 * @param {Part} part
 * @returns {Promise<Result>}
 */
async function measure(settings, { expressions, fixedText }) {
	return await withTools({ ...settings, expressions }, async (tools) => {
		const { engine, api, rounds, contenders } = tools;
		const { send, httpRequest, floor, fetchLoop } = contenders;
		const makers = [
			(/** @type {Job} */ job) => send({ ...job, name: SEND }),
			(/** @type {Job} */ job) => send({ ...job, name: SEND_MANY, concurrency: 20 }),
			(/** @type {Job} */ job) => httpRequest({ ...job, name: HTTP }),
			(/** @type {Job} */ job) => floor({ ...job, name: FLOOR }),
			(/** @type {Job} */ job) => floor({ ...job, name: FLOOR_IN_ORDER, inOrder: true }),
			(/** @type {Job} */ job) => fetchLoop({ ...job, name: FETCH }),
			(/** @type {Job} */ job) => fetchLoop({ ...job, name: FETCH_MANY, concurrency: 20 }),
		];
		const evaluations = [];
		for (const make of makers) {
			const counts = await evaluationsPerItem(engine, (items) => make({ items, fixedText }));
			evaluations.push(Object.values(counts).reduce((sum, count) => sum + count, 0));
		}
		const all = makers.map((make) => make({ items: ITEMS, fixedText }));
		await requireSameMessages(all, api);
		return {
			measured: await alternate(all, { api, rounds: rounds(ROUNDS), warmUps: 2 }),
			evaluations,
		};
	});
}

/**
 * Contenders can be compared only if they send the same.
 *
 * @param {import('../rounds').Contender[]} all
 * @param {import('../api').Api} api
 */
async function requireSameMessages(all, api) {
	/** @type {string | undefined} */
	let expected;
	for (const { name, run } of all) {
		await api.reset();
		await run();
		const messages = (await api.outbox()).map(({ from_number, message, params }) => [
			from_number,
			message,
			params.map((/** @type {any} */ audience) => [
				audience.main_category_id,
				audience.sub_category_id,
				audience.operator.map((/** @type {any} */ { id, start, size }) => [id, start, size]),
			]),
		]);
		const sent = JSON.stringify(messages.map((message) => JSON.stringify(message)).sort());
		expected ??= sent;
		if (sent !== expected) throw new Error(`${name} does not send what the others send.`);
	}
}

/**
 * @param {Result} result
 * @param {Part} part
 */
function reportPart({ measured, evaluations }, { expressions, fixedText, goal }) {
	const of = (/** @type {string} */ name) =>
		/** @type {import('../rounds').Measured} */ (measured.find((one) => one.name === name));
	const http = of(HTTP);
	const rows = measured.map(({ name, time, cpu }, index) => [
		name,
		spread(summarize(time), 'ms'),
		name === HTTP ? '1' : ratio(ratioOf(time, http.time)),
		FLOORS[name] ? ratio(ratioOf(time, of(FLOORS[name]).time)) : '',
		BARE[name] ? ratio(ratioOf(time, of(BARE[name]).time)) : '',
		spread(summarize(cpu), 'ms'),
		evaluations[index],
	]);
	const head = [
		'',
		'Time',
		'to HTTP Request',
		'to the smallest',
		'to `fetch`',
		'CPU',
		'Expressions',
	];
	const reached = (/** @type {string} */ name) =>
		ratioOf(of(name).time, http.time).median.toFixed(2);
	const what = fixedText ? 'Without any expression' : 'One expression in the message';
	return [
		`### ${what}, expressions by \`${expressions}\``,
		table(head, rows),
		`Goal: Send takes at most ${goal.toFixed(1)} of the time of HTTP Request. Measured: ` +
			`${reached(SEND)}; with Concurrency 20 ${reached(SEND_MANY)}. The smallest declarative node that ` +
			`sends one item after the other takes ${reached(FLOOR_IN_ORDER)}, and the loop of \`fetch\`, ` +
			`without n8n, ${reached(FETCH)}.`,
	].join('\n\n');
}

/** @param {Result[]} results @param {Part[]} ofParts */
const report = (results, ofParts) =>
	[
		`${ITEMS} items, one audience with two operators each; the API answers at once. Time, CPU time and ` +
			'expressions are for one item. The smallest declarative node is what n8n asks of any node of this ' +
			'kind: it only puts the message into a request. Send waits for each answer before the next item ' +
			'leaves, the HTTP Request node sends all items at once. `vm` and `legacy` are the two ways in which n8n ' +
			'evaluates expressions (`N8N_EXPRESSION_ENGINE`); `vm` is its default.',
		...results.map((result, index) => reportPart(result, ofParts[index])),
	].join('\n\n');

module.exports = { title: 'Per item, no latency', parts, measure, report };
