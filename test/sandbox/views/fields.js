/** How a view changes the fields of an entry. */

/** @typedef {import('../views').View} View */

/**
 * Shows a field in another way.
 *
 * @param {string} name
 * @param {(value: string) => unknown} change
 * @returns {View}
 */
const shown = (name, change) => ({
	entry: (report) => ({ ...report, [name]: change(report[name]) }),
});

/**
 * Leaves fields out.
 *
 * @param {string[]} names
 * @returns {View}
 */
const missing = (...names) => ({
	entry: (report) =>
		Object.fromEntries(Object.entries(report).filter(([name]) => !names.includes(name))),
});

/**
 * Shows a field under another name.
 *
 * @param {string} name
 * @param {string} other
 * @returns {View}
 */
const renamed = (name, other) => ({
	entry: (report) =>
		Object.fromEntries(
			Object.entries(report).map(([key, value]) => [key === name ? other : key, value]),
		),
});

module.exports = { missing, renamed, shown };
