/** Faults that can be switched on for single requests, to see what the node makes of them. */
const { messageRequired, refusal, unauthorized } = require('./envelope');

/**
 * @typedef {object} Fault
 * @property {'delay' | 'noAnswer' | 'closeBefore' | 'closeAfter' | 'unauthorized' | 'validation' |
 *   'tooManyRequests' | 'serverError' | 'badGateway' | 'brokenJson' | 'statusFalse' | 'noIds' | 'redirect' |
 *   'html'} kind
 * @property {string} [path] the endpoint, `/api/send` by default
 * @property {string} [method]
 * @property {string} [bodyIncludes] only for a body that contains this text, as it was received
 * @property {string} [messageIncludes] only for a body whose `message` contains this text
 * @property {number} [skip] how many matching requests pass before
 * @property {number} [times] how many requests it strikes; once by default, -1 or Infinity: for ever
 * @property {number} [ms] how long `delay` waits, 100 by default
 * @property {boolean} [accepted] whether a message is accepted although its answer is bad; `delay` and
 *   `closeAfter` always accept
 * @property {string} [location] where `redirect` points; by default to the request's own address
 *
 * @typedef {object} Answer what a fault answers instead
 * @property {number} statusCode
 * @property {string | object} body
 * @property {Record<string, string>} [headers]
 */

const HTML = '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>';

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html' };

/**
 * What each kind answers, given the fault and the address of the request; undefined for the kinds that act
 * on the connection instead.
 *
 * @type {Record<Fault['kind'], ((fault: Fault, url: string) => Answer) | undefined>}
 */
const ANSWERS = {
	delay: undefined,
	noAnswer: undefined,
	closeBefore: undefined,
	closeAfter: undefined,
	unauthorized: () => unauthorized,
	validation: () => messageRequired,
	tooManyRequests: () => refusal(429, 'تعداد درخواست ها بیش از حد مجاز است', '429-1'),
	statusFalse: () => refusal(200, 'عملیات انجام نشد', '400-1'),
	serverError: () => ({ statusCode: 500, body: { error: 'Internal Server Error' } }),
	badGateway: () => ({ statusCode: 502, body: HTML, headers: HTML_TYPE }),
	html: () => ({ statusCode: 200, body: HTML, headers: HTML_TYPE }),
	brokenJson: () => ({
		statusCode: 200,
		body: '{"data":{"message_outbox_ids":[11235',
		headers: JSON_TYPE,
	}),
	noIds: () => ({
		statusCode: 200,
		body: { data: {}, meta: { status: true, message: 'انجام شد' } },
	}),
	redirect: ({ location }, url) => ({
		statusCode: 307,
		body: '',
		headers: { location: location ?? url },
	}),
};

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
 * An error that the control API answers as 400, with its words.
 *
 * @param {string} message
 */
const badRequest = (message) => Object.assign(new TypeError(message), { statusCode: 400 });

/**
 * What a fault answers to a request.
 *
 * @param {Fault} fault
 * @param {string} url of the request
 * @returns {Answer | undefined} undefined where the fault is not an answer
 */
const answerOf = (fault, url) => ANSWERS[fault.kind]?.(fault, url);

module.exports = { answerOf, badRequest, Faults };
