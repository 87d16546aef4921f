/** What the faults answer instead of the API. */
const { messageRequired, refusal, unauthorized } = require('./envelope');

/**
 * @typedef {object} Answer what goes back
 * @property {number} statusCode
 * @property {string | object} body
 * @property {Record<string, string>} [headers]
 */

/**
 * What each kind answers; undefined for the kinds that act on the connection instead.
 *
 * @type {Record<import('./faults').Fault['kind'], Answer | undefined>}
 */
const ANSWERS = {
	delay: undefined,
	noAnswer: undefined,
	closeBefore: undefined,
	closeAfter: undefined,
	unauthorized,
	validation: messageRequired,
	tooManyRequests: refusal(429, 'تعداد درخواست ها بیش از حد مجاز است', '429-1'),
	statusFalse: refusal(200, 'عملیات انجام نشد', '400-1'),
	serverError: { statusCode: 500, body: { error: 'Internal Server Error' } },
	badGateway: {
		statusCode: 502,
		body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
		headers: { 'content-type': 'text/html' },
	},
	brokenJson: {
		statusCode: 200,
		body: '{"data":{"message_outbox_ids":[11235',
		headers: { 'content-type': 'application/json' },
	},
	noIds: { statusCode: 200, body: { data: {}, meta: { status: true, message: 'انجام شد' } } },
	redirect: { statusCode: 307, body: '', headers: { location: '/v1/api/send' } },
};

module.exports = { ANSWERS };
