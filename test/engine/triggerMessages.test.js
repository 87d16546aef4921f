/** Message Finished: every message that reaches an end starts the workflow, once and in order. */
const { idsOf, useTriggerHarness } = require('./triggers');

const LIST = '/api/report/new_list';
const REPORT = '/api/report/by_bulk';
const MESSAGES = { event: 'messageFinished' };

const harness = useTriggerHarness();

/** What was asked for since the last call. */
function asked() {
	const paths = harness.sandbox.requests.map(({ path }) => path);
	harness.sandbox.requests.length = 0;
	return paths;
}

describe('the first poll', () => {
	test('reports nothing that has ended, and follows what is on its way, however old', async () => {
		const old = harness.send(2, { ageSeconds: 500_000 });
		harness.sendToEnd(450, { ageSeconds: 1_000 });
		const young = harness.send(2);
		const poller = await harness.activated(MESSAGES);
		for (const id of [...old, ...young]) harness.sandbox.finish(id);
		expect(idsOf(await poller.poll())).toEqual([...old, ...young]);
	});

	test('does not read a long outbox to its end', async () => {
		harness.sendToEnd(2_000, { ageSeconds: 1_000 });
		await harness.activated(MESSAGES);
		expect(asked().length).toBeLessThan(12);
	});

	test('of an empty outbox is a beginning too', async () => {
		const poller = await harness.activated(MESSAGES);
		const ids = harness.sendToEnd(2);
		expect(idsOf(await poller.restart())).toEqual(ids);
	});

	test('goes without a filter that the API refuses', async () => {
		harness.sandbox.addFault({ kind: 'validation', path: LIST, bodyIncludes: '"state_id":0' });
		const [id] = harness.send(1);
		const poller = await harness.activated(MESSAGES);
		harness.sandbox.finish(id);
		expect(idsOf(await poller.poll())).toEqual([id]);
	});
});

test('a message is told as Message > Get tells it', async () => {
	const poller = await harness.activated(MESSAGES);
	const [id] = harness.send(1, { message: 'سلام', recipients: 10 });
	await poller.poll();
	harness.sandbox.finish(id);
	const [{ acceptedAt }] = harness.sandbox.outbox;
	const time = new Date(Math.floor(acceptedAt / 1000) * 1000).toISOString();
	expect(await poller.poll()).toEqual([
		{
			messages_outbox_id: id,
			number: '+98pro',
			message: 'سلام',
			state: 'sent',
			status: 'پایان یافته',
			time,
			time_send: time,
			rcpts_count: 10,
			exit_count: 10,
			cost: 25_030,
		},
	]);
});

test('a message that monitoring rejected is told with its reason', async () => {
	const poller = await harness.activated(MESSAGES);
	const [id] = harness.sendToEnd(1, { state: 3 });
	expect(await poller.poll()).toEqual([
		expect.objectContaining({
			messages_outbox_id: id,
			state: 'rejected by monitoring',
			reject_comment: 'متن پیام مورد تایید نیست',
		}),
	]);
});

describe('each exactly once, the oldest first', () => {
	test('those that ended without having been seen, and those that were on their way', async () => {
		const poller = await harness.activated(MESSAGES);
		const [first, second, third] = harness.send(3);
		harness.sandbox.finish(second);
		expect(idsOf(await poller.poll())).toEqual([second]);
		const [fourth] = harness.sendToEnd(1);
		harness.sandbox.finish(first);
		expect(idsOf(await poller.poll())).toEqual([first, fourth]);
		expect(await poller.restart()).toEqual([]);
		harness.sandbox.finish(third);
		expect(idsOf(await poller.restart())).toEqual([third]);
		expect(await poller.poll()).toEqual([]);
	});

	test('one that ends days later, when the list has long gone on', async () => {
		const [slow] = harness.send(1, { ageSeconds: 300_000 });
		const poller = await harness.activated(MESSAGES);
		const others = harness.sendToEnd(350);
		expect(idsOf(await poller.poll())).toEqual(others);
		asked();
		expect(await poller.poll()).toEqual([]);
		expect(asked()).toEqual([LIST, LIST, REPORT]);
		harness.sandbox.finish(slow, 8);
		expect(await poller.poll()).toEqual([
			expect.objectContaining({ messages_outbox_id: slow, state: 'insufficient credit' }),
		]);
	});

	test('each state that is an end, and no other', async () => {
		const ends = [3, 4, 6, 7, 8, 9];
		const poller = await harness.activated(MESSAGES);
		const ids = harness.send(7);
		ends.forEach((state, index) => harness.sandbox.finish(ids[index], state));
		expect(idsOf(await poller.poll())).toEqual(ids.slice(0, 6));
	});

	test('one whose entry comes late, with an ID below those that are known', async () => {
		const poller = await harness.activated(MESSAGES);
		const ids = harness.sendToEnd(3);
		harness.sandbox.setView({ entry: (report, { id }) => (id === ids[1] ? null : report) });
		expect(idsOf(await poller.poll())).toEqual([ids[0], ids[2]]);
		harness.sandbox.setView();
		expect(idsOf(await poller.poll())).toEqual([ids[1]]);
		expect(await poller.poll()).toEqual([]);
	});

	test.each([LIST, REPORT])('a poll that fails at %s forgets nothing', async (path) => {
		const [slow] = harness.send(1, { ageSeconds: 300_000 });
		const poller = await harness.activated(MESSAGES);
		harness.sendToEnd(350, { ageSeconds: 1_000 });
		await poller.poll();
		const ids = harness.sendToEnd(250);
		harness.sandbox.finish(slow);
		harness.sandbox.addFault({ kind: 'unauthorized', path, skip: path === LIST ? 1 : 0 });
		await expect(poller.poll()).rejects.toMatchObject({ httpCode: '401' });
		expect(idsOf(await poller.poll())).toEqual([slow, ...ids]);
	});

	test('one that is gone is not followed any more', async () => {
		harness.send(1);
		const poller = await harness.activated(MESSAGES);
		harness.sandbox.outbox.length = 0;
		asked();
		await poller.poll();
		expect(asked()).toEqual([LIST, REPORT]);
		await poller.poll();
		expect(asked()).toEqual([LIST]);
	});
});
