/** What the faults answer instead of the API. */
const { done, messageRequired, refusal, unauthorized } = require('./envelope');

/**
 * @typedef {import('./faults').Fault} Fault
 *
 * @typedef {object} Answer what goes back
 * @property {number} statusCode
 * @property {string | object} body
 * @property {Record<string, string>} [headers]
 *
 * @typedef {object} Struck the request that a fault struck
 * @property {string} url
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} [answer] the API's own, where it did its work
 */

/** @param {string} title of a page of the server before the API */
const page = (title) => `<html><head><title>${title}</title></head><body>nginx</body></html>`;

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html' };

const FAILED = refusal(200, 'عملیات انجام نشد', '400-1');

/** How often `trickle` gives a byte, in milliseconds. */
const TRICKLE_MS = 500;

/**
 * An answer with outbox IDs as a text of JSON, which can hold numbers that JavaScript can't.
 *
 * @param {string} ids
 */
function withIds(ids) {
	const { meta } = done(null);
	const body = `{"data":{"message_outbox_ids":${ids}},"meta":${JSON.stringify(meta)}}`;
	return { statusCode: 200, body, headers: JSON_TYPE };
}

/**
 * What each kind answers; undefined for the kinds that act on the connection instead.
 *
 * @type {Record<Fault['kind'], ((fault: Fault, struck: Struck) => Answer) | undefined>}
 */
const ANSWERS = {
	delay: undefined,
	noAnswer: undefined,
	trickle: undefined,
	closeBefore: undefined,
	closeAfter: undefined,
	unauthorized: () => unauthorized,
	forbidden: ({ envelope }) =>
		envelope
			? refusal(403, 'دسترسی غیر مجاز', '403-1')
			: { statusCode: 403, body: page('403 Forbidden'), headers: HTML_TYPE },
	validation: () => messageRequired,
	repeatToken: (_, { headers }) => refusal(422, `invalid token ${headers.authorization}`, '422-1'),
	tooManyRequests: () => refusal(429, 'تعداد درخواست ها بیش از حد مجاز است', '429-1'),
	statusFalse: () => FAILED,
	contradiction: ({ statusCode = 200 }, { answer }) =>
		answer.statusCode === 200
			? { statusCode, body: { ...FAILED.body, data: answer.body.data } }
			: answer,
	serverError: () => ({ statusCode: 500, body: { error: 'Internal Server Error' } }),
	badGateway: () => ({ statusCode: 502, body: page('502 Bad Gateway'), headers: HTML_TYPE }),
	html: () => ({ statusCode: 200, body: page('502 Bad Gateway'), headers: HTML_TYPE }),
	brokenJson: () => ({
		statusCode: 200,
		body: '{"data":{"message_outbox_ids":[11235',
		headers: JSON_TYPE,
	}),
	noIds: () => ({
		statusCode: 200,
		body: { data: {}, meta: { status: true, message: 'انجام شد' } },
	}),
	badIds: ({ ids = [0] }) => withIds(typeof ids === 'string' ? ids : JSON.stringify(ids)),
	stringIds: (_, { answer }) =>
		answer.statusCode === 200
			? withIds(JSON.stringify(answer.body.data.message_outbox_ids.map(String)))
			: answer,
	redirect: ({ location, statusCode = 307 }, { url }) => ({
		statusCode,
		body: '',
		headers: { location: location ?? url },
	}),
};

/**
 * What a fault answers to a request.
 *
 * @param {Fault} fault
 * @param {Struck} struck
 * @returns {Answer | undefined} undefined where the fault is not an answer
 */
const answerOf = (fault, struck) => ANSWERS[fault.kind]?.(fault, struck);

module.exports = { ANSWERS, answerOf, FAILED, TRICKLE_MS };
