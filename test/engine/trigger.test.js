/** Reply Received: every answer of a person starts the workflow, once and in order. */
const { idsOf, useTriggerHarness } = require('./triggers');

const INBOX = '/api/report/messages-inbox';

const harness = useTriggerHarness();

describe('the first poll', () => {
	test('reports nothing old, and begins where the inbox stands', async () => {
		harness.reply(250);
		const poller = await harness.activated();
		expect(await poller.poll()).toEqual([]);
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('needs two requests, however long the inbox is', async () => {
		harness.reply(1_000);
		await harness.activated();
		expect(harness.sandbox.requests).toHaveLength(2);
	});

	test('of an empty inbox is a beginning too', async () => {
		const poller = await harness.activated();
		const ids = harness.reply(3);
		expect(idsOf(await poller.restart())).toEqual(ids);
		expect(await poller.poll()).toEqual([]);
	});
});

test('a reply is told with its sender, its line, its words and its time', async () => {
	harness.reply(1);
	const poller = await harness.activated();
	const [id] = harness.reply(1, { from: '+989122222222', number: '+98PRO', message: 'بله ۱' });
	const [, { receivedAt }] = harness.sandbox.inbox;
	expect(await poller.poll()).toEqual([
		{
			messages_inbox_id: id,
			from: '+989122222222',
			number: '+98pro',
			message: 'بله ۱',
			type: 'normal',
			time: new Date(Math.floor(receivedAt / 1000) * 1000).toISOString(),
		},
	]);
	expect(harness.sandbox.requests.at(-1)?.body).toEqual({
		page: 1,
		per_page: 100,
		filters: { from_id: id - 1 },
	});
});

describe('each exactly once, the oldest first', () => {
	test('1,250 replies between two polls, while more come in', async () => {
		const poller = await harness.activated();
		harness.reply(1_250);
		const stop = harness.beforeAnswers(INBOX, (count) => void (count < 15 && harness.reply(130)));
		const first = await poller.poll();
		stop();
		const second = await poller.poll();
		const all = harness.sandbox.inbox.map(({ id }) => id);
		expect(first.length).toBeGreaterThanOrEqual(1_250);
		expect(idsOf([...first, ...second])).toEqual(all);
		expect(await poller.poll()).toEqual([]);
	});

	test('a poll that fails half-way reports nothing and forgets nothing', async () => {
		const poller = await harness.activated();
		const ids = harness.reply(350);
		const before = poller.workflow.staticData;
		const text = JSON.stringify(before);
		harness.sandbox.addFault({ kind: 'unauthorized', path: INBOX, skip: 2 });
		await expect(poller.poll()).rejects.toMatchObject({ httpCode: '401' });
		expect(JSON.stringify(poller.workflow.staticData)).toBe(text);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('n8n that is stopped and started again', async () => {
		const poller = await harness.activated();
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.restart()).toEqual([]);
		const more = harness.reply(2);
		expect(idsOf(await poller.restart())).toEqual(more);
	});

	test('a poll that begins while the one before goes on leaves all to it', async () => {
		const poller = await harness.activated();
		const ids = harness.reply(3);
		const found = await Promise.all([poller.poll(), poller.poll()]);
		expect(found.map(idsOf)).toEqual([ids, []]);
	});

	test('an inbox that was emptied is no error', async () => {
		harness.reply(5);
		const poller = await harness.activated();
		harness.sandbox.reset();
		expect(await poller.poll()).toEqual([]);
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});
});
