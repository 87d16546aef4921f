/** The messages that were accepted, and the credit that they use up. */
const { costOf, countAll } = require('./recipients');

/**
 * @typedef {object} Message
 * @property {number} id its outbox ID
 * @property {string} from_number
 * @property {string} message
 * @property {any[]} params
 * @property {number} acceptedAt in milliseconds since 1970
 * @property {import('./recipients').Counts} counts whom it reaches, by operator
 * @property {number} recipients how many it reaches
 * @property {number} cost
 * @property {boolean} paid whether the credit sufficed
 *
 * @typedef {object} Seed messages that nobody sent, for lists to page through
 * @property {number} count
 * @property {string} [from_number]
 * @property {string} [message]
 * @property {number} [recipients] of each message
 * @property {number} [ageSeconds] of the newest; each other one is a second older than the next
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

	/** Starts over. IDs go on, so that one from before never means another message. */
	reset() {
		this.messages.length = 0;
		this.credit = this.firstCredit;
	}

	/**
	 * Accepts a message. Without enough credit it is accepted too, and fails later, in its report.
	 *
	 * @param {any} body a valid send request
	 */
	accept({ from_number, message, params }) {
		const counts = countAll(params);
		const cost = costOf(counts, message);
		const paid = cost <= this.credit;
		if (paid) this.credit -= cost;
		return this.#add({ from_number, message, params, counts, cost, paid, acceptedAt: Date.now() });
	}

	/**
	 * Puts messages into the outbox as if they had been sent and paid long ago: the credit stays.
	 *
	 * @param {Seed} seed
	 */
	seed({ count, from_number = '+98PRO', message = 'پیام', recipients = 10, ageSeconds = 3600 }) {
		const counts = { mci: 0, irancell: recipients, other: 0 };
		const operator = [{ id: 2, start: 0, size: recipients }];
		const params = [{ main_category_id: 1, sub_category_id: 1, operator }];
		const cost = costOf(counts, message);
		const newest = Date.now() - ageSeconds * 1000;
		for (let age = count - 1; age >= 0; age--) {
			const acceptedAt = newest - age * 1000;
			this.#add({ from_number, message, params, counts, cost, paid: true, acceptedAt });
		}
	}

	/**
	 * Gives a message the next ID and keeps it.
	 *
	 * @param {Omit<Message, 'id' | 'recipients'>} message
	 * @returns {number} its ID
	 */
	#add(message) {
		const { mci, irancell, other } = message.counts;
		const id = ++this.lastId;
		this.messages.push({ id, ...message, recipients: mci + irancell + other });
		return id;
	}

	/**
	 * The message with an ID, as a number or in a query's text.
	 *
	 * @param {unknown} id
	 */
	find(id) {
		return this.messages.find((message) => message.id === Number(id));
	}
}

module.exports = { Outbox };
