/**
 * The promises of Send, checked against what the sandbox received. The fault matrix and the random
 * runs use the same ones: whatever goes wrong, these hold.
 */
const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { DEFAULT_TOKEN } = require('../sandbox');
const { NODE } = require('./harness');

/**
 * @typedef {import('./run').Run} Run
 * @typedef {Awaited<ReturnType<typeof import('../sandbox').startSandbox>>} Sandbox
 *
 * @typedef {object} Told what the node said of one item
 * @property {number[]} ids outbox IDs in its output
 * @property {boolean} found whether they were found in the outbox
 * @property {string} [error] its error's title
 * @property {number} startTime of the run of the node that said it, in milliseconds
 */

/** How an error's title begins when nobody knows whether the message went out. */
const UNKNOWN = 'The message may or may not have been accepted';

/** What the later of two retries at once says. */
const BEING_SENT = 'Another retry of the same execution is sending this message at this moment';

/** Every item addresses a range of its own: its start tells which item a request is of. */
const itemOf = (/** @type {{ params: any[] }} */ { params }) => params[0].operator[0].start;

/**
 * What the node said of each item in an execution; an output item is led back by its paired item.
 *
 * @param {Run} run
 * @param {(item: number, runIndex: number) => number} [itemAt] which one a paired item is
 * @param {string} [node] its name
 */
function toldBy(run, itemAt = (item) => item, node = NODE) {
	/** @type {Map<number, Told>} */
	const told = new Map();
	run.runsOf(node).forEach(({ data, executionStatus, startTime }, runIndex) => {
		// A node that goes on after errors and is cut off: n8n passes its input on.
		if (executionStatus !== 'success') return;
		for (const output of data?.main?.flat() ?? []) {
			const paired = /** @type {{ item: number } | undefined} */ (output?.pairedItem);
			assert.ok(output && paired, 'an output item has no paired item');
			const { message_outbox_ids: ids = [], found_in_outbox: found, error } = output.json;
			told.set(itemAt(paired.item, runIndex), {
				ids: /** @type {number[]} */ (ids),
				found: found === true,
				error: /** @type {string | undefined} */ (error ?? output.error?.message),
				startTime,
			});
		}
	});
	return told;
}

/**
 * @param {object} what
 * @param {Sandbox} what.sandbox
 * @param {Run[]} what.runs the execution and its retries, in order
 * @param {number[][]} what.batches the items of each execution of the node: a loop has several
 */
function checkPromises({ sandbox, runs, batches }) {
	const last = runs[runs.length - 1];
	const told = toldBy(last, (item, runIndex) => batches[runIndex][item]);
	const { message: title = '', description = '' } = /** @type {any} */ (last.error ?? {});
	const errorText = `${title}\n${description}`;

	for (const item of batches.flat()) {
		const accepted = sandbox.outbox.filter((message) => itemOf(message) === item);
		const { ids = [], error } = told.get(item) ?? {};
		assert.ok(accepted.length <= 1, `item ${item} was accepted ${accepted.length} times`);

		for (const { id } of accepted) {
			const isTold =
				ids.includes(id) ||
				error?.startsWith(UNKNOWN) ||
				errorText.includes(String(id)) ||
				errorText.includes(UNKNOWN);
			assert.ok(isTold, `the ID ${id} of item ${item} is neither in an output nor in the error`);
			assert.ok(
				error === undefined || error.startsWith(UNKNOWN),
				`item ${item} was accepted, but the node said: ${error}`,
			);
		}
		if (ids.length > 0) {
			assert.deepEqual(
				ids,
				accepted.map(({ id }) => id),
				`item ${item} was told a wrong ID`,
			);
		}
	}
	for (const run of runs) {
		assert.ok(!run.serialized().includes(sandbox.token), 'the token is in the execution data');
	}
}

/** Looks for the sandbox's token in everything that n8n and its nodes log; `onLog` is for the engine. */
function watchLog() {
	/** @type {string[]} */
	const leaks = [];
	let entries = 0;
	return {
		/** @type {import('./n8n').LogListener} */
		onLog: (...entry) => {
			entries++;
			const text = inspect(entry, { depth: 8 });
			if (text.includes(DEFAULT_TOKEN)) leaks.push(text);
		},
		check() {
			assert.ok(entries > 0, 'nothing was logged');
			assert.deepEqual(leaks, [], 'the token is in the log');
		},
	};
}

module.exports = { BEING_SENT, UNKNOWN, checkPromises, itemOf, toldBy, watchLog };
