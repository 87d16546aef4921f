/** What an item costs where the API answers at once. */
const { evaluationsPerItem } = require('../expressions');
const { withTools } = require('../bench');
const { TYPES } = require('../engine');
const { alternate } = require('../rounds');
const { ratioOf, summarize } = require('../statistics');
const { ratio, spread, table } = require('../table');

const ITEMS = 1000;
const ROUNDS = 11;

/** The highest ratio to the HTTP Request node that is wanted. */
const GOALS = { inOrder: 1, concurrent: 0.9 };

/**
 * @typedef {{ expressions: import('../engine').Expressions }} Part
 *
 * @typedef {object} Result
 * @property {import('../rounds').Measured[]} measured
 * @property {number[]} evaluations per item, of each contender
 *
 * @typedef {import('../contenders').Job} Job
 */

/** @type {Part[]} */
const parts = [{ expressions: 'vm' }, { expressions: 'legacy' }];

/** The contenders in the order of the table. */
const SEND = 'Send';
const SEND_MANY = 'Send, Concurrency 20';
const DECLARATIVE = 'Send, declarative way';
const DECLARATIVE_MANY = 'Send, declarative way, Concurrency 20';
const HTTP = 'HTTP Request';
const SMALLEST = 'Smallest programmatic node';
const SMALLEST_DECLARATIVE = 'Smallest declarative node';
const FETCH = 'Loop of `fetch`';
const FETCH_MANY = 'Loop of `fetch`, 20 at once';

/**
 * @param {import('../bench').Settings} settings
 * @param {Part} part
 * @returns {Promise<Result>}
 */
async function measure(settings, { expressions }) {
	return await withTools({ ...settings, expressions }, async (tools) => {
		const { engine, api, rounds, contenders } = tools;
		const { send, httpRequest, smallest, fetchLoop } = contenders;
		const { declarativeWay: type, smallestProgrammatic, smallestDeclarative } = TYPES;
		const makers = [
			(/** @type {Job} */ job) => send({ ...job, name: SEND }),
			(/** @type {Job} */ job) => send({ ...job, name: SEND_MANY, concurrency: 20 }),
			(/** @type {Job} */ job) => send({ ...job, name: DECLARATIVE, type }),
			(/** @type {Job} */ job) => send({ ...job, name: DECLARATIVE_MANY, type, concurrency: 20 }),
			(/** @type {Job} */ job) => httpRequest({ ...job, name: HTTP }),
			(/** @type {Job} */ job) => smallest({ ...job, name: SMALLEST, type: smallestProgrammatic }),
			(/** @type {Job} */ job) =>
				smallest({ ...job, name: SMALLEST_DECLARATIVE, type: smallestDeclarative }),
			(/** @type {Job} */ job) => fetchLoop({ ...job, name: FETCH }),
			(/** @type {Job} */ job) => fetchLoop({ ...job, name: FETCH_MANY, concurrency: 20 }),
		];
		const evaluations = [];
		for (const make of makers) {
			const counts = await evaluationsPerItem(engine, (items) => make({ items }));
			evaluations.push(Object.values(counts).reduce((sum, count) => sum + count, 0));
		}
		const all = makers.map((make) => make({ items: ITEMS }));
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
function reportPart({ measured, evaluations }, { expressions }) {
	const of = (/** @type {string} */ name) =>
		/** @type {import('../rounds').Measured} */ (measured.find((one) => one.name === name));
	const columns = [HTTP, SMALLEST, FETCH].map(of);
	const rows = measured.map((one, index) => [
		one.name,
		spread(summarize(one.time), 'ms'),
		...columns.map((other) => (one === other ? '1' : ratio(ratioOf(one.time, other.time)))),
		spread(summarize(one.cpu), 'ms'),
		evaluations[index],
	]);
	const head = [
		'',
		'Time',
		'to HTTP Request',
		'to the smallest programmatic',
		'to `fetch`',
		'CPU',
		'Expressions',
	];
	const reached = (/** @type {string} */ name) =>
		ratioOf(of(name).time, of(HTTP).time).median.toFixed(2);
	return [
		`### Expressions by \`${expressions}\``,
		table(head, rows),
		`Goal: at most ${GOALS.inOrder.toFixed(1)} of the time of HTTP Request, with Concurrency 20 ` +
			`${GOALS.concurrent}. Measured: ${reached(SEND)} and ${reached(SEND_MANY)}; by the declarative way ` +
			`${reached(DECLARATIVE)} and ${reached(DECLARATIVE_MANY)}.`,
	].join('\n\n');
}

/** @param {Result[]} results @param {Part[]} ofParts */
const report = (results, ofParts) =>
	[
		`${ITEMS} items with one expression each, one audience with two operators; the API answers at once. Time, ` +
			'CPU time and expressions are for one item. Where a workflow runs Send, n8n hands it all items at ' +
			'once; *declarative way* is how AI sub-agents, old agents and MCP servers call it. The smallest nodes only ' +
			'put the message into a request. They and Send wait for each answer before the next item leaves, the ' +
			'HTTP Request node sends all items at once. `vm` and `legacy` are the two ways in which n8n evaluates ' +
			'expressions (`N8N_EXPRESSION_ENGINE`); `vm` is its default. A run in which no item has an expression ' +
			'is missing: all its messages would be the same, and Send refuses the second.',
		...results.map((result, index) => reportPart(result, ofParts[index])),
	].join('\n\n');

module.exports = { title: 'Per item, no latency', parts, measure, report };
