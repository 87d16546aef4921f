/** The sandbox refuses what the API refuses, and its account has a past. */
const { startSandbox } = require('../sandbox');
const { SENDER_NUMBERS } = require('../sandbox/data');
const { call, control, LIST, MESSAGE, send, useSandbox } = require('./sandboxClient');

const sandbox = useSandbox();

describe('the guard', () => {
	test('refuses the same message for 40 seconds, and nothing else', async () => {
		const start = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
		const statuses = [];
		for (const [seconds, changes] of /** @type {Array<[number, any]>} */ ([
			[0, {}],
			[1, {}],
			[1, { message: 'x' }],
			[1, { from_number: '+98PRO' }],
			[1, { params: [{ main_category_id: 2 }] }],
			[39, {}],
			[40, {}],
			[41, {}],
		])) {
			clock.mockReturnValue(start + seconds * 1000);
			statuses.push((await send(sandbox, changes)).status);
		}
		expect(statuses).toEqual([200, 429, 200, 200, 200, 429, 200, 429]);
		const { json } = await send(sandbox);
		expect(json.meta).toMatchObject({
			status: false,
			message: 'درخواست تکراری است. لطفا کمی صبر کنید',
			message_code: '429-1',
		});
		expect(sandbox.outbox).toHaveLength(5);
	});

	test('knows what was accepted although its answer was lost, and can be off', async () => {
		sandbox.addFault({ kind: 'serverError', accepted: true });
		sandbox.addFault({ kind: 'serverError', messageIncludes: 'y' });
		const statuses = [{}, {}, { message: 'y' }, { message: 'y' }];
		const seen = [];
		for (const changes of statuses) seen.push((await send(sandbox, changes)).status);
		expect(seen).toEqual([500, 429, 500, 200]);

		const off = await startSandbox({ guardSeconds: 0 });
		for (const id of [1, 2]) {
			await call(off, '/api/send', MESSAGE);
			expect(off.outbox).toHaveLength(id);
		}
		await off.close();
	});
});

test('no two sandboxes give the same IDs', async () => {
	const others = await Promise.all(Array.from({ length: 5 }, () => startSandbox()));
	const ids = await Promise.all(
		others.map(
			async (api) => (await call(api, '/api/send', MESSAGE)).json.data.message_outbox_ids[0],
		),
	);
	await Promise.all(others.map((api) => api.close()));
	const sorted = [...ids].sort((one, other) => one - other);
	for (const [index, id] of sorted.entries()) {
		expect(String(id)).toMatch(/^\d{10}$/);
		if (index > 0) expect(id - sorted[index - 1]).toBeGreaterThan(50_000);
	}
});

test.each([
	['a'.repeat(1_400), 200],
	['a'.repeat(1_401), 422],
	['م'.repeat(20 * 67), 200],
	['م'.repeat(20 * 67 + 1), 422],
])('a text may have 1,400 characters or 20 parts: %#', async (message, code) => {
	const price = await call(sandbox, '/api/send/calculate-price', { number: '+98PRO', message });
	for (const { status, json } of [price, await send(sandbox, { message })]) {
		expect(status).toBe(code);
		if (code === 422) expect(Object.keys(json.meta.errors)).toEqual(['message']);
	}
});

test.each([
	['/api/report/by_bulk', undefined, '400-2', 'تکمیل گزینه messages_outbox_id الزامی است'],
	['/api/report/recipients?page=1', undefined, '400-2', 'تکمیل گزینه bulk_id الزامی است'],
	['/api/report/bulk_stats?bulk_id=', undefined, '400-2', 'تکمیل گزینه bulk_id الزامی است'],
	[LIST, { filters: { state_id: '10' } }, '400-31', 'invalid state'],
])('%s refuses what is missing or wrong: %j', async (path, body, message_code, message) => {
	const { status, json } = await call(sandbox, path, body);
	expect([status, json.meta]).toEqual([422, expect.objectContaining({ message_code, message })]);
});

describe('the history', () => {
	test('is one long message of each sender, old, and counted nowhere', async () => {
		const { data } = (await call(sandbox, LIST, { limit: 100 })).json;
		const senders = SENDER_NUMBERS.map(({ number }) => number.toLowerCase());
		expect(data.map((/** @type {any} */ { number }) => number).sort()).toEqual(senders.sort());
		for (const { message, time, messages_outbox_id: id } of data) {
			expect(message.length).toBeGreaterThan(120);
			const days = (Date.now() / 1000 - Number(time)) / 86_400;
			expect(days).toBeGreaterThan(2.99);
			expect(days).toBeLessThan(40.01);
			const { json } = await call(sandbox, `/api/report/by_bulk?messages_outbox_id=${id}`);
			expect(json.data.message).toBe(message);
		}
		expect([sandbox.outbox, sandbox.stats().accepted]).toEqual([[], 0]);
		const [id] = (await send(sandbox)).json.data.message_outbox_ids;
		expect(Number(data[0].messages_outbox_id)).toBeLessThan(id);
	});
});

test('with a first ID, a later sandbox goes on where an earlier one stood, but for the history', async () => {
	const idsOf = async (/** @type {number} */ firstId) => {
		const started = await startSandbox({ firstId });
		const { data } = (await call(started, LIST, { limit: 100 })).json;
		const history = data.map((/** @type {any} */ one) => Number(one.messages_outbox_id));
		const [message] = (await send(started)).json.data.message_outbox_ids;
		const reply = started.reply({ from: '+989122222222', number: '+98BANK', message: '1' });
		await started.close();
		return { history, message, reply };
	};
	const earlier = await idsOf(1_700_000_000);
	const later = await idsOf(1_700_000_500);
	expect(earlier).toMatchObject({ message: 1_700_000_000, reply: 1_700_000_000 });
	expect(later).toEqual({ ...earlier, message: 1_700_000_500, reply: 1_700_000_500 });
	expect(Math.max(...later.history)).toBeLessThan(earlier.message);
});

describe('the end of a message', () => {
	test.each([
		[undefined, 6, 'approve', null],
		[3, 3, null, 'متن پیام مورد تایید نیست'],
		[9, 9, null, null],
	])('state %s', async (state, state_id, valid, reject_comment) => {
		await send(sandbox);
		const [{ id }] = sandbox.outbox;
		const report = async () =>
			(await call(sandbox, `/api/report/by_bulk?messages_outbox_id=${id}`)).json.data;
		expect(await report()).toMatchObject({ state_id: 0, part: null, valid: null });
		await control(sandbox, '/finish', { id, state_id: state });
		expect(await report()).toMatchObject({ state_id, part: '1', valid, reject_comment });
	});

	test('is no state on its way', async () => {
		const [id] = (await send(sandbox)).json.data.message_outbox_ids;
		const { status, json } = await control(sandbox, '/finish', { id, state_id: 2 });
		const message = expect.stringContaining('A message does not end in state 2');
		expect([status, json.message]).toEqual([400, message]);
	});
});
