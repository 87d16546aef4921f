/** What the operations beside Send cost Send. */
const { withTools } = require('../bench');
const { alternate } = require('../rounds');
const { TYPES } = require('../engine');
const { ratioOf, summarize } = require('../statistics');
const { ratio, spread, table } = require('../table');

const ITEMS = 1000;
const ROUNDS = 11;
const GOAL = 1.2;

/**
 * @typedef {object} Result
 * @property {import('../rounds').Measured[]} measured
 * @property {{ alone: number, full: number }} fields how many each node has
 */

/**
 * @param {import('../bench').Settings} settings
 * @returns {Promise<Result>}
 */
async function measure(settings) {
	return await withTools(settings, async ({ engine, api, rounds, contenders: { send } }) => {
		const all = [
			send({ items: ITEMS, name: 'Send alone', type: TYPES.sendOnly }),
			send({ items: ITEMS, name: 'Send in the full node' }),
		];
		const fieldsOf = (/** @type {string} */ type) =>
			engine.nodeTypes.getByNameAndVersion(type, 1).description.properties.length;
		return {
			measured: await alternate(all, { api, rounds: rounds(ROUNDS), warmUps: 2 }),
			fields: { alone: fieldsOf(TYPES.sendOnly), full: fieldsOf(engine.defaultNodeType()) },
		};
	});
}

/** @param {Result[]} results */
function report([{ measured, fields }]) {
	const rows = measured.map(({ name, time, cpu }, index) => {
		const alone = measured[index - (index % 2)];
		return [
			name,
			spread(summarize(time), 'ms'),
			index % 2 === 0 ? '1' : ratio(ratioOf(time, alone.time)),
			spread(summarize(cpu), 'ms'),
			index % 2 === 0 ? '1' : ratio(ratioOf(cpu, alone.cpu)),
		];
	});
	return [
		`n8n goes through every field of a node for every item: ${fields.full} in the full node, ` +
			`${fields.alone} in one that has only Send. ${ITEMS} items; time and CPU time are for one item. ` +
			`Goal: a ratio below ${GOAL}.`,
		table(['', 'Time', 'Ratio', 'CPU', 'Ratio'], rows),
	].join('\n\n');
}

module.exports = { title: 'What the other operations cost Send', parts: [{}], measure, report };
