/** Message > Send: what is chosen in the form is what the API receives, item by item. */
const { done } = require('../sandbox/envelope');
const {
	byId,
	byNumber,
	itemForm,
	NODE,
	specificationBody,
	specificationForm,
	startStub,
	useHarness,
} = require('./harness');

/**
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 */

const harness = useHarness();

/**
 * What the node says of each item, one output after the other.
 *
 * @param {import('./run').Run} run
 */
const told = (run) =>
	run.outputs(NODE).map((items) =>
		items.map(({ json, pairedItem }) => ({
			...json,
			from: /** @type {{ item: number }} */ (pairedItem).item,
		})),
	);

const [audience] = itemForm.audiences.audience;

/** @param {IDataObject} change of the only audience */
const formTo = (change) => ({
	...itemForm,
	message: 'سلام',
	audiences: { audience: [{ ...audience, ...change }] },
});

/** @param {unknown} json the value of Audiences (JSON) */
const jsonForm = (json) =>
	/** @type {any} */ ({
		fromNumber: specificationForm.fromNumber,
		message: specificationForm.message,
		specifyAudiences: 'json',
		audiencesJson: json,
	});

describe("the specification's example", () => {
	const { params } = specificationBody;

	test.each([
		['through the fields', specificationForm, {}],
		['as JSON text', jsonForm(JSON.stringify(params, null, 2)), {}],
		['as an array from an expression', jsonForm('={{ $json.params }}'), { params }],
		['as text from an expression', jsonForm('={{ $json.text }}'), { text: JSON.stringify(params) }],
	])('entered %s gives exactly the specified request', async (_, form, item) => {
		const run = await harness.runNode(form, { items: [item] });

		const { requests, outbox, token } = harness.sandbox;
		expect(requests).toHaveLength(1);
		const [{ method, path, rawBody, headers }] = requests;
		expect([method, path]).toEqual(['POST', '/api/send']);
		expect(rawBody).toBe(JSON.stringify(specificationBody));
		expect(headers).toMatchObject({ authorization: token, 'content-type': 'application/json' });
		expect(run.outputs(NODE)).toEqual([
			[{ json: { message_outbox_ids: [outbox[0].id] }, pairedItem: { item: 0 } }],
		]);
	});
});

describe('the message arrives byte for byte', () => {
	// What a text may be is a matter of test/unit/form.test.js.
	const message = [
		'  می‌خواهیم کتاب‌ها را ببینید، كتاب علي \t',
		'۱۲۳ ٤٥٦ 789 \u200fمتن\u200e ABC\u202c 🎉👨‍👩‍👧🇮🇷❤️',
		'"متن" \\n \'x\' <b>&amp;</b> %D8 \u2028',
		'',
	].join('\r\n\n');

	test.each([
		['everything that could be changed on the way', message],
		['several thousand characters', 'پیام '.repeat(1000)],
	])('%s', async (_, message) => {
		await harness.runNode({ ...itemForm, message });
		const fromNumber = byNumber('+98BANK');
		await harness.runNode({ ...itemForm, fromNumber }, { items: [{ message }] });
		expect(harness.sentMessages()).toEqual([message, message]);
	});
});

