/** What the API refuses reaches the person in its own words, under the names of the form. */
const { done, messageRequired, paged, refusal, unauthorized } = require('../sandbox/envelope');
const { itemForm, NODE, specificationForm, useHarness, startStub } = require('./harness');

/** @typedef {import('./harness').StubAnswer} StubAnswer */

const harness = useHarness();

const form = { ...specificationForm, message: 'سلام' };
const PERSIAN = 'پیام خود سامانه';

/** Title in English, then the API's words. @param {string} words */
const titleEndingWith = (words) => expect.stringMatching(new RegExp(`^[A-Z][ -~]{10,}: ${words}$`));

describe('a refusal of the API', () => {
	test.each([
		['401', unauthorized, 'اطلاعات وارد شده صحیح نمی باشد'],
		['422', messageRequired, 'تکمیل گزینه پیام الزامی است'],
		['404', refusal(404, PERSIAN, '404-1'), PERSIAN],
		['400', refusal(400, PERSIAN, '400-1'), PERSIAN],
		['403', refusal(403, PERSIAN, '403-1'), PERSIAN],
		['409', refusal(409, PERSIAN, '409-1'), PERSIAN],
		['200', refusal(200, PERSIAN, '400-1'), PERSIAN],
	])('with HTTP %s becomes an error of the item', async (httpCode, refused, words) => {
		const { error, run, paths } = await harness.runAgainst(
			(_, count) => (count === 2 ? refused : { body: done({ message_outbox_ids: [count] }) }),
			itemForm,
			{ items: ['یک', 'دو', 'سه'].map((message) => ({ message })) },
		);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: titleEndingWith(words),
			httpCode,
			context: { itemIndex: 1, data: refused.body },
		});
		expect(error?.description).toContain('Nothing was sent for this item');
		expect(paths).toEqual(['/api/send', '/api/send']);
		expect(run.outputs(NODE)).toEqual([]);
	});

	/** What the outbox shows of the refused message, in the form of the documentation. */
	const seen = (/** @type {object} */ change) => ({
		messages_outbox_id: '1123594208',
		number: '+98pro',
		message: 'سلام\nلغو11',
		time: String(Math.floor(Date.now() / 1000) - 30),
		...change,
	});

	test.each([
		['the same message', [seen({})], /1123594208 at 20.*Send it again only if/],
		['nothing', [], /only so many requests.*look there again before/],
		['the same text of another sender', [seen({ number: '+98bank' })], /look there again before/],
		['an older one', [seen({ time: '1744121308' })], /look there again before/],
		[
			'its beginning alone',
			[seen({ message: 'سل…' })],
			/A message that could be the same is in the outbox: outbox ID 1123594208 at 20/,
		],
		[
			'the same without a time, and the same',
			[seen({ messages_outbox_id: '7', time: null }), seen({})],
			/The same message is in the outbox: outbox ID 1123594208 at 20/,
		],
		[
			'nothing that can be read',
			'?',
			/Whether the same message went out isn't known, as .+: look there again before/,
		],
	])('with HTTP 429 is explained by the outbox, which shows %s', async (_, reports, words) => {
		const { error, requests } = await harness.runAgainst(
			({ path, body }) =>
				path === '/api/send'
					? refusal(429, PERSIAN, '429-1')
					: {
							body: Array.isArray(reports)
								? paged(reports, body.page, body.limit, '')
								: done(reports),
						},
			form,
		);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '429' });
		expect(error?.message).toEqual(titleEndingWith(PERSIAN));
		expect(error?.description).toMatch(/Nothing was sent for this item.*only once in 40 seconds/s);
		expect(error?.description).toMatch(words);
		expect(error?.description).not.toMatch(/run it again\.|try again/i);
		const sends = requests.filter(({ path }) => path === '/api/send');
		expect(sends.map(({ body }) => body.message)).toEqual(['سلام']);
	});

	test.each([301, 302, 307, 308])(
		'with HTTP %i names the base URL to enter',
		async (statusCode) => {
			const elsewhere = await startStub(() => ({ body: done({ message_outbox_ids: [1] }) }));
			const location = `${elsewhere.baseUrl}/v2/api/send`;
			const { error, paths } = await harness.runAgainst(
				() => ({ statusCode, body: '', headers: { location } }),
				form,
				{ settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } },
			);
			elsewhere.close();
			expect(error?.message).toBe('The API is at another address');
			expect(String(error?.description).split('<br>\n')).toEqual([
				'Nothing was sent for this item.',
				`Enter this as 'Base URL' in the credential: ${elsewhere.baseUrl}/v2`,
			]);
			expect(paths).toEqual(['/api/send', '/api/send']);
			expect(elsewhere.requests).toEqual([]);
		},
	);

	test.each([
		['in the envelope', refusal(403, PERSIAN, '403-1')],
		['without it', { statusCode: 403, body: '<h1>Forbidden</h1>' }],
	])('with HTTP 403 %s says that only addresses in Iran may be allowed', async (_, answer) => {
		const { error, paths } = await harness.runAgainst(() => answer, form);
		expect(error?.message).toMatch(/^IPPanel doesn't allow this/);
		expect(error?.description).toMatch(/Nothing was sent for this item.*addresses in Iran/s);
		expect(paths).toEqual(['/api/send']);
	});

	test.each(['ETIMEDOUT', 'ECONNRESET', 'getaddrinfo ENOTFOUND', 'ECONNREFUSED'])(
		"whose words hold %s keeps the node's title",
		async (words) => {
			const { error } = await harness.runAgainst(() => refusal(422, words, '422-1'), form);
			expect(error?.message).toBe(`IPPanel rejected some values: ${words}`);
			expect(error?.description).not.toMatch(/retry on fail/i);
		},
	);

	test('that names no words still has a title', async () => {
		const { error } = await harness.runAgainst(
			() => ({ statusCode: 422, body: { data: null, meta: { status: false } } }),
			form,
		);
		expect(error?.message).toMatch(/^[A-Z][ -~]{10,}[^: ]$/);
	});

	test('that is no envelope still says what happened', async () => {
		const { error } = await harness.runAgainst(
			() => ({ statusCode: 404, body: '<h1>Not Found</h1>' }),
			form,
		);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '404' });
		expect(error?.description).toContain('Base URL');
	});

	test('of the token says where to find an API key, and how long a login token lives', async () => {
		const { error } = await harness.runAgainst(() => unauthorized, form);
		expect(error?.description).toMatch(/API key.*Developers > Access Keys/);
		expect(error?.description).toMatch(/token of a login.*10 hours/);
	});
});

