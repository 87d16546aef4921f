/** Faults that can be switched on for single requests, to see what the node makes of them. */
const { badRequest } = require('./badRequest');
const { ANSWERS } = require('./faultAnswers');

/**
 * @typedef {object} Fault
 * @property {'delay' | 'noAnswer' | 'closeBefore' | 'closeAfter' | 'unauthorized' | 'validation' |
 *   'tooManyRequests' | 'serverError' | 'badGateway' | 'brokenJson' | 'statusFalse' | 'noIds' | 'redirect'} kind
 * @property {string} [path] the endpoint, `/api/send` by default
 * @property {string} [bodyIncludes] only for a body that contains this text, as it was received
 * @property {string} [messageIncludes] only for a body whose `message` contains this text
 * @property {number} [skip] how many matching requests pass before
 * @property {number} [times] how many requests it strikes; once by default, -1 or Infinity: for ever
 * @property {number} [ms] how long `delay` waits, 100 by default
 * @property {boolean} [accepted] whether a message is accepted although its answer is bad; `closeAfter`
 *   always accepts, `delay` after it has waited, or before
 */

class Faults {
	constructor() {
		/** @type {Array<Required<Pick<Fault, 'kind' | 'path' | 'skip' | 'times'>> & Fault>} */
		this.list = [];
	}

	/**
	 * Switches a fault on, behind those that are on already: a request is struck by the first that matches.
	 *
	 * @param {Fault} fault
	 */
	add(fault) {
		// A misspelt kind would strike nothing, and a test with it would pass for no reason.
		if (!Object.hasOwn(ANSWERS, String(fault?.kind))) {
			throw badRequest(`There is no fault "${fault?.kind}": ${Object.keys(ANSWERS).join(', ')}`);
		}
		this.list.push({ path: '/api/send', skip: 0, ...fault, times: timesOf(fault) });
	}

	/** Switches all faults off. */
	clear() {
		this.list = [];
	}

	/**
	 * The fault that strikes a request; it is used up by that.
	 *
	 * @param {{ path: string, rawBody: string, body: any }} request
	 * @returns {Fault | undefined}
	 */
	strike({ path, rawBody, body }) {
		for (const fault of this.list) {
			const matches =
				fault.path === path &&
				(fault.bodyIncludes === undefined || rawBody.includes(fault.bodyIncludes)) &&
				(fault.messageIncludes === undefined ||
					String(body?.message).includes(fault.messageIncludes));
			if (!matches || fault.times === 0) continue;
			if (fault.skip > 0) {
				fault.skip--;
				continue;
			}
			fault.times--;
			return fault;
		}
		return undefined;
	}
}

/**
 * How many requests a fault strikes. Infinity is null in JSON, and -1 is what people write for it.
 *
 * @param {Fault} fault
 */
function timesOf({ times = 1 }) {
	return times === null || times < 0 ? Infinity : times;
}

/**
 * Whether the API does its work although a fault strikes the answer.
 *
 * @param {Fault} fault
 */
const accepts = ({ kind, accepted }) => accepted || kind === 'closeAfter';

module.exports = { accepts, Faults };