describe('the audiences', () => {
	const body = { main_category_id: 1, sub_category_id: 1 };
	const range = { start: 0, size: 10, id: 2 };

	test.each([
		['IDs typed as text', { mainCategory: byId('1'), subCategory: byId('1') }],
		['IDs in Persian digits', { mainCategory: byId('۱'), subCategory: byId(' ۱ ') }],
		[
			'IDs chosen from the list',
			{
				mainCategory: { __rl: true, mode: 'list', value: 1, cachedResultName: 'صنایع و اصناف' },
				subCategory: { mode: 'list', value: '1' },
			},
		],
		[
			'numbers from expressions',
			{
				mainCategory: byId('={{ $json.one }}'),
				subCategory: byId('={{ $json.one.toString() }}'),
				operators: {
					operator: [{ id: '={{ $json.two }}', start: '={{ "0" }}', size: '={{ $json.ten }}' }],
				},
			},
		],
		['a range without a start, which is 0', { operators: { operator: [{ id: 2, size: 10 }] } }],
	])('%s become integers', async (_, change) => {
		await harness.runNode(formTo(change), { items: [{ one: 1, two: '2', ten: '۱۰' }] });
		expect(harness.sent().map(({ params }) => params)).toEqual([[{ ...body, operator: [range] }]]);
	});

	test.each([
		['cleared', byId('')],
		['untouched', { mode: 'list', value: '' }],
		['never saved', undefined],
	])('a sub category that is %s is left out', async (_, subCategory) => {
		await harness.runNode(formTo({ subCategory }));
		expect(harness.sent()[0].params).toEqual([{ main_category_id: 1, operator: [range] }]);
	});

	test('everyone in the category leaves the operators out, whatever stands in the hidden rows', async () => {
		await harness.runNode(formTo({ recipients: 'everyone' }));
		expect(harness.sent()[0].params).toEqual([body]);
	});

	test('they go out in the order of the form', async () => {
		const mains = [3, 1, 2];
		await harness.runNode({
			...itemForm,
			message: 'سلام',
			audiences: {
				audience: mains.map((id) => ({
					...audience,
					mainCategory: byId(id),
					subCategory: byId(''),
				})),
			},
		});
		expect(harness.sent()[0].params.map((/** @type {any} */ row) => row.main_category_id)).toEqual(
			mains,
		);
	});
});

test('the sender is sent without what copying leaves in it', async () => {
	const fromNumber = byNumber('\u200e+۹۸ ٣٠٠٠ 505\n');
	await harness.runNode({ ...itemForm, message: 'سلام', fromNumber });
	expect(harness.sent().map(({ from_number }) => from_number)).toEqual(['+983000505']);
});

test('several hundred items go out one after the other, in order, each with its own answer', async () => {
	const messages = Array.from({ length: 300 }, (_, index) => `پیام ${index}`);
	const run = await harness.runNode(itemForm, { items: messages.map((message) => ({ message })) });

	expect(harness.sentMessages()).toEqual(messages);
	expect(harness.sandbox.maxInFlight).toBe(1);
	expect(told(run)).toEqual([
		harness.sandbox.outbox.map(({ id }, from) => ({ message_outbox_ids: [id], from })),
	]);
});

test('every field may hold an expression of the item', async () => {
	const items = [
		{ from: '+98PRO', text: 'یک', main: 1, sub: 2, operator: 1, start: 5, size: 6 },
		{ from: '+98BANK', text: 'دو', main: 2, sub: '', operator: 13, start: 0, size: 1 },
	];
	const operator = {
		id: '={{ $json.operator }}',
		start: '={{ $json.start }}',
		size: '={{ $json.size }}',
	};
	const form = formTo({
		mainCategory: byId('={{ $json.main }}'),
		subCategory: byId(''),
		recipients: '={{ $json.sub ? "operators" : "everyone" }}',
		operators: { operator: [operator] },
	});
	const fromNumber = byNumber('={{ $json.from }}');
	await harness.runNode({ ...form, fromNumber, message: '={{ $json.text }}' }, { items });
	expect(harness.sent()).toMatchObject([
		{ from_number: '+98PRO', message: 'یک' },
		{ from_number: '+98BANK', message: 'دو' },
	]);
	expect(harness.sent().map(({ params }) => params)).toEqual([
		[{ main_category_id: 1, operator: [{ start: 5, size: 6, id: 1 }] }],
		[{ main_category_id: 2 }],
	]);
});

