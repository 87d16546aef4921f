/** Faults that can be switched on for single requests, to see what the node makes of them. */
const { messageRequired, refusal, unauthorized } = require('./envelope');

/**
 * @typedef {object} Fault
 * @property {'delay' | 'noAnswer' | 'closeBefore' | 'closeAfter' | 'unauthorized' | 'validation' |
 *   'tooManyRequests' | 'serverError' | 'badGateway' | 'brokenJson' | 'statusFalse' | 'noIds' | 'redirect' |
 *   'html'} kind
 * @property {string} [path] the endpoint, `/api/send` by default
 * @property {string} [method]
 * @property {string} [bodyIncludes] only for a body that contains this text
 * @property {number} [skip] how many matching requests pass before
 * @property {number} [times] how many requests it strikes; once by default, -1 for ever
 * @property {number} [ms] how long `delay` waits
 * @property {boolean} [accepted] whether a message is accepted although its answer is bad
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

/** @type {Partial<Record<Fault['kind'], Answer>>} */
const ANSWERS = {
	unauthorized,
	validation: messageRequired,
	tooManyRequests: refusal(429, 'تعداد درخواست ها بیش از حد مجاز است', '429-1'),
	statusFalse: { ...refusal(200, 'عملیات انجام نشد', '400-1') },
	serverError: { statusCode: 500, body: { error: 'Internal Server Error' } },
	badGateway: { statusCode: 502, body: HTML, headers: HTML_TYPE },
	html: { statusCode: 200, body: HTML, headers: HTML_TYPE },
	brokenJson: { statusCode: 200, body: '{"data":{"message_outbox_ids":[11235', headers: JSON_TYPE },
	noIds: { statusCode: 200, body: { data: {}, meta: { status: true, message: 'انجام شد' } } },
};

class Faults {
	constructor() {
		/** @type {Array<Required<Pick<Fault, 'kind' | 'path' | 'skip' | 'times'>> & Fault>} */
		this.list = [];
	}

	/** @param {Fault} fault */
	add(fault) {
		this.list.push({ path: '/api/send', skip: 0, times: 1, ...fault });
	}

	clear() {
		this.list = [];
	}

	/**
	 * The fault that strikes a request; it is used up by that.
	 *
	 * @param {{ method: string, path: string, rawBody: string }} request
	 * @returns {Fault | undefined}
	 */
	strike({ method, path, rawBody }) {
		for (const fault of this.list) {
			const matches =
				fault.path === path &&
				(fault.method === undefined || fault.method === method) &&
				(fault.bodyIncludes === undefined || rawBody.includes(fault.bodyIncludes));
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
 * @param {Fault} fault
 * @param {string} url of the request
 * @returns {Answer | undefined} undefined where the fault is not an answer
 */
function answerOf({ kind, location }, url) {
	if (kind !== 'redirect') return ANSWERS[kind];
	return { statusCode: 307, body: '', headers: { location: location ?? url } };
}

module.exports = { Faults, answerOf };