describe('a refused field stands under its label in the form', () => {
	test('each on its own line, with all the words about it', async () => {
		const errors = { from_number: ['یک', 'دو'], 'params.1.operator.0.size': ['سه'] };
		const { error } = await harness.runAgainst(() => refusal(422, PERSIAN, '422-1', errors), form);
		const [first, second] = String(error?.description).split('<br>\n');
		expect(first).toMatch(/^'Sender Number': یک.*دو$/);
		expect(second).toBe("'Audience 2 > Operator 1 > Size': سه");
	});

	test.each([
		['a text', 'متن خطا'],
		['a list', ['متن خطا']],
		['texts instead of lists', { message: 'متن خطا' }],
		['nested objects', { params: { 0: { operator: { 1: { size: ['متن خطا'] } } } } }],
		['nothing', null],
	])('errors that come as %s are readable', async (_, errors) => {
		const { error } = await harness.runAgainst(
			() => ({
				statusCode: 422,
				body: { data: null, meta: { status: false, message: PERSIAN, errors } },
			}),
			form,
		);
		expect(error?.message).toEqual(titleEndingWith(PERSIAN));
		expect(error?.description).not.toMatch(/\[object|undefined|^: |: .$/m);
		if (errors !== null) expect(error?.description).toContain('متن خطا');
	});
});

describe('the token', () => {
	const TOKEN = 'b3BlbiBzZXNhbWU=-token/of+somebody_0123456789';

	/** @type {Array<[string, (token: string) => StubAnswer]>} */
	const ECHOES = [
		['nowhere', () => ({ body: done({ message_outbox_ids: [1] }) })],
		["in the API's words", (echo) => refusal(401, `توکن ${echo}`, '400-1')],
		['in a refused field', (echo) => refusal(422, PERSIAN, '422-1', { [echo]: [`بد: ${echo}`] })],
		['beside its envelope', (echo) => ({ ...unauthorized, body: { ...unauthorized.body, echo } })],
		['in an HTML page', (echo) => ({ statusCode: 502, body: `<pre>Authorization: ${echo}</pre>` })],
		[
			'in broken JSON',
			(echo) => ({ body: `{"token":"${echo}`, headers: { 'content-type': 'application/json' } }),
		],
		[
			'in the address of a redirect',
			(echo) => ({ statusCode: 302, body: '', headers: { location: `/?token=${echo}` } }),
		],
		[
			'in the data of an accepted message',
			(echo) => ({ body: done({ message_outbox_ids: [1], echo }) }),
		],
	];

	/**
	 * Whether the token, or a part of it that no encoding changes, is in what n8n stores or logs.
	 *
	 * @param {(token: string) => StubAnswer} answer
	 * @param {string} apiToken
	 */
	async function isTold(answer, apiToken = TOKEN) {
		const { logListeners } = harness.engine.n8n;
		let text = '';
		const listener = (/** @type {unknown[]} */ ...entry) => {
			text += JSON.stringify(entry);
		};
		logListeners.add(listener);
		for (const settings of [{}, { onError: 'continueErrorOutput' }]) {
			const { run } = await harness.runAgainst(
				({ path, headers }) =>
					path === '/api/send' ? answer(headers.authorization ?? '') : { body: done([]) },
				form,
				{ credential: { apiToken }, settings: /** @type {any} */ (settings) },
			);
			text += run.serialized();
		}
		logListeners.delete(listener);
		expect(text).toContain('Running node');
		return text.includes('0123456789');
	}

	test.each(ECHOES)('is in no output, error or log: a server repeats it %s', async (_, answer) =>
		expect(await isTold(answer)).toBe(false),
	);

	test.each([
		'token\\of/somebody\u00e9-0123456789',
		'Bearer token-of-somebody-0123456789',
		'"token-of-somebody-0123456789"',
		'token-of-\r\nsomebody-0123456789\n',
		'\u200ftoken-of-\u200bsomebody-0123456789',
	])('is in no output, error or log where it was pasted as %j', async (apiToken) => {
		for (const [, answer] of [ECHOES[1], ECHOES[7]]) {
			expect(await isTold(answer, apiToken)).toBe(false);
		}
	});

	test.each(['http://127.0.0.1:1', 'http://nobody.invalid/v1', 'nonsense'])(
		'is not in the error of a connection to %s',
		async (baseUrl) => {
			const run = await harness.runNode(form, { credential: { baseUrl, apiToken: TOKEN } });
			expect(run.status).toBe('error');
			expect(run.serialized().includes('0123456789')).toBe(false);
		},
	);
});
