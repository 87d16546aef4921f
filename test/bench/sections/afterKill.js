/** What it takes to retry a campaign that was killed on its way. */
const { killWhen } = require('../../engine/kill');
const { withTools } = require('../bench');
const { itemsOf } = require('../campaign');
const { NODE } = require('../contenders');
const { settle } = require('../rounds');
const { summarize } = require('../statistics');
const { digits, spread, table } = require('../table');

const ITEMS = 1000;
const KILLED_AFTER = 300;
const ROUNDS = 3;
const CONCURRENCY = [1, 20];

/**
 * @typedef {object} Result of one concurrency
 * @property {number} concurrency
 * @property {number[]} seconds of each retry
 * @property {number[]} found
 * @property {number[]} sent by the retry
 * @property {number[]} asked how many pages of the outbox the retry read
 */

/**
 * @param {import('../bench').Settings} settings
 * @returns {Promise<Result[]>}
 */
async function measure(settings) {
	return await withTools(settings, async (tools) => {
		const results = [];
		for (const concurrency of CONCURRENCY) {
			/** @type {Result} */
			const result = { concurrency, seconds: [], found: [], sent: [], asked: [] };
			for (let round = 0; round < tools.rounds(ROUNDS); round++) {
				await measureOnce(tools, result);
			}
			results.push(result);
		}
		return results;
	});
}

/**
 * @param {import('../bench').Tools} tools
 * @param {Result} result
 */
async function measureOnce({ engine, api, contenders }, result) {
	const { credentials } = contenders;
	const workflow = contenders.sendWorkflow({ concurrency: result.concurrency });
	await api.reset();
	const job = {
		workflow,
		credentials,
		input: itemsOf(ITEMS),
		mode: /** @type {const} */ ('webhook'),
	};
	const { run: killed } = await killWhen(
		(signal) => engine.run({ ...job, signal }),
		async () => (await api.stats()).accepted >= KILLED_AFTER,
	);
	engine.restart();

	const before = await api.stats();
	await settle();
	const started = Date.now();
	const again = await engine.retry(killed);
	result.seconds.push((Date.now() - started) / 1000);
	const after = await api.stats();
	const output = again.outputs(NODE)[0] ?? [];
	if (after.accepted !== ITEMS || output.length !== ITEMS) {
		throw (
			again.errorOf(NODE) ??
			new Error(`${after.accepted} accepted, ${output.length} in the output.`)
		);
	}
	result.found.push(output.filter(({ json }) => json.found_in_outbox).length);
	result.sent.push(after.sends - before.sends);
	result.asked.push(after.requests - before.requests - (after.sends - before.sends));
}

/** @param {Result[][]} results */
function report([results]) {
	const median = (/** @type {number[]} */ values) => digits(summarize(values).median);
	const rows = results.map(({ concurrency, seconds, found, sent, asked }) => [
		`Concurrency ${concurrency}`,
		spread(summarize(seconds), 's'),
		...[found, sent, asked].map(median),
	]);
	return [
		`${ITEMS} items, killed when about ${KILLED_AFTER} were accepted, then *Executions > Retry*. The node reads ` +
			'the outbox once for the run, page by page, and ' +
			'once more after 7 seconds, which are part of the time. Nothing was sent twice.',
		table(['', 'Time of the retry', 'Found', 'Sent', 'Pages of the outbox'], rows),
	].join('\n\n');
}

module.exports = { title: 'A retry after a kill', parts: [{}], measure, report };
