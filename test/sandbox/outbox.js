/** The messages that were accepted, and the credit that they use up. */
const { randomInt } = require('node:crypto');
const { oldMessages } = require('./history');
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
 * @property {number} [endState] where it was moved to, whatever its way
 *
 * @typedef {object} Seed messages that nobody sent, for lists to page through
 * @property {number} count
 * @property {string} [from_number]
 * @property {string} [message]
 * @property {number} [recipients] of each message
 * @property {number} [ageSeconds] of the newest; each other one is a second older than the next
 *
 * @typedef {object} OutboxOptions
 * @property {number} stateSeconds how long a message stays in each state
 * @property {number} credit in Rial
 * @property {number} guardSeconds how long the same message is refused; 0: it never is
 * @property {boolean} history whether the account has old messages
 */

/** Where the IDs of sandboxes begin: so far apart that no two have the same, and never at the same place. */
const LOWEST_ID = 1_100_000_000;
const PLACES = 8_000;
const PLACE_SIZE = 100_000;
let place = randomInt(PLACES);

/** The next sandbox's first outbox ID. There is room below it for the account's old messages. */
function nextFirstId() {
	place = (place + 1) % PLACES;
	return LOWEST_ID + place * PLACE_SIZE + 20_000 + randomInt(1_000);
}

class Outbox {
	/** @param {OutboxOptions} options */
	constructor({ stateSeconds, credit, guardSeconds, history }) {
		const firstId = nextFirstId();
		this.stateSeconds = stateSeconds;
		this.firstCredit = credit;
		this.credit = credit;
		this.guardSeconds = guardSeconds;
		this.lastId = firstId - 1;
		/** What was sent before the sandbox was started. @type {Message[]} */
		this.history = history
			? oldMessages(firstId).map((old) => complete({ ...old, ...audienceOf() }))
			: [];
		/** What was accepted since. @type {Message[]} */
		this.messages = [];
		/** When each message was accepted last, for the guard. @type {Map<string, number>} */
		this.acceptedAt = new Map();
	}

	/** All that the account ever sent. */
	get all() {
		return [...this.history, ...this.messages];
	}

	/** Starts over. IDs go on, so that one from before never means another message. */
	reset() {
		this.messages.length = 0;
		this.acceptedAt.clear();
		this.credit = this.firstCredit;
	}

	/**
	 * Whether the same message was accepted just before.
	 *
	 * @param {any} body a valid send request
	 */
	isRepeated(body) {
		const acceptedAt = this.acceptedAt.get(identityOf(body)) ?? -Infinity;
		return Date.now() - acceptedAt < this.guardSeconds * 1000;
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
		return this.#add({ from_number, message, params, counts, paid, acceptedAt: Date.now() });
	}

	/**
	 * Puts messages into the outbox as if they had been sent and paid long ago: the credit stays.
	 *
	 * @param {Seed} seed
	 */
	seed({ count, from_number = '+98PRO', message = 'پیام', recipients = 10, ageSeconds = 3600 }) {
		const newest = Date.now() - ageSeconds * 1000;
		for (let age = count - 1; age >= 0; age--) {
			const acceptedAt = newest - age * 1000;
			this.#add({ from_number, message, ...audienceOf(recipients), acceptedAt });
		}
	}

	/**
	 * Gives a message the next ID and keeps it.
	 *
	 * @param {Omit<Message, 'id' | 'recipients' | 'cost'>} message
	 * @returns {number} its ID
	 */
	#add(message) {
		const id = ++this.lastId;
		this.messages.push(complete({ id, ...message }));
		if (this.guardSeconds > 0) this.acceptedAt.set(identityOf(message), message.acceptedAt);
		return id;
	}

	/**
	 * The message with an ID, as a number or in a query's text.
	 *
	 * @param {unknown} id
	 */
	find(id) {
		return this.all.find((message) => message.id === Number(id));
	}
}

/**
 * What makes two messages the same for the API's guard.
 *
 * @param {any} message or a send request
 */
const identityOf = ({ from_number, message, params }) =>
	JSON.stringify([from_number, message, params]);

/**
 * The audience of a message that nobody sent, which is paid.
 *
 * @param {number} [recipients]
 */
function audienceOf(recipients = 10) {
	const operator = [{ id: 2, start: 0, size: recipients }];
	return {
		params: [{ main_category_id: 1, sub_category_id: 1, operator }],
		counts: { mci: 0, irancell: recipients, other: 0 },
		paid: true,
	};
}

/**
 * Adds what follows from the counts.
 *
 * @param {Omit<Message, 'recipients' | 'cost'>} message
 * @returns {Message}
 */
function complete(message) {
	const { mci, irancell, other } = message.counts;
	const cost = costOf(message.counts, message.message);
	return { ...message, cost, recipients: mci + irancell + other };
}

module.exports = { Outbox };
