/** Ends executions as a killed n8n leaves them, and lets n8n start anew. */
const { setTimeout: sleep } = require('node:timers/promises');
const { processMemory } = require('../../dist/nodes/IpPanelJobSms/send/processMemory');

/**
 * What a new start of n8n does to what the node knows of other executions.
 *
 * @param {(key: string) => boolean} [isLost] of tests that run side by side, each loses only what is its own
 */
function restart(isLost = () => true) {
	for (const memory of Object.values(processMemory)) {
		for (const key of memory.keys()) if (isLost(key)) memory.delete(key);
	}
}

/**
 * Kills n8n in the middle of an execution: what n8n stored at its start is what a retry begins with.
 *
 * @param {(signal: AbortSignal) => Promise<import('./run').Run>} begin starts the execution
 * @param {() => boolean} isTime when to kill it; one that ends before is not killed
 */
async function killWhen(begin, isTime) {
	const death = new AbortController();
	let ended = false;
	const run = begin(death.signal).finally(() => (ended = true));
	while (!ended && !isTime()) await sleep(1);
	const killed = !ended;
	death.abort();
	return { run: await run, killed };
}

module.exports = { killWhen, restart };
