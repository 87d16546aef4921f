/** Faults that can be switched on for single requests, to see what the node makes of them. */
const { badRequest } = require('./badRequest');
const { ANSWERS } = require('./faultAnswers');

/**
 * @typedef {object} Fault
 * @property {'delay' | 'noAnswer' | 'trickle' | 'closeBefore' | 'closeAfter' | 'unauthorized' | 'forbidden' |
 *   'validation' | 'repeatToken' | 'tooManyRequests' | 'serverError' | 'badGateway' | 'brokenJson' |
 *   'statusFalse' | 'contradiction' | 'noIds' | 'badIds' | 'stringIds' | 'redirect' | 'html'} kind
 * @property {string} [path] the endpoint, `/api/send` by default
 * @property {string} [method]
 * @property {string} [bodyIncludes] only for a body that contains this text, as it was received
 * @property {string} [messageIncludes] only for a body whose `message` contains this text
 * @property {number} [skip] how many matching requests pass before
 * @property {number} [times] how many requests it strikes; once by default, -1 or Infinity: for ever
 * @property {number} [ms] how long `delay` waits, 100 by default; how long `trickle` gives one byte every
 *   half second before the connection is lost, 10,000 by default
 * @property {boolean} [accepted] whether a message is accepted although its answer is bad; `delay`,
 *   `closeAfter`, `contradiction` and `stringIds` always accept
 * @property {number} [statusCode] of `redirect`, 307 by default, and of `contradiction`, 200 by default
 * @property {string} [location] where `redirect` points; by default to the request's own address
 * @property {boolean} [envelope] whether `forbidden` answers the API's envelope, not HTML
 * @property {unknown[] | string} [ids] what `badIds` gives, `[0]` by default; a text is written as it is
 */

/** Kinds whose answer is to a message that was accepted. */
const ALWAYS_ACCEPT = ['closeAfter', 'contradiction', 'stringIds'];

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
	 * @param {{ method: string, path: string, rawBody: string, body: any }} request
	 * @returns {Fault | undefined}
	 */
	strike({ method, path, rawBody, body }) {
		for (const fault of this.list) {
			const matches =
				fault.path === path &&
				(fault.method === undefined || fault.method === method) &&
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
const accepts = ({ kind, accepted }) => accepted || ALWAYS_ACCEPT.includes(kind);

module.exports = { accepts, Faults };
