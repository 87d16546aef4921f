/** What the API refuses reaches the person in its own words, under the names of the form. */
const { done, messageRequired, refusal, unauthorized } = require('../sandbox/envelope');
const {
	byId,
	byNumber,
	itemForm,
	NODE,
	specificationForm,
	startHarness,
	startStub,
} = require('./harness');

/** @typedef {import('./harness').StubAnswer} StubAnswer */

/** @type {Awaited<ReturnType<typeof startHarness>>} */
let harness;
beforeAll(async () => {
	harness = await startHarness();
});
afterEach(() => harness.sandbox.reset());
afterAll(async () => await harness.close());

const form = { ...specificationForm, message: 'سلام' };
const PERSIAN = 'پیام خود سامانه';

/**
 * Runs the node against a server that answers as told.
 *
 * @param {(request: import('./harness').StubRequest, count: number) => StubAnswer} answer
 * @param {any} [parameters]
 * @param {Parameters<typeof harness.runNode>[1]} [options]
 */
async function runAgainst(answer, parameters = form, options = {}) {
	const api = await startStub(answer);
	const run = await harness.runNode(parameters, {
		...options,
		credential: { baseUrl: api.baseUrl, ...options.credential },
	});
	api.close();
	return { run, error: run.error, paths: api.requests.map(({ path }) => path) };
}

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
		['429', refusal(429, PERSIAN, '429-1'), PERSIAN],
		['200', refusal(200, PERSIAN, '400-1'), PERSIAN],
	])('with HTTP %s becomes an error of the item', async (httpCode, refused, words) => {
		const { error, run, paths } = await runAgainst(
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

	test('that names no words still has a title', async () => {
		const { error } = await runAgainst(() => ({
			statusCode: 422,
			body: { data: null, meta: { status: false } },
		}));
		expect(error?.message).toMatch(/^[A-Z][ -~]{10,}[^: ]$/);
	});

	test('that is no envelope still says what happened', async () => {
		const { error } = await runAgainst(() => ({ statusCode: 404, body: '<h1>Not Found</h1>' }));
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '404' });
		expect(error?.description).toContain('Base URL');
	});

	test('of the token says where to find an API key, and how long a login token lives', async () => {
		const { error } = await runAgainst(() => unauthorized);
		expect(error?.description).toMatch(/API key.*Developers > Access Keys/);
		expect(error?.description).toMatch(/token of a login.*10 hours/);
	});
});

describe('a refused field stands under its label in the form', () => {
	const words = 'مقدار معتبر نیست';

	test.each([
		['from_number', 'Sender Number'],
		['message', 'Message'],
		['params', 'Audiences'],
		['params.0', 'Audience 1'],
		['params.0.main_category_id', 'Audience 1 > Main Category'],
		['params.2.sub_category_id', 'Audience 3 > Sub Category'],
		['params.1.operator', 'Audience 2 > Operators'],
		['params.0.operator.1.size', 'Audience 1 > Operator 2 > Size'],
		['params.0.operator.0.start', 'Audience 1 > Operator 1 > Start'],
		['params.11.operator.2.id', 'Audience 12 > Operator 3 > Operator'],
		['params[0].operator[1].size', 'Audience 1 > Operator 2 > Size'],
		['unheard_of', 'unheard_of'],
	])('%s is %s', async (field, label) => {
		const { error } = await runAgainst(() => refusal(422, PERSIAN, '422-1', { [field]: [words] }));
		expect(String(error?.description).split('<br>\n')).toContain(`'${label}': ${words}`);
	});

	test('each on its own line, with all the words about it', async () => {
		const errors = { from_number: ['یک', 'دو'], 'params.0.sub_category_id': ['سه'] };
		const { error } = await runAgainst(() => refusal(422, PERSIAN, '422-1', errors));
		const [first, second] = String(error?.description).split('<br>\n');
		expect(first).toMatch(/^'Sender Number': یک.*دو$/);
		expect(second).toBe("'Audience 1 > Sub Category': سه");
	});

	test('a sender, a category and a sub category that the account does not have are named', async () => {
		const ranges = { recipients: 'operators', operators: { operator: [{ id: 1, size: 1 }] } };
		const run = await harness.runNode({
			...form,
			fromNumber: byNumber('+98NOBODY'),
			audiences: {
				audience: [
					{ ...ranges, mainCategory: byId(1) },
					{ ...ranges, mainCategory: byId(99) },
					{
						...ranges,
						mainCategory: byId(2),
						subCategory: byId(1),
					},
				],
			},
		});
		const lines = String(run.error?.description).split('<br>\n');
		for (const label of [
			'Sender Number',
			'Audience 2 > Main Category',
			'Audience 3 > Sub Category',
		]) {
			expect(lines).toContainEqual(expect.stringMatching(`^'${label}': [^ -~]`));
		}
	});

	test.each([
		['a text', 'متن خطا'],
		['a list', ['متن خطا']],
		['texts instead of lists', { message: 'متن خطا' }],
		['nested objects', { params: { 0: { operator: { 1: { size: ['متن خطا'] } } } } }],
		['nothing', null],
	])('errors that come as %s are readable', async (_, errors) => {
		const { error } = await runAgainst(() => ({
			statusCode: 422,
			body: { data: null, meta: { status: false, message: PERSIAN, errors } },
		}));
		expect(error?.message).toEqual(titleEndingWith(PERSIAN));
		expect(error?.description).not.toMatch(/\[object|undefined|^: |: .$/m);
		if (errors !== null) expect(error?.description).toContain('متن خطا');
	});
});

describe('an answer that says done but holds nothing', () => {
	/** @type {Array<[string, any]>} */
	const single = [
		['message: get', { operation: 'get', messageOutboxId: 1 }],
		['message: getStatistics', { operation: 'getStatistics', messageOutboxId: 1 }],
		['message: estimate', { ...form, operation: 'estimate' }],
		['account: getCredit', { resource: 'account' }],
	];
	test.each(single)('%s: the error is no programming error', async (_, parameters) => {
		const { error } = await runAgainst(() => ({ body: done(null) }), parameters);
		expect(error?.message).toMatch(/API/);
		expect(error?.description).toMatch(/\S/);
	});

	/** @type {Array<[string, any]>} */
	const lists = [
		['message: getAll', { operation: 'getAll' }],
		['message: getRecipients', { operation: 'getRecipients', messageOutboxId: 1 }],
		['jobCategory: getAll', { resource: 'jobCategory' }],
		[
			'jobCategory: getSubcategories',
			{ resource: 'jobCategory', operation: 'getSubcategories', mainCategory: byId(1) },
		],
		['senderNumber: getAll', { resource: 'senderNumber' }],
	];
	test.each(lists)('%s: a list that is null is an empty one', async (_, parameters) => {
		const { run } = await runAgainst(() => ({ body: done(null) }), parameters);
		expect(run.error?.message).toBeUndefined();
		expect(run.outputs(NODE)).toEqual([[]]);
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
			const { run } = await runAgainst(
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

	test('is in no output, error or log where JSON writes it in another way', async () => {
		const [, inWords] = ECHOES[1];
		expect(await isTold(inWords, 'to"ken\\0123456789')).toBe(false);
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
