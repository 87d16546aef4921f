/** The messages that people sent to the account's lines. */
const { randomInt } = require('node:crypto');
const { badRequest } = require('./badRequest');

/**
 * @typedef {object} Reply a person's answer
 * @property {string} from the person's number
 * @property {string} number the account's line that was answered
 * @property {string} message
 * @property {string} [type]
 * @property {number} [ageSeconds] how long ago it came
 *
 * @typedef {object} Received
 * @property {number} id
 * @property {string} from
 * @property {string} number
 * @property {string} message
 * @property {string} type
 * @property {number} receivedAt in milliseconds since 1970
 */

class Inbox {
	/** @param {number} [firstId] the ID of the first answer; by default another one in each sandbox */
	constructor(firstId = randomInt(1_000_000, 9_000_000)) {
		this.lastId = firstId - 1;
		/** In order of arrival. @type {Received[]} */
		this.messages = [];
	}

	/** Starts over. IDs go on, as those of the outbox do. */
	reset() {
		this.messages.length = 0;
	}

	/**
	 * Receives an answer.
	 *
	 * @param {Reply} reply
	 * @returns {number} its ID
	 */
	receive({ from, number, message, type = 'normal', ageSeconds = 0 } = /** @type {any} */ ({})) {
		if (![from, number, message].every((text) => typeof text === 'string')) {
			throw badRequest('Who answers what? {"from": "+989…", "number": "+98…", "message": "1"}');
		}
		const receivedAt = Date.now() - ageSeconds * 1000;
		const id = ++this.lastId;
		this.messages.push({ id, from, number, message, type, receivedAt });
		return id;
	}

	/**
	 * What came after a message, the newest first.
	 *
	 * @param {number} [fromId] all by default
	 */
	after(fromId = 0) {
		return this.messages.filter(({ id }) => id > fromId).reverse();
	}
}

/**
 * A message as `/api/report/messages-inbox` has it.
 *
 * @param {Received} received
 * @param {number} clockShiftMs how far the API's clock is ahead of the real time
 */
const inboxEntry = ({ id, from, number, message, type, receivedAt }, clockShiftMs) => ({
	messages_inbox_id: id,
	from,
	number: number.toLowerCase(),
	message,
	type,
	time: Math.floor((receivedAt + clockShiftMs) / 1000),
	seen: '0',
});

module.exports = { Inbox, inboxEntry };
