/** In whatever order and in whatever pages inbox and outbox come: each entry once, the oldest first. */
const { done } = require('../sandbox/envelope');
const { startStub } = require('./harness');
const { idsOf, useTriggerHarness } = require('./triggers');

/** @typedef {import('n8n-workflow').IDataObject} IDataObject */

const harness = useTriggerHarness();

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

describe('replies', () => {
	/** @param {number} first @param {number} count */
	const entries = (first, count) =>
		Array.from({ length: count }, (_, index) => entry(first + index));

	/**
	 * Polls an inbox three times, which has more in it after it was activated.
	 *
	 * @param {IDataObject[]} inbox
	 * @param {IDataObject[]} more
	 * @param {(body: any) => unknown} [answer]
	 */
	async function poll(inbox, more, answer = (body) => pageOf(inbox, body)) {
		const api = await startStub(({ body }) => ({ body: answer(body) }));
		const poller = harness.poller({}, { baseUrl: api.baseUrl });
		expect(await poller.activate()).toEqual([]);
		inbox.push(...more);
		const found = [await poller.poll(), await poller.poll(), await poller.restart()];
		api.close();
		return found.map(idsOf);
	}

	test('reports nothing old where the API lists the oldest first', async () => {
		expect(await poll(entries(1, 250), entries(251, 2))).toEqual([[251, 252], [], []]);
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
		const inbox = entries(1, 1);
		const found = await poll(inbox, entries(2, 230), (body) => pageOf(order(inbox), body, options));
		expect(found).toEqual([idsOf(inbox.slice(1)), [], []]);
	});

	test.each(ORDERS)(
		'while more come in, from an inbox that comes %s',
		async (_, order, options) => {
			const inbox = entries(1, 1);
			const found = await poll(inbox, entries(2, 230), (body) => {
				const page = pageOf(order(inbox), body, options);
				if (inbox.length > 1 && inbox.length < 330) inbox.push(entry(inbox.length + 1));
				return page;
			});
			const ids = found.flat();
			expect(ids.length).toBeGreaterThanOrEqual(230);
			expect(ids).toEqual(ids.map((_, index) => index + 2));
		},
	);

	test('also IDs that are text, and too long for a number', async () => {
		const ids = ['9', '10', '99999999999999999998', '99999999999999999999'];
		const withId = (/** @type {string} */ messages_inbox_id) => ({
			...entry(1),
			messages_inbox_id,
		});
		expect(await poll([withId('8')], ids.map(withId))).toEqual([[9, 10, ids[2], ids[3]], [], []]);
	});
});

describe('finished messages', () => {
	test.each([
		'list oldest first',
		'list unsorted',
		'pages of 10',
		'pages of 10 without paging',
		'pages that repeat an entry',
		'pages pushed on by new messages',
		'pages with counts as text',
	])('from a %s', async (view) => {
		harness.sandbox.setView(view);
		const old = harness.send(2, { ageSeconds: 500_000 });
		harness.sendToEnd(130, { ageSeconds: 1_000 });
		const poller = harness.poller({ event: 'messageFinished' });
		await poller.activate();
		const ids = harness.sendToEnd(230);
		expect(idsOf(await poller.poll())).toEqual(ids);
		for (const id of old) harness.sandbox.finish(id);
		expect(idsOf(await poller.poll())).toEqual(old);
		expect(await poller.poll()).toEqual([]);
	});
});