describe('On Error, when the API refuses the second of three items', () => {
	const form = { ...itemForm, fromNumber: byNumber('={{ $json.from }}') };
	const items = ['+98PRO', '+98NOBODY', '+98PRO'].map((from, index) => ({
		from,
		message: `پیام ${index}`,
	}));
	const error = expect.stringContaining('شماره ارسال کننده معتبر نیست');
	const failed = { error, from: 1 };
	const ids = () => harness.sandbox.outbox.map(({ id }) => id);

	test('Stop: the third does not go out, and the error names what was accepted', async () => {
		const run = await harness.runNode(form, { items });
		expect(harness.sentMessages()).toEqual(['پیام 0', 'پیام 1']);
		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({ message: error, context: { itemIndex: 1 } });
		expect(run.error?.description).toContain(String(ids()[0]));
	});

	test.each(/** @type {const} */ (['continueRegularOutput', 'continueErrorOutput']))(
		'%s: the others go out, and each stands where it belongs',
		async (onError) => {
			const run = await harness.runNode(form, { items, settings: { onError } });
			expect(harness.sentMessages()).toEqual(['پیام 0', 'پیام 1', 'پیام 2']);
			expect(run.status).toBe('success');
			const [first, third] = ids().map((id, index) => ({
				message_outbox_ids: [id],
				from: 2 * index,
			}));
			expect(told(run)).toEqual(
				onError === 'continueErrorOutput' ? [[first, third], [failed]] : [[first, failed, third]],
			);
		},
	);
});

test('Execute Once sends the first item only', async () => {
	const items = ['یک', 'دو', 'سه'].map((message) => ({ message }));
	const run = await harness.runNode(itemForm, { items, settings: { executeOnce: true } });
	expect(harness.sentMessages()).toEqual(['یک']);
	expect(told(run)[0]).toHaveLength(1);
});

describe('Request Options', () => {
	test('Timeout ends a send that gets no answer', async () => {
		harness.sandbox.addFault({ kind: 'noAnswer' });
		const run = await harness.runNode({
			...itemForm,
			message: 'سلام',
			requestOptions: { timeout: 2_000 },
		});
		expect(run.status).toBe('error');
		expect(harness.sentMessages()).toEqual(['سلام']);
	});

	test('Batching: each batch begins its interval after the one before it', async () => {
		const begun = Date.now();
		await harness.runNode(
			{
				...itemForm,
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 200 } } },
			},
			{ items: ['یک', 'دو', 'سه'].map((message) => ({ message })) },
		);
		expect(harness.sentMessages()).toEqual(['یک', 'دو', 'سه']);
		const [, second, third] = harness.sandbox.sends.map(({ at }) => at - begun);
		expect(second).toBeGreaterThanOrEqual(200);
		expect(third).toBeGreaterThanOrEqual(400);
	});

	test('Proxy gets the request for the API', async () => {
		const proxy = await startStub(() => ({ body: done({ message_outbox_ids: [7] }) }));
		const run = await harness.runNode(
			{ ...itemForm, message: 'سلام', requestOptions: { proxy: proxy.baseUrl } },
			{ credential: { baseUrl: 'http://edge.example/v1' } },
		);
		proxy.close();
		expect(proxy.requests.map(({ url }) => url)).toEqual(['http://edge.example/v1/api/send']);
		expect(proxy.requests[0].body).toMatchObject({ message: 'سلام' });
		expect(told(run)).toEqual([[{ message_outbox_ids: [7], from: 0 }]]);
	});
});

describe('the output item', () => {
	/** @param {IDataObject} data @param {object} [settings] */
	const answered = async (data, settings) =>
		await harness.runAgainst(() => ({ body: done(data) }), specificationForm, { settings });

	test("is the answer's data, with everything in it", async () => {
		const data = { message_outbox_ids: [1, 2], parts: 1, note: 'متن' };
		const { run } = await answered(data);
		expect(run.outputs(NODE)[0].map(({ json }) => json)).toEqual([data]);
	});

	test('never has a key "error", which would make Retry On Fail send again', async () => {
		const { run, paths } = await answered(
			{ message_outbox_ids: [1], error: 'بعداً' },
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		);
		expect(paths).toEqual(['/api/send']);
		const [[{ json }]] = run.outputs(NODE);
		expect(json).not.toHaveProperty('error');
		expect(json).toMatchObject({ message_outbox_ids: [1] });
		expect(Object.values(json)).toContain('بعداً');
	});
});

