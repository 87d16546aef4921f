/** Ends executions as a killed n8n leaves them. */
const { setTimeout: sleep } = require('node:timers/promises');

/**
 * Kills n8n in the middle of an execution: what n8n stored at its start is what a retry begins with.
 *
 * @param {(signal: AbortSignal) => Promise<import('./run').Run>} begin starts the execution
 * @param {() => boolean | Promise<boolean>} isTime when to kill it; one that ends before is not killed
 */
async function killWhen(begin, isTime) {
	const death = new AbortController();
	let ended = false;
	const run = begin(death.signal).finally(() => (ended = true));
	while (!ended && !(await isTime())) await sleep(1);
	const killed = !ended;
	death.abort();
	return { run: await run, killed };
}

module.exports = { killWhen };
