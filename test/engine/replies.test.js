/** Reply > Get Many: what people answered. */
const { done } = require('../sandbox/envelope');
const { byNumber, outputOf, useHarness } = require('./harness');

/** @typedef {import('n8n-workflow').IDataObject} IDataObject */

const harness = useHarness();

const GET_MANY = { resource: 'reply' };

/** @param {IDataObject[]} items */
const idsOf = (items) => items.map(({ messages_inbox_id }) => messages_inbox_id);

/** @param {number} count @param {Partial<import('../sandbox/inbox').Reply>} [reply] */
const reply = (count, reply = {}) =>
	Array.from({ length: count }, () =>
		harness.sandbox.reply({ from: '+989122222222', number: '+98PRO', message: '1', ...reply }),
	);

/** What was asked for. */
const asked = () => harness.sandbox.requests.map(({ path, body }) => [path, body]);

/** The answer of the documentation. */
const documented = {
	messages_inbox_id: 123,
	from: '+989122222222',
	number: '+981000123',
	message: 'message text',
	type: 'normal',
	time: 1747808125,
	seen: '0',
};

const { seen: _, ...fields } = documented;

test.each([
	[
		'simplified by default, with the time in ISO 8601',
		{},
		{ ...fields, time: '2025-05-21T06:15:25.000Z' },
	],
	['as the API gave it', { simplify: false }, documented],
])('gives a reply %s', async (_, options, expected) => {
	const parameters = { ...GET_MANY, ...options };
	const { run, requests } = await harness.runAgainst(
		() => ({ body: done([documented]) }),
		parameters,
	);
	expect(outputOf(run)).toEqual([expected]);
	expect(requests).toMatchObject([{ method: 'POST', path: '/api/report/messages-inbox' }]);
});

/** @type {Array<[string, any, number, number[], number]>} */
const LIMITS = [
	['50 by default', {}, 50, [1], 50],
	['as many as Limit', { limit: 120 }, 120, [1, 2], 100],
	['all with Return All', { returnAll: true }, 250, [1, 2, 3], 100],
];
test.each(LIMITS)('gives the newest first: %s', async (_, options, count, pages, per_page) => {
	const ids = reply(250).reverse();
	const run = await harness.runNode({ ...GET_MANY, ...options });
	expect(idsOf(outputOf(run))).toEqual(ids.slice(0, count));
	expect(asked()).toEqual(
		pages.map((page) => ['/api/report/messages-inbox', { page, per_page, filters: {} }]),
	);
});

test.each([
	['a number', (/** @type {number} */ id) => id],
	['text', (/** @type {number} */ id) => ` ${id} `],
	['an expression', (/** @type {number} */ id) => `={{ ${id} }}`],
])('After ID as %s', async (_, write) => {
	const [, second, third, fourth] = reply(4);
	const run = await harness.runNode({ ...GET_MANY, filters: { afterId: write(second) } });
	expect(idsOf(outputOf(run))).toEqual([fourth, third]);
	expect(asked()[0][1]).toMatchObject({ filters: { from_id: second } });
});

test('To Number in any case, over as many pages as it takes', async () => {
	const ids = reply(3, { number: '+98BANK' });
	reply(220);
	const filters = { toNumber: byNumber('+98bank') };
	const run = await harness.runNode({ ...GET_MANY, limit: 2, filters });
	expect(idsOf(outputOf(run))).toEqual([ids[2], ids[1]]);
	expect(asked()).toHaveLength(3);
});

test.each([
	['afterId', 'سلام', /After ID.* is not a whole number/],
	['toNumber', byNumber('12'), /To Number.* is not a sender number/],
])('a wrong %s is refused before anything is asked', async (name, value, message) => {
	const run = await harness.runNode({ ...GET_MANY, filters: { [name]: value } });
	expect(run.error?.message).toMatch(message);
	expect(asked()).toEqual([]);
});

test('an empty inbox gives nothing; a refusal is told in the words of the API', async () => {
	expect(outputOf(await harness.runNode(GET_MANY))).toEqual([]);
	harness.sandbox.addFault({ kind: 'unauthorized', path: '/api/report/messages-inbox' });
	const { error } = await harness.runNode(GET_MANY);
	expect(error?.message).toContain('اطلاعات وارد شده صحیح نمی باشد');
	expect(error?.description).toContain('Nothing was sent: this only reads.');
});
