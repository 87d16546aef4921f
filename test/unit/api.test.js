/** What answers, and the lack of one, mean. */
const { judge } = require('../../dist/nodes/shared/api/verdict');
const { fieldLabel } = require('../../dist/nodes/shared/api/fieldLabel');
const { readConnectionFailure } = require('../../dist/nodes/shared/api/connectionFailure');
const { readBaseUrl } = require('../../dist/nodes/shared/api/connection');
const { cleanToken, withoutToken } = require('../../dist/nodes/shared/api/token');
const { isLastPage } = require('../../dist/nodes/shared/api/pages');
const { readProxy } = require('../../dist/nodes/shared/api/proxy');

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
	[403, html, 'refused'],
	[301, '', 'refused'],
	[302, html, 'refused'],
	[307, '', 'refused'],
	[308, yes, 'refused'],
	[304, '', 'unclear'],
	[409, html, 'unclear'],
	[200, html, 'unclear'],
	[200, null, 'unclear'],
	[200, { meta: { status: 'true' } }, 'unclear'],
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
	['params.0', 'Audience 1'],
	['params.1.operator', 'Audience 2 > Operators'],
	['params.11.operator.2.id', 'Audience 12 > Operator 3 > Operator'],
	['params[0].operator[1].start', 'Audience 1 > Operator 2 > Start'],
	['message', 'Message'],
	['params.0.main_category_id', 'Audience 1 > Main Category'],
	['bulk_id', 'Message Outbox ID'],
	['something.new', 'something > new'],
])('%s is called %s in the form', (field, label) => expect(fieldLabel(field)).toBe(label));

describe('a connection that gave no answer', () => {
	/** @param {object} cause @param {string[]} [messages] */
	const failure = (cause, messages) =>
		readConnectionFailure(Object.assign(new Error('n8n says'), { cause, messages }));

	/** @param {string} code @param {string} [syscall] */
	const socketError = (code, syscall) =>
		Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

	const CODES = [
		...['ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
		...['ENETDOWN', 'EADDRNOTAVAIL', 'ECONNRESET', 'EPIPE'],
	];
	// Only a call from before the request was written proves that nothing left, whatever the code.
	test.each([
		['connect', false],
		['getaddrinfo', false],
		['read', true],
		['write', true],
		[undefined, true],
	])('on the system call %s: may have arrived %p', (syscall, expected) => {
		for (const code of CODES) {
			const cause = Object.assign(new Error(), { code, syscall });
			expect([code, failure(cause).mayHaveArrived]).toEqual([code, expected]);
		}
	});

	test.each([
		['all refused the connection', ['connect', 'connect'], false],
		['the second was lost while it was read', ['connect', 'read'], true],
	])('of several addresses, %s: may have arrived %p', (_, calls, expected) => {
		const errors = calls.map((syscall) => socketError('EHOSTUNREACH', syscall));
		expect(failure(new AggregateError(errors)).mayHaveArrived).toBe(expected);
		expect(failure({ cause: new AggregateError(errors) }).mayHaveArrived).toBe(expected);
	});

	test.each(['CERT_HAS_EXPIRED', 'ERR_INVALID_URL'])('%s: the request never left', (code) =>
		expect(failure({ code }).mayHaveArrived).toBe(false),
	);

	test.each(['ECONNABORTED', 'ERR_CANCELED', 'ERR_SOMETHING', undefined])(
		'%s: it may have arrived',
		(code) => expect(failure({ code }).mayHaveArrived).toBe(true),
	);

	test.each([
		['connect ECONNREFUSED 127.0.0.1:1', false],
		['getaddrinfo ENOTFOUND nobody.invalid', false],
		['Domain not allowed: This credential is restricted', false],
		['timeout of 500ms exceeded', true],
		['socket hang up', true],
		['canceled', true],
		['read ECONNRESET', true],
		['read EHOSTUNREACH', true],
		['connect EHOSTUNREACH 10.0.0.1:443', false],
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
		['https://edge.ippanel.com/v1/api', 'https://edge.ippanel.com/v1'],
		['https://edge.ippanel.com/v1/api/', 'https://edge.ippanel.com/v1'],
		['https://reseller.example/api', 'https://reseller.example'],
		['https://reseller.example/my-api', 'https://reseller.example/my-api'],
		['https://api', 'https://api'],
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

describe('a token', () => {
	const TOKEN = 'b3BlbiBzZXNhbWU=-token/of+somebody_0123456789';

	test.each([
		TOKEN,
		` ${TOKEN}\n`,
		`"${TOKEN}"`,
		`'${TOKEN}'`,
		`Bearer ${TOKEN}`,
		`bearer: ${TOKEN}`,
		`AccessKey ${TOKEN}`,
		`Authorization: Bearer ${TOKEN}`,
		`"Bearer ${TOKEN}"`,
		`\u200f${TOKEN}\u200b`,
		`${TOKEN.slice(0, 20)}\r\n${TOKEN.slice(20)}`,
		`${TOKEN.slice(0, 20)} \u200b${TOKEN.slice(20)}`,
	])('pasted as %j is bare', (pasted) => expect(cleanToken(pasted)).toBe(TOKEN));

	test('that is not there is an empty one', () => expect(cleanToken(undefined)).toBe(''));

	test.each(['Bearer', 'bearer-of-something', 'apikey2'])('may be %j itself', (token) =>
		expect(cleanToken(token)).toBe(token),
	);

	test('is taken out of texts and keys, and the answer keeps its form', () => {
		const answer = { [TOKEN]: [`توکن ${TOKEN}`, 7, null, true, { deep: `${TOKEN}${TOKEN}` }] };
		expect(withoutToken(answer, TOKEN)).toEqual({
			'[token]': ['توکن [token]', 7, null, true, { deep: '[token][token]' }],
		});
	});

	test('that is all digits changes no number', () => {
		const answer = { id: 1123594208, ids: [11235942] };
		expect(withoutToken(structuredClone(answer), '11235942')).toEqual(answer);
	});

	test.each(['7', 'data', 'id', ''])(
		'%j is too short to be one, so nothing is changed',
		(token) => {
			const answer = {
				data: { message_outbox_ids: [7, 77] },
				meta: { status: true, message: 'data 7' },
			};
			expect(withoutToken(structuredClone(answer), token)).toEqual(answer);
		},
	);
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

describe('a proxy', () => {
	const node = /** @type {any} */ ({ name: 'Node' });

	test.each([
		['http://my-proxy:3128', { host: 'my-proxy', port: 3128, protocol: 'http' }],
		['http://my-proxy:3128/path', { host: 'my-proxy', port: 3128, protocol: 'http' }],
		['http://my-proxy:80/', { host: 'my-proxy', port: 80, protocol: 'http' }],
		[
			'https://me:p%40ss@my-proxy:443',
			{
				host: 'my-proxy',
				port: 443,
				protocol: 'https',
				auth: { username: 'me', password: 'p@ss' },
			},
		],
	])('%s', (address, expected) => {
		expect(readProxy(address, node)).toEqual(expected);
	});

	test.each(['my-proxy', 'http://my-proxy', 'http://me:123@my-proxy', 'http://:3128'])(
		'%j is none',
		(address) => {
			expect(() => readProxy(address, node)).toThrow('The proxy is not valid');
		},
	);
});
