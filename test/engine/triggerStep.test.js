/** *Execute step* of the trigger, and the errors of its polls: in the words of the other node. */
const { refusal, unauthorized } = require('../sandbox/envelope');
const { byNumber, startStub } = require('./harness');
const { TRIGGER, useTriggerHarness } = require('./triggers');

const harness = useTriggerHarness();

const MESSAGES = { event: 'messageFinished' };

/** What the step shows. @param {import('./run').Run} run */
function shown(run) {
	expect(run.error?.message).toBeUndefined();
	return run.outputs(TRIGGER)[0].map(({ json }) => json);
}

describe('Execute step shows the latest', () => {
	test('reply', async () => {
		const id = harness.reply(150).at(-1);
		const [json, ...more] = shown(await harness.executeStep());
		expect(json).toMatchObject({ messages_inbox_id: id, message: '1', number: '+98pro' });
		expect(more).toEqual([]);
	});

	test('reply that the filters let pass, on whatever page it is', async () => {
		const [, id] = harness.reply(2, { number: '+98BANK', message: 'بله' });
		harness.reply(1, { number: '+98BANK', message: 'نه' });
		harness.reply(250);
		const parameters = { toNumber: byNumber('+98bank'), options: { contains: 'بله' } };
		expect(shown(await harness.executeStep(parameters))).toMatchObject([{ messages_inbox_id: id }]);
	});

	test('finished message', async () => {
		harness.sendToEnd(3, { ageSeconds: 1_000 });
		const [id] = harness.sendToEnd(1, { state: 3, ageSeconds: 500 });
		harness.send(150);
		expect(shown(await harness.executeStep(MESSAGES))).toMatchObject([
			{
				messages_outbox_id: id,
				state: 'rejected by monitoring',
				reject_comment: 'متن پیام مورد تایید نیست',
			},
		]);
	});

	test('finished message that the filters let pass', async () => {
		const [, id] = harness.sendToEnd(2, { state: 7, from_number: '+98BANK', ageSeconds: 900 });
		harness.sendToEnd(1, { state: 6, from_number: '+98BANK', ageSeconds: 500 });
		harness.sendToEnd(1, { state: 7 });
		const parameters = { ...MESSAGES, fromNumber: byNumber('+98bank'), states: [7, 8] };
		expect(shown(await harness.executeStep(parameters))).toMatchObject([
			{ messages_outbox_id: id, state: 'cancelled' },
		]);
	});

	test('and remembers nothing: the polls go on where they stood', async () => {
		const poller = harness.poller();
		await poller.activate();
		const ids = harness.reply(2);
		const step = harness.engine.run({
			workflow: { ...poller.original, staticData: JSON.parse(poller.stored) },
			credentials: poller.credentials,
		});
		expect(shown(await step)).toMatchObject([{ messages_inbox_id: ids[1] }]);
		const found = await poller.poll();
		expect(found.map(({ messages_inbox_id }) => messages_inbox_id)).toEqual(ids);
	});
});

describe('Execute step says clearly that there is none', () => {
	/** @type {Array<[string, any, RegExp, RegExp]>} */
	const NONE = [
		['reply yet', {}, /^There is no reply to show yet$/, /Send a text to one of your lines/],
		[
			'reply that the filters let pass',
			{ options: { contains: 'بله' } },
			/^There is no reply/,
			/To Number.*Only Texts Containing/,
		],
		['finished message', MESSAGES, /^There is no finished message/, /wait until it has gone out/],
		[
			'finished message that the filters let pass',
			{ ...MESSAGES, states: [9] },
			/^There is no finished message/,
			/Sender Number.*States/,
		],
	];
	test.each(NONE)('%s', async (_, parameters, message, description) => {
		if (Object.keys(parameters).length > 1 || parameters.options) {
			harness.reply(2);
			harness.sendToEnd(2);
		}
		harness.send(2);
		const { error } = await harness.executeStep(parameters);
		expect(error).toMatchObject({ name: 'NodeOperationError' });
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(description);
	});
});

describe('errors are those of the other node', () => {
	const other = { resource: 'senderNumber' };

	/** @type {Array<[string, import('./harness').StubAnswer]>} */
	const ANSWERS = [
		['401', unauthorized],
		['403', refusal(403, 'دسترسی غیر مجاز', '403-1')],
		['403 that is no envelope', { statusCode: 403, body: '<h1>Forbidden</h1>' }],
		['404 that is no envelope', { statusCode: 404, body: '<h1>Not Found</h1>' }],
		['a page', { body: '<h1>Welcome</h1>' }],
	];

	/** @param {any} error */
	const told = ({ message, description }) => ({ message, description });

	/** @param {string} baseUrl */
	async function expectTheSame(baseUrl) {
		const { error } = await harness.runNode(other, { credential: { baseUrl } });
		for (const parameters of [{}, MESSAGES]) {
			const failed = await harness
				.poller(parameters, { baseUrl })
				.activate()
				.catch((problem) => problem);
			expect(told(failed)).toEqual(told(error));
			const run = await harness.executeStep(parameters, { baseUrl });
			expect(told(run.error)).toEqual(told(error));
		}
		return error;
	}

	test.each(ANSWERS)('%s', async (_, answer) => {
		const api = await startStub(() => answer);
		expect(await expectTheSame(api.baseUrl)).toMatchObject({
			description: expect.stringMatching(/Nothing was sent/),
		});
		api.close();
	});

	test.each([
		['unreachable', 'http://127.0.0.1:1', /refused the connection/],
		['no web address', 'nonsense', /Base URL/],
	])('%s', async (_, baseUrl, message) => {
		expect((await expectTheSame(baseUrl))?.message).toMatch(message);
	});

	test('a number that is none is told with the name of its field', async () => {
		const number = byNumber('12');
		const replies = harness.poller({ toNumber: number }).activate();
		await expect(replies).rejects.toThrow(/To Number.*is not a sender number/);
		const messages = harness.poller({ ...MESSAGES, fromNumber: number }).activate();
		await expect(messages).rejects.toThrow(/Sender Number.*is not a sender number/);
		expect(harness.sandbox.requests).toEqual([]);
	});
});

test('the list of lines is that of the other node', async () => {
	const { results } = await harness.engine.listSearch({
		nodeType: harness.engine.packageNodeTypes().find((type) => type.endsWith('Trigger')),
		method: 'searchSenderNumbers',
		nodeParameters: {},
		path: 'parameters.toNumber',
		credentials: harness.credentials,
		filter: '98ban',
	});
	expect(results).toEqual([{ name: '+98BANK', value: '+98BANK' }]);
});
