/** What the sections of the benchmark are made of, and what each gets to measure with. */
const { startApi } = require('./api');
const { createContenders } = require('./contenders');
const { startEngine } = require('./engine');

/**
 * @typedef {object} Settings
 * @property {string} n8nDir the folder into which n8n is installed
 * @property {string} tarball this package as it is published
 * @property {string} packageDir the same, unpacked
 * @property {boolean} quick whether a rough answer is enough
 *
 * @typedef {object} Tools
 * @property {import('../engine').Engine} engine
 * @property {import('./api').Api} api
 * @property {ReturnType<typeof createContenders>} contenders
 * @property {(count: number) => number} rounds how many rounds to take for this many in a full benchmark
 */

/**
 * One section of the benchmark. Each part of it is measured in a process of its own.
 *
 * @template [P=any], [R=any]
 * @typedef {object} Section
 * @property {string} title
 * @property {P[]} parts what to tell each process
 * @property {(settings: Settings, part: P) => Promise<R>} measure
 * @property {(results: R[], parts: P[]) => string} report Markdown, of the results of all parts
 */

/**
 * Starts the engine and the sandbox API, hands them over, and ends them.
 *
 * @template R
 * @param {Settings & { expressions?: import('./engine').Expressions }} settings
 * @param {(tools: Tools) => Promise<R>} measure
 * @returns {Promise<R>}
 */
async function withTools({ n8nDir, packageDir, quick, expressions }, measure) {
	const api = await startApi();
	const { baseUrl } = api;
	const engine = await startEngine({ n8nDir, packageDir, baseUrl, expressions });
	try {
		const contenders = createContenders(engine, api);
		const rounds = (/** @type {number} */ count) => (quick ? Math.min(count, 3) : count);
		return await measure({ engine, api, contenders, rounds });
	} finally {
		await engine.close();
		await api.close();
	}
}

module.exports = { withTools };
