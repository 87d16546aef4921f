/** Whom a request reaches, and what that costs. */
const { OPERATORS, PRICES, SUB_CATEGORIES, subscribersOf } = require('./data');
const { partsOf } = require('./sms');

/** @typedef {{ mci: number, irancell: number, other: number }} Counts */

/**
 * Who is in a category, or who of them a range reaches.
 *
 * @param {number} mainCategory
 * @param {number} [subCategory] all of them by default
 * @param {{ id?: number, start?: number, size?: number }} [range] of one operator, or of each
 * @returns {Counts}
 */
function count(mainCategory, subCategory, { id, start = 0, size = Infinity } = {}) {
	const counts = { mci: 0, irancell: 0, other: 0 };
	for (const sub of SUB_CATEGORIES) {
		if (sub.main_id !== String(mainCategory)) continue;
		if (subCategory !== undefined && sub.id !== subCategory) continue;
		const subscribers = subscribersOf(sub.id);
		for (const key of Object.values(OPERATORS)) counts[key] += subscribers[key];
	}
	for (const [operator, key] of Object.entries(OPERATORS)) {
		const isAsked = id === undefined || Number(operator) === id;
		counts[key] = isAsked ? Math.max(0, Math.min(size, counts[key] - start)) : 0;
	}
	return counts;
}

/**
 * Whom all audiences of a request reach together; without operators, an audience is everyone in it.
 *
 * @param {any[]} params of a send request that is valid
 * @returns {Counts}
 */
function countAll(params) {
	const total = { mci: 0, irancell: 0, other: 0 };
	for (const { main_category_id, sub_category_id, operator } of params) {
		for (const range of operator ?? [undefined]) {
			const counts = count(main_category_id, sub_category_id, range);
			for (const key of Object.values(OPERATORS)) total[key] += counts[key];
		}
	}
	return total;
}

/**
 * What a message costs. The documentation does not say whether the prices include the parts; here they
 * are for one part.
 *
 * @param {Counts} counts
 * @param {string} message
 */
function costOf({ mci, irancell, other }, message) {
	return partsOf(message) * (mci * PRICES.mci + (irancell + other) * PRICES.other);
}

module.exports = { costOf, count, countAll };
