/** The messages that were accepted, and what the API reports of them as time goes by. */
const { costOf, countAll, partsOf } = require('./recipients');

/** The way of a message through the documented states, with the API's words for each. */
const WAY = [0, 1, 5, 2, 6];
const STATES = /** @type {Record<number, [string, string]>} */ ({
	0: ['create', 'در حال ایجاد'],
	1: ['monitoring', 'در صف بررسی'],
	2: ['sending', 'در حال ارسال'],
	5: ['queue', 'در صف ارسال'],
	6: ['finish', 'پایان یافته'],
	8: ['credit', 'اعتبار ناکافی'],
});

/**
 * @typedef {object} Message
 * @property {number} id its outbox ID
 * @property {string} from_number
 * @property {string} message
 * @property {any[]} params
 * @property {number} acceptedAt in milliseconds since 1970
 * @property {number} recipients how many it reaches
 * @property {number} cost
 * @property {boolean} paid whether the credit sufficed
 */

class Outbox {
	/** @param {{ stateSeconds: number, credit: number }} options */
	constructor({ stateSeconds, credit }) {
		this.stateSeconds = stateSeconds;
		this.firstCredit = credit;
		this.credit = credit;
		this.lastId = 1123594207;
		/** @type {Message[]} */
		this.messages = [];
	}

	reset() {
		this.messages.length = 0;
		this.credit = this.firstCredit;
	}

	/**
	 * @param {any} body a valid send request
	 * @param {number} [acceptedAt]
	 */
	accept({ from_number, message, params }, acceptedAt = Date.now()) {
		const counts = countAll(params);
		const cost = costOf(counts, message);
		const paid = cost <= this.credit;
		if (paid) this.credit -= cost;
		const recipients = counts.mci + counts.irancell + counts.other;
		const id = ++this.lastId;
		this.messages.push({ id, from_number, message, params, acceptedAt, recipients, cost, paid });
		return id;
	}

	/**
	 * Puts messages into the outbox that nobody sent, for lists to page through.
	 *
	 * @param {{ count: number, from_number?: string, message?: string, recipients?: number, ageSeconds?: number }} seed
	 */
	seed({ count, from_number = '+98PRO', message = 'پیام', recipients = 10, ageSeconds = 3600 }) {
		for (let index = 0; index < count; index++) {
			const acceptedAt = Date.now() - (ageSeconds + count - index) * 1000;
			const operator = [{ id: 2, start: 0, size: recipients }];
			const params = [{ main_category_id: 1, sub_category_id: 1, operator }];
			this.accept({ from_number, message, params }, acceptedAt);
		}
	}

	/** @param {unknown} id */
	find(id) {
		return this.messages.find((message) => message.id === Number(id));
	}

	/** @param {Message} message */
	stateOf({ acceptedAt, paid }) {
		if (!paid) return 8;
		const passed = (Date.now() - acceptedAt) / 1000 / this.stateSeconds;
		return this.stateSeconds === 0 ? 6 : WAY[Math.min(WAY.length - 1, Math.floor(passed))];
	}

	/**
	 * A message as the API reports it: with numbers and Unix seconds as strings where it does so.
	 *
	 * @param {Message} message
	 */
	report(message) {
		const state_id = this.stateOf(message);
		const time = String(Math.floor(message.acceptedAt / 1000));
		return {
			messages_outbox_id: String(message.id),
			number: message.from_number,
			state: STATES[state_id][0],
			state_id,
			status: STATES[state_id][1],
			type: 'job',
			time_send: time,
			time,
			rcpts_count: String(message.recipients),
			exit_count: String(state_id === 6 ? message.recipients : 0),
			message: message.message,
			part: String(partsOf(message.message)),
			cost: message.cost,
			valid: null,
			reject_comment: null,
		};
	}

	/**
	 * @param {Record<string, any>} filters of `/api/report/new_list`
	 * @returns {ReturnType<Outbox['report']>[]} the newest first
	 */
	list(filters) {
		const from = (/** @type {any} */ value) => Number(value ?? -Infinity);
		const to = (/** @type {any} */ value) => Number(value ?? Infinity);
		const matches = this.messages.filter((message) => {
			const seconds = Math.floor(message.acceptedAt / 1000);
			const exit = Number(this.report(message).exit_count);
			return (
				(filters.number === undefined || filters.number === message.from_number) &&
				(filters.message === undefined || message.message.includes(filters.message)) &&
				(filters.messages_outbox_id === undefined ||
					Number(filters.messages_outbox_id) === message.id) &&
				(filters.state_id === undefined || Number(filters.state_id) === this.stateOf(message)) &&
				seconds >= from(filters.create_from_date) &&
				seconds <= to(filters.create_to_date) &&
				seconds >= from(filters.send_from_date) &&
				seconds <= to(filters.send_to_date) &&
				exit >= from(filters.from_exit_count) &&
				exit <= to(filters.to_exit_count)
			);
		});
		return matches.reverse().map((message) => this.report(message));
	}
}

/**
 * What became of one recipient: most get it. 0 sent to the operator, 1 received by the operator,
 * 2 delivered, 3 not delivered, 4 blacklisted.
 *
 * @param {number} index
 */
const deliveryOf = (index) => [2, 2, 2, 2, 1, 2, 3, 2, 0, 4][index % 10];

/**
 * @param {Message} message
 * @param {number} index
 */
function recipient({ message }, index) {
	return {
		recipient: `+98919${String(index).padStart(7, '0')}`,
		message,
		is_readable: true,
		msg_parts: String(partsOf(message)),
		message_status: String(deliveryOf(index)),
	};
}

/** @param {Message} message */
function statistics({ recipients }) {
	const counts = [0, 0, 0, 0, 0];
	for (let index = 0; index < recipients; index++) counts[deliveryOf(index)]++;
	const [pending, sent, delivered, failed, blacklist] = counts;
	// Some counts arrive as strings.
	const split = (/** @type {number} */ count) => ({
		irancell: { en: 0, fa: count - Math.floor(count / 3) },
		mci: { en: 0, fa: String(Math.floor(count / 3)) },
	});
	return {
		operators_blacklist: split(blacklist),
		operators_failed: split(failed),
		operators_pending: split(pending),
		operators_sent: split(sent),
		operators_delivered: split(delivered),
	};
}

module.exports = { Outbox, recipient, statistics };
