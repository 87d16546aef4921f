/** Begins with the test files that take longest, so that none of them runs alone in the end. */
const { default: Sequencer } = require('@jest/test-sequencer');

/** @typedef {Parameters<Sequencer['sort']>[0]} Tests */

const LONGEST = ['faults', 'random', 'histories', 'evidence', 'docs', 'ledger'];

/** @param {{ path: string }} test */
const rank = ({ path }) => {
	const place = LONGEST.findIndex((name) => path.endsWith(`${name}.test.js`));
	return place < 0 ? LONGEST.length : place;
};

module.exports = class extends Sequencer {
	/** @param {Tests} tests @returns {Promise<Tests>} */
	async sort(tests) {
		return [...(await super.sort(tests))].sort((one, other) => rank(one) - rank(other));
	}
};
