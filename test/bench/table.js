/** Tables of measurements, in Markdown. */

/** @typedef {import('./statistics').Summary} Summary */

/**
 * @param {string[]} head the first column is text, the others are numbers
 * @param {Array<Array<string | number>>} rows
 */
function table(head, rows) {
	const line = (/** @type {Array<string | number>} */ cells) => `| ${cells.join(' | ')} |`;
	const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
	return [head, rule, ...rows].map(line).join('\n');
}

/**
 * A number with three digits that count.
 *
 * @param {number} value
 */
function digits(value) {
	const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
	return value.toFixed(Math.min(places, 3));
}

/**
 * A median with the range of the middle half beside it.
 *
 * @param {Summary} summary
 * @param {string} [unit]
 */
function spread({ median, low, high }, unit = '') {
	return `${digits(median)}${unit && ` ${unit}`} (${digits(low)}–${digits(high)})`;
}

/** @param {Summary} summary */
const ratio = ({ median, low, high }) =>
	`**${median.toFixed(2)}** (${low.toFixed(2)}–${high.toFixed(2)})`;

module.exports = { digits, ratio, spread, table };
