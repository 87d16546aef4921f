/** The process that measures one part of a section; `index.js` starts it and reads its answer. */
const { SECTIONS } = require('./sections');

/**
 * @typedef {object} Order
 * @property {number} section its place in the list
 * @property {number} part
 * @property {import('./bench').Settings} settings
 *
 * @typedef {{ result: unknown, node: string } | { error: string }} Report
 */

process.once('message', async (/** @type {Order} */ { section, part, settings }) => {
	/** @type {Report} */
	let report;
	try {
		const { measure, parts } = SECTIONS[section];
		report = { result: await measure(settings, parts[part]), node: process.versions.node };
	} catch (error) {
		report = { error: error instanceof Error ? String(error.stack) : String(error) };
	}
	// Timers of n8n would keep the process alive.
	process.send?.(report, () => process.exit());
});
