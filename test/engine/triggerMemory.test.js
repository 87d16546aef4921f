/** What the trigger remembers, what its filters pass over, and where it begins afresh. */
const { byNumber } = require('./harness');
const { idsOf, useTriggerHarness } = require('./triggers');

const harness = useTriggerHarness();

const MESSAGES = { event: 'messageFinished' };

describe('the static data', () => {
	test('stays small with 3,000 messages on their way, all of which are reported when they end', async () => {
		const poller = await harness.activated(MESSAGES);
		const ids = harness.send(3_000);
		expect(await poller.poll()).toEqual([]);
		expect(JSON.stringify(poller.workflow.staticData).length).toBeLessThan(300);

		// No two of those that are left follow one another.
		const odd = ids.filter((id) => id % 2 === 1);
		for (const id of odd) harness.sandbox.finish(id);
		expect(idsOf(await poller.poll())).toEqual(odd);
		expect(JSON.stringify(poller.workflow.staticData).length).toBeLessThan(4_000);

		const even = ids.filter((id) => id % 2 === 0);
		for (const id of even) harness.sandbox.finish(id);
		expect(idsOf(await poller.restart())).toEqual(even);
		expect(JSON.stringify(poller.workflow.staticData).length).toBeLessThan(300);
	});

	test('of a thousand messages below a long list is read to their end, in few requests', async () => {
		const ids = harness.send(1_000, { ageSeconds: 10_000 });
		harness.sendToEnd(1_500, { ageSeconds: 1_000 });
		const poller = await harness.activated(MESSAGES);
		for (const id of ids) harness.sandbox.finish(id);
		harness.sandbox.requests.length = 0;
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(harness.sandbox.requests.length).toBeLessThan(50);
	});

	test('holds no token, text or phone number', async () => {
		harness.sendToEnd(3, { message: 'متن محرمانه' });
		harness.send(3, { message: 'متن محرمانه' });
		for (const parameters of [MESSAGES, {}]) {
			const poller = await harness.activated({ ...parameters, toNumber: byNumber('+983000505') });
			harness.reply(3, { from: '+989121234567', number: '+983000505', message: 'محرمانه' });
			harness.sendToEnd(1);
			expect(await poller.poll()).not.toEqual([]);
			expect(poller.stored).toMatch(/^{"node:IPPanel Job SMS Trigger":{.{20,}}}$/);
			expect(poller.stored).not.toMatch(/محرمانه|9121234567|3000505/);
			expect(poller.stored).not.toContain(harness.sandbox.token);
		}
	});
});

describe('a filter', () => {
	const line = byNumber('+98bAnK');

	test('lets the replies to one line pass, whatever its case; the others do not come later', async () => {
		const poller = await harness.activated({ toNumber: line });
		harness.reply(2);
		const [id] = harness.reply(1, { number: '+98BANK' });
		expect(idsOf(await poller.poll())).toEqual([id]);
		expect(await poller.activate({})).toEqual([]);
		const more = harness.reply(1);
		expect(idsOf(await poller.poll())).toEqual(more);
	});

	test.each([
		['1', 'عدد ۱ را می‌خواهم'],
		['بله', 'سلام، بله'],
		['علي', 'علی هستم'],
		['Yes', 'oh YES'],
	])('lets the replies with %s pass: %s', async (contains, message) => {
		const poller = await harness.activated({ options: { contains } });
		harness.reply(1, { message: 'نه' });
		const ids = harness.reply(1, { message });
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.activate({})).toEqual([]);
	});

	test('lets the messages of one sender pass; the others do not come later', async () => {
		const poller = await harness.activated({ ...MESSAGES, fromNumber: line });
		const others = harness.send(2);
		harness.sendToEnd(1);
		const [id] = harness.sendToEnd(1, { from_number: '+98BANK' });
		expect(idsOf(await poller.poll())).toEqual([id]);
		expect(await poller.activate(MESSAGES)).toEqual([]);
		for (const other of others) harness.sandbox.finish(other);
		expect(await poller.poll()).toEqual([]);
	});

	test('lets the chosen ends pass; the others do not come later', async () => {
		const poller = await harness.activated({ ...MESSAGES, states: [7, 9] });
		const ids = harness.send(4);
		[3, 7, 6, 9].forEach((state, index) => harness.sandbox.finish(ids[index], state));
		expect(idsOf(await poller.poll())).toEqual([ids[1], ids[3]]);
		expect(await poller.activate(MESSAGES)).toEqual([]);
	});
});

describe('it begins afresh', () => {
	test('with another event, and with the first one again', async () => {
		const poller = await harness.activated({});
		harness.sendToEnd(2);
		harness.reply(2);
		expect(await poller.activate(MESSAGES)).toEqual([]);
		harness.reply(2);
		const ids = harness.sendToEnd(1);
		expect(idsOf(await poller.poll())).toEqual(ids);
		expect(await poller.activate({})).toEqual([]);
	});

	test('with another credential, whose inbox has other IDs', async () => {
		const poller = await harness.activated({});
		harness.reply(2);
		const [node] = poller.original.nodes;
		node.credentials = { ipPanelEdgeApi: { id: '2', name: 'Another' } };
		expect(await poller.activate()).toEqual([]);
	});

	test('but not where the workflow is switched off for a while', async () => {
		const poller = await harness.activated({});
		const ids = harness.reply(2);
		expect(idsOf(await poller.activate())).toEqual(ids);
	});
});
