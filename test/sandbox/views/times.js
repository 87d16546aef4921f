/** Ways in which the outbox may show times, and clocks that the API may have. */
const { missing } = require('./fields');

/** @typedef {import('../views').View} View */

const TEHRAN_SECONDS = 3.5 * 3600;
const MINUTE_MS = 60_000;

/**
 * Shows both times in another way.
 *
 * @param {(seconds: number) => unknown} change of Unix seconds
 * @returns {View}
 */
const time = (change) => ({
	entry: (report) => {
		const { time, time_send } = report;
		return { ...report, time: change(Number(time)), time_send: change(Number(time_send)) };
	},
});

/** @param {number} seconds since 1970, as a UTC date and time without zone */
const iso = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19);

/** @param {number} seconds since 1970, as a date and time in Tehran without zone */
const tehran = (seconds) => iso(seconds + TEHRAN_SECONDS);

/** The Persian calendar, with ASCII digits. */
const JALALI = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
	timeZone: 'Asia/Tehran',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
});

/** @param {number} seconds since 1970, as e.g. `1405/09/04 12:30:00` */
function jalali(seconds) {
	const parts = JALALI.formatToParts(seconds * 1000);
	const [year, month, day] = ['year', 'month', 'day'].map(
		(name) => parts.find(({ type }) => type === name)?.value,
	);
	return `${year}/${month}/${day} ${tehran(seconds).slice(11)}`;
}

/**
 * A clock that is wrong, with each of the `Date` headers that answers may have.
 *
 * @param {string} name
 * @param {number} clockShiftMs
 * @returns {Record<string, View>}
 */
const clock = (name, clockShiftMs) => ({
	[name]: { clockShiftMs, dateShiftMs: clockShiftMs },
	[`${name}, Date header right`]: { clockShiftMs },
	[`${name}, no Date header`]: { clockShiftMs, dateShiftMs: null },
});

/** @type {Record<string, View>} */
module.exports = {
	'time as ISO text with Z': time((seconds) => `${iso(seconds)}Z`),
	'time as ISO text with the zone of Tehran': time((seconds) => `${tehran(seconds)}+03:30`),
	'time as ISO text in Tehran without zone': time(tehran),
	'time as text in Tehran': time((seconds) => tehran(seconds).replace('T', ' ')),
	'time 3.5 hours ahead': time((seconds) => String(seconds + TEHRAN_SECONDS)),
	'time 3.5 hours behind': time((seconds) => String(seconds - TEHRAN_SECONDS)),
	'time in the Persian calendar': time(jalali),
	'time in milliseconds': time((seconds) => String(seconds * 1000)),
	'time as a JSON number': time((seconds) => seconds),
	'time null': time(() => null),
	'time 0': time(() => '0'),
	'time missing': missing('time', 'time_send'),
	...clock('clock 2 minutes behind', -2 * MINUTE_MS),
	...clock('clock 2 minutes ahead', 2 * MINUTE_MS),
	...clock('clock 9 minutes behind', -9 * MINUTE_MS),
	// More than anybody allows for: only the Date header tells.
	'clock 30 minutes behind': { clockShiftMs: -30 * MINUTE_MS, dateShiftMs: -30 * MINUTE_MS },
	'no Date header': { dateShiftMs: null },
};
