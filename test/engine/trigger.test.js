/** Reply Received: every answer of a person starts the workflow, once and in order. */
const { done } = require('../sandbox/envelope');
const { byNumber, startStub } = require('./harness');
const { startTriggerHarness } = require('./triggers');

const INBOX = '/api/report/messages-inbox';

/** @typedef {import('n8n-workflow').IDataObject} IDataObject */

/** @type {Awaited<ReturnType<typeof startTriggerHarness>>} */
let harness;
beforeAll(async () => {
	harness = await startTriggerHarness();
});
afterEach(() => harness.sandbox.reset());
afterAll(async () => await harness.close());

/** @param {IDataObject[]} items */
const idsOf = (items) => items.map(({ messages_inbox_id }) => messages_inbox_id);

/** @param {IDataObject} [parameters] */
async function activated(parameters) {
	const poller = harness.poller(parameters);
	expect(await poller.activate()).toEqual([]);
	return poller;
}

describe('the first poll', () => {
	test('reports nothing old, and begins where the inbox stands', async () => {
		harness.reply(250);
		const poller = await activated();
		expect(await poller.poll()).toEqual([]);
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('needs two requests, however long the inbox is', async () => {
		harness.reply(1_000);
		await activated();
		expect(harness.sandbox.requests).toHaveLength(2);
	});

	test('of an empty inbox is a beginning too', async () => {
		const poller = await activated();
		const ids = harness.reply(3);
		expect(idsOf(await poller.restart())).toEqual(ids);
		expect(await poller.poll()).toEqual([]);
	});

	test('reports nothing old where the API lists the oldest first', async () => {
		const inbox = Array.from({ length: 250 }, (_, index) => entry(index + 1));
		const api = await startStub(({ body }) => ({ body: pageOf(inbox, body) }));
		const poller = harness.poller({}, { baseUrl: api.baseUrl });
		expect(await poller.activate()).toEqual([]);
		inbox.push(entry(251), entry(252));
		expect(idsOf(await poller.poll())).toEqual([251, 252]);
		api.close();
	});
});

test('a reply is told with its sender, its line, its words and its time', async () => {
	harness.reply(1);
	const poller = await activated();
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
		const poller = await activated();
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

	/** @type {Array<[string, (inbox: IDataObject[]) => IDataObject[], object]>} */
	const ORDERS = [
		['the newest first', (inbox) => [...inbox].reverse(), {}],
		['the oldest first', (inbox) => inbox, {}],
		['in no order', (inbox) => [...inbox].sort((a, b) => mixed(a) - mixed(b)), {}],
		['with entries twice', (inbox) => inbox.flatMap((reply) => [reply, reply]), {}],
		['in pages of 30 without paging', (inbox) => [...inbox].reverse(), { most: 30, paged: false }],
		['without regard to from_id', (inbox) => [...inbox].reverse(), { ignores: true }],
	];
	test.each(ORDERS)('from an inbox that comes %s', async (_, order, options) => {
		const inbox = [entry(1)];
		const api = await startStub(({ body }) => ({ body: pageOf(order(inbox), body, options) }));
		const poller = harness.poller({}, { baseUrl: api.baseUrl });
		await poller.activate();
		inbox.push(...Array.from({ length: 230 }, (_, index) => entry(index + 2)));
		expect(idsOf(await poller.poll())).toEqual(
			inbox.slice(1).map((reply) => reply.messages_inbox_id),
		);
		expect(await poller.poll()).toEqual([]);
		api.close();
	});

	test.each(ORDERS)(
		'while more come in, from an inbox that comes %s',
		async (_, order, options) => {
			const inbox = [entry(1)];
			const api = await startStub(({ body }) => {
				const answer = { body: pageOf(order(inbox), body, options) };
				if (inbox.length > 1 && inbox.length < 330) inbox.push(entry(inbox.length + 1));
				return answer;
			});
			const poller = harness.poller({}, { baseUrl: api.baseUrl });
			await poller.activate();
			inbox.push(...Array.from({ length: 230 }, (_, index) => entry(index + 2)));
			const found = [...(await poller.poll()), ...(await poller.poll())];
			expect(found.length).toBeGreaterThanOrEqual(230);
			expect(idsOf(found)).toEqual(found.map((_, index) => index + 2));
			api.close();
		},
	);

	test('also IDs that are text, and too long for a number', async () => {
		const ids = ['9', '10', '99999999999999999998', '99999999999999999999'];
		const inbox = [{ ...entry(1), messages_inbox_id: '8' }];
		const api = await startStub(({ body }) => ({ body: pageOf(inbox, body) }));
		const poller = harness.poller({}, { baseUrl: api.baseUrl });
		await poller.activate();
		inbox.push(...ids.map((id) => ({ ...entry(1), messages_inbox_id: id })));
		expect(idsOf(await poller.poll())).toEqual([9, 10, ids[2], ids[3]]);
		expect(await poller.restart()).toEqual([]);
		api.close();
	});

	test('a poll that fails half-way reports nothing and forgets nothing', async () => {
		const poller = await activated();
		const ids = harness.reply(350);
		const before = poller.workflow.staticData;
		const text = JSON.stringify(before);
		harness.sandbox.addFault({ kind: 'unauthorized', path: INBOX, skip: 2 });
		await expect(poller.poll()).rejects.toMatchObject({ httpCode: '401' });
		expect(JSON.stringify(poller.workflow.staticData)).toBe(text);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});

	test('n8n that is stopped and started again', async () => {
		const poller = await activated();
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.restart()).toEqual([]);
		const more = harness.reply(2);
		expect(idsOf(await poller.restart())).toEqual(more);
	});

	test('a poll that begins while the one before goes on leaves all to it', async () => {
		const poller = await activated();
		const ids = harness.reply(3);
		const found = await Promise.all([poller.poll(), poller.poll()]);
		expect(found.map(idsOf)).toEqual([ids, []]);
	});

	test('an inbox that was emptied is no error', async () => {
		harness.reply(5);
		const poller = await activated();
		harness.sandbox.reset();
		expect(await poller.poll()).toEqual([]);
		const ids = harness.reply(2);
		expect(idsOf(await poller.poll())).toEqual(ids);
	});
});

/** @param {number} messages_inbox_id @returns {IDataObject} */
const entry = (messages_inbox_id) => ({
	messages_inbox_id,
	from: '+989122222222',
	number: '+98pro',
	message: '1',
	type: 'normal',
	time: 1_747_808_125,
	seen: '0',
});

/** @param {IDataObject} reply */
const mixed = ({ messages_inbox_id }) => (Number(messages_inbox_id) * 7919) % 101;

/**
 * A page of an inbox.
 *
 * @param {IDataObject[]} inbox
 * @param {any} body
 * @param {{ most?: number, paged?: boolean, ignores?: boolean }} [options]
 */
function pageOf(inbox, { page, per_page, filters }, { most = 100, paged = true, ignores } = {}) {
	const after = ignores ? 0n : BigInt(filters.from_id ?? 0);
	const list = inbox.filter(({ messages_inbox_id }) => BigInt(String(messages_inbox_id)) > after);
	const size = Math.min(per_page, most);
	return done(
		list.slice((page - 1) * size, page * size),
		paged ? { last_page: Math.max(1, Math.ceil(list.length / size)) } : {},
	);
}
