/** How the demo puts things for a person, in plain text. */
const { CATEGORIES, SUB_CATEGORIES } = require('../sandbox/data');

const LABEL_WIDTH = 13;

const OPERATORS = /** @type {Record<number, string>} */ ({ 1: 'MCI', 2: 'Irancell', 13: 'Others' });

/**
 * A label with what belongs to it, line by line.
 *
 * @param {string} label
 * @param {...string} texts
 */
function entry(label, ...texts) {
	const lines = texts.flatMap((text) => text.split('\n'));
	return lines
		.map((line, index) => `  ${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`.trimEnd())
		.join('\n');
}

/**
 * @param {string[]} head
 * @param {Array<Array<string | number>>} rows numbers stand to the right; the last column may be of any width
 */
function table(head, rows) {
	/** @param {string | number} cell */
	const textOf = (cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell);
	const cells = [head, ...rows];
	const widths = head.map((_, column) =>
		Math.max(...cells.map((row) => textOf(row[column]).length)),
	);
	/** @param {string | number} cell @param {number} column */
	const pad = (cell, column) => {
		if (column === head.length - 1) return textOf(cell);
		const isNumber = typeof rows[0]?.[column] === 'number';
		return textOf(cell)[isNumber ? 'padStart' : 'padEnd'](widths[column]);
	};
	return cells.map((row) => `  ${row.map(pad).join('   ')}`).join('\n');
}

/**
 * Who an audience of a request is, in names.
 *
 * @param {any} audience an entry of `params`
 * @returns {[category: string, who: string]}
 */
function audienceNames({ main_category_id, sub_category_id, operator }) {
	const main = CATEGORIES.find(({ id }) => id === main_category_id)?.name ?? main_category_id;
	const sub = SUB_CATEGORIES.find(({ id }) => id === sub_category_id)?.name ?? sub_category_id;
	const who = operator?.map((/** @type {any} */ { id, start, size }) =>
		start > 0 ? `${OPERATORS[id]} ${size} from ${start} on` : `${OPERATORS[id]} ${size}`,
	);
	return [
		sub_category_id === undefined ? `${main}` : `${main} › ${sub}`,
		who?.join(', ') ?? 'everyone in the category',
	];
}

/** @param {number} count @param {string} noun */
const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * An error as n8n shows it: its title, then its description.
 *
 * @param {any} error of a node
 */
function errorText({ message, description }) {
	// n8n's error view shows HTML.
	const text = String(description ?? '').replace(/<br\s*\/?>\n?/g, '\n');
	return description && description !== message ? `${message}\n${text}` : String(message);
}

/**
 * The first of many, a line each.
 *
 * @param {string[]} lines
 * @param {number} [limit]
 */
function firstOf(lines, limit = 10) {
	const rest = lines.length - limit;
	return rest > 0 ? [...lines.slice(0, limit), `… and ${rest} more`] : lines;
}

module.exports = { audienceNames, entry, errorText, firstOf, plural, table };
