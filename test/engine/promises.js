/**
 * The promises of Send, checked against what the sandbox received. Used by the fault matrix and by
 * the random runs alike: whatever went wrong, these hold.
 */
const assert = require('node:assert/strict');
const { NODE } = require('./harness');

/**
 * @typedef {import('./run').Run} Run
 * @typedef {Awaited<ReturnType<typeof import('../sandbox').startSandbox>>} Sandbox
 *
 * @typedef {object} Told what the node said of one message
 * @property {number[]} ids outbox IDs in an output item
 * @property {string} [error] its error's title
 */

/** How an error's title begins when nobody knows whether the message went out. */
const UNKNOWN = 'The message may or may not have been accepted';

/** All that a run shows a person: outputs, errors and the stored execution. */
const shownBy = (/** @type {Run} */ run) => run.serialized();

/**
 * What the node said of each message in its last run. Every item says a text of its own, so an item of
 * the output is led back to its message by its paired item.
 *
 * @param {Run} run
 * @param {string[][]} batches the messages of each execution of the node, in order
 */
function toldBy(run, batches) {
	/** @type {Map<string, Told>} */
	const told = new Map();
	batches.forEach((messages, runIndex) => {
		const taskData = run.data.resultData.runData[NODE]?.[runIndex];
		for (const item of taskData?.data?.main?.flat() ?? []) {
			const paired = /** @type {{ item: number }} */ (item?.pairedItem);
			if (!item || paired === undefined) continue;
			told.set(messages[paired.item], {
				ids: /** @type {number[]} */ (item.json.message_outbox_ids ?? []),
				error: /** @type {string | undefined} */ (item.json.error),
			});
		}
	});
	return told;
}

/**
 * @param {object} options
 * @param {Sandbox} options.sandbox
 * @param {Run[]} options.runs the execution and its retries, in order
 * @param {string[][]} options.batches the messages of each execution of the node (a loop has several)
 * @param {string} options.token
 */
function checkPromises({ sandbox, runs, batches, token }) {
	const last = runs[runs.length - 1];
	const told = toldBy(last, batches);
	const shown = runs.map(shownBy);
	const errorText = [last.error?.message, last.error?.description].join('\n');

	for (const message of batches.flat()) {
		const accepted = sandbox.outbox.filter((entry) => entry.message === message);
		assert.ok(accepted.length <= 1, `"${message}" was accepted ${accepted.length} times`);

		for (const { id } of accepted) {
			const known =
				told.get(message)?.ids.includes(id) || shown.some((text) => text.includes(String(id)));
			const isUnknown =
				told.get(message)?.error?.startsWith(UNKNOWN) || errorText.includes(UNKNOWN);
			assert.ok(
				known || isUnknown,
				`the ID ${id} of "${message}" is neither in an output nor in the error`,
			);
		}
		for (const id of told.get(message)?.ids ?? []) {
			assert.deepEqual(
				accepted.map((entry) => entry.id),
				[id],
				`"${message}" was told a wrong ID`,
			);
		}
		const error = told.get(message)?.error;
		if (error && !error.startsWith(UNKNOWN)) {
			assert.equal(accepted.length, 0, `"${message}" was accepted, but the node said: ${error}`);
		}
	}
	for (const text of shown) {
		assert.ok(!text.includes(token), 'the token stands in the execution data');
	}
}

module.exports = { UNKNOWN, checkPromises, toldBy };
