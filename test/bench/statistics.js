/**
 * What is told of several measurements of one thing: the median, and between which values the middle half of
 * them lies.
 *
 * @typedef {{ median: number, low: number, high: number }} Summary
 */

/**
 * @param {number[]} sorted
 * @param {number} share from 0 to 1
 */
function quantile(sorted, share) {
	const place = (sorted.length - 1) * share;
	const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
	return below + (above - below) * (place - Math.floor(place));
}

/**
 * @param {number[]} values at least one
 * @returns {Summary}
 */
function summarize(values) {
	const sorted = [...values].sort((one, other) => one - other);
	return {
		median: quantile(sorted, 0.5),
		low: quantile(sorted, 0.25),
		high: quantile(sorted, 0.75),
	};
}

/**
 * The ratio of two things that were measured in turn: each pair had the same moment of the machine, so that
 * what else it did at the time weighs on both.
 *
 * @param {number[]} values
 * @param {number[]} references as many, in the same order
 * @returns {Summary}
 */
function ratioOf(values, references) {
	return summarize(values.map((value, round) => value / references[round]));
}

module.exports = { ratioOf, summarize };
