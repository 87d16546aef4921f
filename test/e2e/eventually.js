const { setTimeout: sleep } = require('node:timers/promises');

/**
 * Checks again and again until it holds: a page shows things when it is ready to.
 * @template T
 * @param {() => Promise<T> | T} check throws as long as it does not hold
 * @param {number} [timeoutMs]
 * @returns {Promise<T>} what it returned
 */
async function eventually(check, timeoutMs = 15_000) {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		try {
			return await check();
		} catch (error) {
			if (Date.now() > deadline) throw error;
		}
		await sleep(100);
	}
}

module.exports = { eventually };