describe('as a tool of an AI agent', () => {
	const calls = [{ message: 'یک' }, { message: 'دو' }];

	test.each(/** @type {const} */ (['engine', 'langchain']))(
		'two calls send two messages (%s)',
		async (via) => {
			const { calls: answers } = await harness.engine.runAsTool({
				via,
				parameters: { ...itemForm, message: "={{ $fromAI('message') }}" },
				credentials: harness.credentials,
				calls,
			});
			expect(harness.sentMessages()).toEqual(['یک', 'دو']);
			const text = JSON.stringify(answers);
			for (const { id } of harness.sandbox.outbox) expect(text).toContain(String(id));
		},
	);

	test('two tools of one agent each send what their own form says', async () => {
		const to = (/** @type {number} */ id) => ({
			...formTo({ mainCategory: byId(id), subCategory: byId('') }),
			message: "={{ $fromAI('message') }}",
		});
		await harness.engine.runAsTool({
			tools: { Estimate: { ...to(3), operation: 'estimate' }, First: to(1), Second: to(2) },
			credentials: harness.credentials,
			async work({ tools }) {
				for (const tool of await tools()) await tool.invoke({ message: 'سلام' });
			},
		});
		const categories = harness.sent().map(({ params }) => params[0].main_category_id);
		expect(categories.sort()).toEqual([1, 2]);
	});

	// n8n gives both tools one run index and fills the second call with the words of the first.
	test.each([false, true])(
		'two items of an agent: no call is sent with the words of another (at once: %s)',
		async (atOnce) => {
			/** @type {Promise<string>[]} */
			const answers = [];
			await harness.engine.runAsTool({
				parameters: { ...formTo({}), message: "={{ $fromAI('message') }}" },
				credentials: harness.credentials,
				agentItems: calls,
				async work({ tools, items }) {
					const own = await Promise.all(items.map(tools));
					for (const [index, args] of items.entries()) {
						const call = own[index][0].invoke(args);
						answers[index] = call.then(String, ({ message }) => message);
						if (!atOnce) await answers[index];
					}
					await Promise.all(answers);
				},
			});
			expect(harness.sentMessages()).toEqual(['یک']);
			expect(await answers[0]).toContain(String(harness.sandbox.outbox[0].id));
			expect(await answers[1]).toContain('n8n mixed up two calls of this tool');
		},
	);

	test.each(/** @type {const} */ (['engine', 'langchain']))(
		'a call that n8n tries again is not sent again (%s)',
		async (via) => {
			const path = '/api/report/new_list';
			harness.sandbox.addFault({ kind: 'serverError', accepted: true });
			harness.sandbox.addFault({ kind: 'statusFalse', path });
			await harness.engine.runAsTool({
				via,
				parameters: { ...itemForm, message: "={{ $fromAI('message') }}" },
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
				credentials: harness.credentials,
				calls: [{ message: 'یک' }],
			});
			expect(harness.sentMessages()).toEqual(['یک']);
		},
	);

	test('the model can fill in sender, text and a list of audiences', async () => {
		await harness.engine.runAsTool({
			parameters: {
				fromNumber: byNumber("={{ $fromAI('sender') }}"),
				message: "={{ $fromAI('message') }}",
				specifyAudiences: 'json',
				audiencesJson: "={{ $fromAI('audiences', 'who gets it', 'json') }}",
			},
			credentials: harness.credentials,
			calls: [
				{
					sender: specificationBody.from_number,
					message: specificationBody.message,
					audiences: specificationBody.params,
				},
			],
		});
		expect(harness.sent()).toEqual([specificationBody]);
	});
});
