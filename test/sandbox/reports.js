/** What the API reports of accepted messages as time goes by. */
const { SENDER_NUMBERS, USER_NAME } = require('./data');
const { partsOf } = require('./sms');

/** @typedef {import('./outbox').Message} Message */

/** The state of a message that is still being made. */
const CREATED = 0;

/** The state of a message that monitoring rejected. */
const REJECTED = 3;

/** The state of a message that has been sent. */
const SENT = 6;

/** The documented states, with the API's words for each. */
const STATES = /** @type {Record<number, [string, string]>} */ ({
	[CREATED]: ['create', 'در حال ایجاد'],
	1: ['monitoring', 'در صف بررسی'],
	2: ['sending', 'در حال ارسال'],
	[REJECTED]: ['reject', 'رد شده'],
	4: ['norecipient', 'بدون گیرنده معتبر'],
	5: ['queue', 'در صف ارسال'],
	[SENT]: ['finish', 'پایان یافته'],
	7: ['cancel', 'لغو شده'],
	8: ['credit', 'اعتبار ناکافی'],
	9: ['error', 'خطای سیستم'],
});

/** The states in which a message stays. */
const END_STATES = [REJECTED, 4, SENT, 7, 8, 9];

const REJECT_COMMENT = 'متن پیام مورد تایید نیست';

/**
 * The states that a message goes through, one after the other; it stays in the last.
 *
 * @param {Message} message
 */
function wayOf({ paid, recipients }) {
	if (recipients === 0) return [CREATED, 1, 4];
	return paid ? [CREATED, 1, 5, 2, SENT] : [CREATED, 1, 8];
}

/**
 * Where a message is on its way by now, or where it was moved to.
 *
 * @param {Message} message
 * @param {number} stateSeconds in each state; 0: it is at the end at once
 */
function stateOf(message, stateSeconds) {
	if (message.endState !== undefined) return message.endState;
	const way = wayOf(message);
	const passed = (Date.now() - message.acceptedAt) / 1000 / stateSeconds;
	return stateSeconds === 0
		? way[way.length - 1]
		: way[Math.min(way.length - 1, Math.floor(passed))];
}

/**
 * How many recipients a message has gone out to.
 *
 * @param {Message} message
 * @param {number} state
 */
const exitCountOf = ({ recipients }, state) => (state === SENT ? recipients : 0);

/**
 * When a message was accepted by the API's clock, in Unix seconds.
 *
 * @param {Message} message
 * @param {number} clockShiftMs
 */
const secondsOf = ({ acceptedAt }, clockShiftMs) => Math.floor((acceptedAt + clockShiftMs) / 1000);

/**
 * A message as the lists report it: with numbers and Unix seconds as strings, and the sender in lower
 * case, where the API does so.
 *
 * @param {Message} message
 * @param {number} stateSeconds
 * @param {number} [clockShiftMs] how far the API's clock is ahead of the real time
 */
function listReport(message, stateSeconds, clockShiftMs = 0) {
	const state_id = stateOf(message, stateSeconds);
	const [state, status] = STATES[state_id];
	const time = String(secondsOf(message, clockShiftMs));
	const sender = SENDER_NUMBERS.find(({ number }) => number === message.from_number);
	return {
		username: USER_NAME,
		number_color: '#95E871',
		number: message.from_number.toLowerCase(),
		number_id: String(sender?.id),
		messages_outbox_id: String(message.id),
		state,
		type: 'job',
		time_send: time,
		time,
		rcpts_count: String(message.recipients),
		exit_count: String(exitCountOf(message, state_id)),
		status,
		partner_id: null,
		in_delivery_line: 0,
		valid: [2, 5, SENT].includes(state_id) ? 'approve' : null,
		message: message.message,
		part: state_id === CREATED ? null : String(partsOf(message.message)),
		cost: message.cost,
		summary: null,
		user_ip: null,
		user_id: null,
		files_path: null,
		parent_id: null,
		state_id,
	};
}

/**
 * A message as the report of one message has it: with two fields that the lists do not have.
 *
 * @type {(...message: Parameters<typeof listReport>) => object}
 */
function singleReport(...message) {
	const report = listReport(...message);
	const reject_comment = report.state_id === REJECTED ? REJECT_COMMENT : null;
	return { ...report, return: 0, reject_comment };
}

/**
 * The messages that pass the filters of `/api/report/new_list`, whatever the reports make of them.
 *
 * @param {Message[]} messages
 * @param {Record<string, any>} filters
 * @param {number} stateSeconds
 * @param {number} [clockShiftMs]
 * @returns {Message[]} the newest first
 */
function filterMessages(messages, filters, stateSeconds, clockShiftMs = 0) {
	const isFrom = (/** @type {number} */ value, /** @type {any} */ limit) =>
		limit === undefined || value >= Number(limit);
	const isUpTo = (/** @type {number} */ value, /** @type {any} */ limit) =>
		limit === undefined || value <= Number(limit);
	const is = (/** @type {string | number} */ value, /** @type {any} */ wanted) =>
		wanted === undefined || String(value).toLowerCase() === String(wanted).toLowerCase();

	return messages
		.filter((message) => {
			const seconds = secondsOf(message, clockShiftMs);
			const state = stateOf(message, stateSeconds);
			const exitCount = exitCountOf(message, state);
			return (
				is(message.from_number, filters.number) &&
				is(message.id, filters.messages_outbox_id) &&
				is(state, filters.state_id) &&
				(filters.username === '*' || is(USER_NAME, filters.username)) &&
				message.message.includes(filters.message ?? '') &&
				isFrom(seconds, filters.create_from_date) &&
				isUpTo(seconds, filters.create_to_date) &&
				isFrom(seconds, filters.send_from_date) &&
				isUpTo(seconds, filters.send_to_date) &&
				isFrom(exitCount, filters.from_exit_count) &&
				isUpTo(exitCount, filters.to_exit_count)
			);
		})
		.sort((one, other) => other.acceptedAt - one.acceptedAt || other.id - one.id);
}

/** @param {unknown} id whether a filter may ask for this state */
const isState = (id) => Object.hasOwn(STATES, String(id));

module.exports = { END_STATES, filterMessages, isState, listReport, singleReport };
