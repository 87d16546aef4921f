const { until } = require('../n8n/processes');

/**
 * Checks again and again until it holds: a page shows things when it is ready to.
 * @template T
 * @param {() => Promise<T> | T} check throws as long as it does not hold
 * @returns {Promise<T>} what it returned
 */
async function eventually(check) {
	const ask = async () => ({ value: await check() });
	return (await until(ask, { what: 'it held' })).value;
}

module.exports = { eventually };
