/** What answers, and the lack of one, mean. */
const { judge } = require('../../dist/nodes/shared/api/reply');
const { fieldLabel } = require('../../dist/nodes/shared/api/fieldLabel');
const { readConnectionFailure } = require('../../dist/nodes/shared/api/connectionFailure');
const { readBaseUrl } = require('../../dist/nodes/shared/api/connection');
const { isLastPage } = require('../../dist/nodes/shared/api/pages');

const yes = { data: { message_outbox_ids: [1] }, meta: { status: true, message: 'انجام شد' } };
const no = { data: null, meta: { status: false, message: 'خطا' } };
const html = '<html></html>';

test.each([
	[200, yes, 'done'],
	[201, yes, 'done'],
	[200, no, 'refused'],
	[401, no, 'refused'],
	[404, no, 'refused'],
	[422, no, 'refused'],
	[429, no, 'refused'],
	[403, no, 'refused'],
	[400, yes, 'refused'],
	[429, html, 'refused'],
	[404, html, 'refused'],
	[403, html, 'unclear'],
	[200, html, 'unclear'],
	[200, null, 'unclear'],
	[200, { meta: { status: 'true' } }, 'unclear'],
	[302, '', 'unclear'],
	[500, no, 'unclear'],
	[502, html, 'unclear'],
	[503, yes, 'unclear'],
])('HTTP %d with %j is %s', (statusCode, body, kind) => {
	expect(judge({ statusCode, body }).kind).toBe(kind);
});

test.each([
	['from_number', 'Sender Number'],
	['params.0.operator.1.size', 'Audience 1 > Operator 2 > Size'],
	['params[2].sub_category_id', 'Audience 3 > Sub Category'],
	['params', 'Audiences'],
	['something.new', 'something > new'],
])('%s is called %s in the form', (field, label) => expect(fieldLabel(field)).toBe(label));

describe('a connection that gave no answer', () => {
	/** @param {object} cause @param {string[]} [messages] */
	const failure = (cause, messages) =>
		readConnectionFailure(Object.assign(new Error('n8n says'), { cause, messages }));

	test.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EHOSTUNREACH',
		'CERT_HAS_EXPIRED',
		'ERR_INVALID_URL',
	])('%s: the request never left', (code) => expect(failure({ code }).mayHaveArrived).toBe(false));

	test.each([
		'ECONNRESET',
		'ETIMEDOUT',
		'ECONNABORTED',
		'EPIPE',
		'ERR_CANCELED',
		'ERR_SOMETHING',
		undefined,
	])('%s: it may have arrived', (code) => expect(failure({ code }).mayHaveArrived).toBe(true));

	test('a time-out while connecting: it never left', () => {
		expect(failure({ code: 'ETIMEDOUT', syscall: 'connect' }).mayHaveArrived).toBe(false);
	});

	test.each([
		['connect ECONNREFUSED 127.0.0.1:1', false],
		['getaddrinfo ENOTFOUND nobody.invalid', false],
		['Domain not allowed: This credential is restricted', false],
		['timeout of 500ms exceeded', true],
		['socket hang up', true],
		['canceled', true],
		['read ECONNRESET', true],
	])('older n8n tells only in words, %j: may have arrived %p', (words, expected) => {
		const error = Object.assign(new Error('n8n says'), { messages: [words] });
		expect(readConnectionFailure(error).mayHaveArrived).toBe(expected);
	});
});

describe('a base URL', () => {
	test.each([
		['https://edge.ippanel.com/v1', 'https://edge.ippanel.com/v1'],
		['https://edge.ippanel.com/v1/', 'https://edge.ippanel.com/v1'],
		[' HTTP://reseller.example:8080// ', 'HTTP://reseller.example:8080'],
	])('%j leads to %s', (value, baseUrl) => expect(readBaseUrl(value)).toBe(baseUrl));

	test.each([
		'',
		undefined,
		'edge.ippanel.com',
		'ftp://x/',
		'https://',
		'https://a b',
		'http://x/?a=1',
	])('%j is none', (value) => expect(() => readBaseUrl(value)).toThrow(/Base URL/));
});

test.each([
	[1, 0, {}, true],
	[1, 99, {}, true],
	[1, 100, {}, false],
	[1, 100, { last_page: 1 }, true],
	[1, 10, { last_page: 2 }, false],
	[3, 0, { last_page: 9 }, true],
])('page %d of 100 with %d entries and %j is the last: %p', (page, count, meta, expected) => {
	expect(isLastPage(page, 100, count, /** @type {any} */ (meta))).toBe(expected);
});
