/** The process that measures one part of a section; `index.js` starts it and reads its answer. */
const { inspect } = require('node:util');
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
		// n8n makes plain objects of errors.
		report = { error: inspect(error) };
	}
	// Timers of n8n would keep the process alive.
	process.send?.(report, () => process.exit());
});
