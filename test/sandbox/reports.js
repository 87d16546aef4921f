/** What the API reports of accepted messages as time goes by. */
const { USER_NAME } = require('./data');
const { isGsm, partsOf } = require('./sms');

/** @typedef {import('./outbox').Message} Message */

/** The state of a message that has been sent. */
const SENT = 6;

/** The documented states that a message of the sandbox comes through, with the API's words for each. */
const STATES = /** @type {Record<number, [string, string]>} */ ({
	0: ['create', 'در حال ایجاد'],
	1: ['monitoring', 'در صف بررسی'],
	2: ['sending', 'در حال ارسال'],
	4: ['norecipient', 'بدون گیرنده معتبر'],
	5: ['queue', 'در صف ارسال'],
	[SENT]: ['finish', 'پایان یافته'],
	8: ['credit', 'اعتبار ناکافی'],
});

/** What becomes of a message's recipients, by `message_status`, in the keys of the statistics. */
const DELIVERIES = /** @type {const} */ ([
	'operators_pending',
	'operators_sent',
	'operators_delivered',
	'operators_failed',
	'operators_blacklist',
]);

/**
 * The states that a message goes through, one after the other; it stays in the last.
 *
 * @param {Message} message
 */
function wayOf({ paid, recipients }) {
	if (recipients === 0) return [0, 1, 4];
	return paid ? [0, 1, 5, 2, SENT] : [0, 1, 8];
}

/**
 * Where a message is on its way by now.
 *
 * @param {Message} message
 * @param {number} stateSeconds in each state; 0: it is at the end at once
 */
function stateOf(message, stateSeconds) {
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
 * A message as the API reports it: with numbers and Unix seconds as strings where it does so.
 *
 * @param {Message} message
 * @param {number} stateSeconds
 */
function report(message, stateSeconds) {
	const state_id = stateOf(message, stateSeconds);
	const [state, status] = STATES[state_id];
	const time = String(Math.floor(message.acceptedAt / 1000));
	return {
		messages_outbox_id: String(message.id),
		number: message.from_number,
		state,
		state_id,
		status,
		type: 'job',
		time_send: time,
		time,
		rcpts_count: String(message.recipients),
		exit_count: String(exitCountOf(message, state_id)),
		message: message.message,
		part: String(partsOf(message.message)),
		cost: message.cost,
		valid: null,
		reject_comment: null,
	};
}

/**
 * The messages that pass the filters of `/api/report/new_list`.
 *
 * @param {Message[]} messages
 * @param {Record<string, any>} filters
 * @param {number} stateSeconds
 * @returns {Message[]} the newest first
 */
function filterMessages(messages, filters, stateSeconds) {
	const isFrom = (/** @type {number} */ value, /** @type {any} */ limit) =>
		limit === undefined || value >= Number(limit);
	const isUpTo = (/** @type {number} */ value, /** @type {any} */ limit) =>
		limit === undefined || value <= Number(limit);
	const is = (/** @type {string | number} */ value, /** @type {any} */ wanted) =>
		wanted === undefined || String(value) === String(wanted);

	return messages
		.filter((message) => {
			const seconds = Math.floor(message.acceptedAt / 1000);
			const state = stateOf(message, stateSeconds);
			const exitCount = exitCountOf(message, state);
			return (
				is(message.from_number, filters.number) &&
				is(message.id, filters.messages_outbox_id) &&
				is(state, filters.state_id) &&
				is(USER_NAME, filters.username) &&
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

/**
 * What becomes of a message's recipient, as an index of `DELIVERIES`: most get it.
 *
 * @param {number} index
 */
const deliveryOf = (index) => [2, 2, 2, 2, 1, 2, 3, 2, 0, 4][index % 10];

/**
 * One of a message's recipients, made up from its place among them: first those of MCI, then Irancell's,
 * then the others, each with a prefix of its operator.
 *
 * @param {Message} message
 * @param {number} index
 */
function recipient({ message, counts: { mci, irancell } }, index) {
	const prefix = index < mci ? 919 : index < mci + irancell ? 935 : 920;
	return {
		recipient: `+98${prefix}${String(index).padStart(7, '0')}`,
		message,
		is_readable: true,
		msg_parts: String(partsOf(message)),
		message_status: String(deliveryOf(index)),
	};
}

/**
 * How many recipients have each delivery status, by operator and by the alphabet of the message. The
 * documented answer has no place for other operators: they are counted with Irancell, as in the price.
 *
 * @param {Message} message
 */
function statistics({ message, recipients, counts }) {
	const irancell = [0, 0, 0, 0, 0];
	const mci = [0, 0, 0, 0, 0];
	for (let index = 0; index < recipients; index++) {
		(index < counts.mci ? mci : irancell)[deliveryOf(index)]++;
	}
	const en = isGsm(message);
	return Object.fromEntries(
		DELIVERIES.map((key, status) => [
			key,
			{
				irancell: { en: en ? irancell[status] : 0, fa: en ? 0 : irancell[status] },
				// Some counts arrive as strings.
				mci: { en: en ? mci[status] : 0, fa: String(en ? 0 : mci[status]) },
			},
		]),
	);
}

module.exports = { filterMessages, recipient, report, statistics };
