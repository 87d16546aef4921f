/** A campaign of thousands of messages that meets three power failures and a rare 429 on its way. */
const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { lastRunOf } = require('./lab');
const { chain, send, webhook } = require('./workflows');

const MESSAGES = 3_000;
const CONCURRENCY = 20;

/** The machine goes down when so many messages have reached the API. */
const CRASHES_AT = [600, 1_400, 2_200];

/** The API refuses these once, each after another of the crashes. */
const REFUSED = [1_000, 1_800, 2_700];

/** Every failure needs a retry. */
const MOST_RETRIES = CRASHES_AT.length + REFUSED.length;

/**
 * Retries until nothing is left to send.
 *
 * @param {import('./lab').Lab} lab
 * @param {'latest' | 'original'} which execution is retried each time
 */
async function survivesAll(lab, which) {
	const name = `${MESSAGES} ${which}`;
	const path = `thousands-${which}`;
	const texts = Array.from({ length: MESSAGES }, (_, index) => `${which} ${index + 1}.`);
	const workflowId = await lab.publish(
		chain(name, [
			...webhook(path, 'onReceived'),
			send(lab.credential, { concurrency: CONCURRENCY }),
		]),
	);
	for (const number of REFUSED) {
		lab.sandbox.addFault({
			kind: 'tooManyRequests',
			bodyIncludes: `"message":"${texts[number - 1]}"`,
		});
	}
	const crashes = [...CRASHES_AT];
	/** Waits until an execution has ended, or crashes the machine in the middle of it. */
	const seeThrough = async (/** @type {string} */ id) => {
		const before = lab.sent().length;
		// Not before it has begun: a worker would take it up after the crash, though n8n calls it crashed.
		const mayCrash = () =>
			crashes.length > 0 && lab.sent().length >= Math.max(crashes[0], before + 1);
		const isOver = async () => (await lab.statusOf(workflowId, id)) !== 'running';
		for (let look = 0; !mayCrash(); look++) {
			// Asking n8n takes its time, in which a hundred messages leave.
			if (look % 25 === 24 && (await isOver())) break;
			await sleep(20);
		}
		if (mayCrash()) {
			crashes.shift();
			await lab.crashMachine();
		}
		return await lab.client.waitForExecution(id);
	};

	await lab.call(path, texts);
	const [{ id: original }] = await lab.executions(workflowId, 1);
	const statuses = [];
	let last = await seeThrough(original);
	while (last.status !== 'success' && statuses.length <= MOST_RETRIES) {
		statuses.push(last.status);
		// n8n answers when the retry is over, or not at all if the machine crashes before.
		const retry = lab.client.retryExecution(which === 'latest' ? last.id : original);
		const begun = lab.executions(workflowId, statuses.length + 1);
		await Promise.race([begun, retry]);
		retry.catch(() => {});
		const executions = await begun;
		last = await seeThrough(executions[statuses.length].id);
	}
	const { ids, error, description } = lastRunOf(last);
	assert.equal(last.status, 'success', `${statuses.join(', ')}: ${error} ${description}`);
	const crashed = statuses.filter((status) => status === 'crashed').length;
	assert.equal(crashed, CRASHES_AT.length, statuses.join(', '));
	assert.equal(lab.accepted().length, MESSAGES);
	assert.deepEqual(ids, lab.idsOf(texts));
	const again = lab.sent().length - MESSAGES - REFUSED.length;
	assert.equal(again, 0, `${again} requests too many`);
	return statuses.join(', ');
}

const CASES = /** @type {const} */ (['latest', 'original']).map((which) => ({
	name: `${MESSAGES} messages, ${CRASHES_AT.length} crashes, rare 429s: retries of the ${which} execution send each once`,
	run: async (/** @type {import('./lab').Lab} */ lab) => await survivesAll(lab, which),
}));

module.exports = { CASES };
