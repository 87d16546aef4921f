/** The sandbox's stranger faults, the replies of people, and its log. */
const { startSandbox } = require('../sandbox');
const { call, control, MESSAGE, send } = require('./sandboxClient');

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterEach(() => {
	jest.restoreAllMocks();
	sandbox.reset();
});
afterAll(async () => await sandbox.close());

describe('faults', () => {
	const HUGE = '[9007199254740993]';
	/** @type {Array<[any, number, number, any]>} */
	const cases = [
		[{ kind: 'forbidden', envelope: true }, 403, 0, /"status":false.*"403-1"/],
		[{ kind: 'redirect', statusCode: 308 }, 308, 0, /^$/],
		[{ kind: 'contradiction' }, 200, 1, /^{"data":{"message_outbox_ids":\[ID\]}.*"status":false/],
		[{ kind: 'contradiction', statusCode: 429 }, 429, 1, /"message_outbox_ids":\[ID\]/],
		[{ kind: 'badIds', ids: HUGE }, 200, 0, /"message_outbox_ids":\[9007199254740993\].*true/],
		[{ kind: 'badIds', ids: [null, {}], accepted: true }, 200, 1, /\[null,{}\]/],
		[{ kind: 'stringIds' }, 200, 1, /"message_outbox_ids":\["ID"\].*"status":true/],
	];
	test.each(cases)('%j', async (fault, code, accepted, words) => {
		await control(sandbox, '/faults', fault);
		const { status, text } = await send(sandbox);
		expect([status, sandbox.outbox.length]).toEqual([code, accepted]);
		expect(text.replace(String(sandbox.outbox[0]?.id), 'ID')).toMatch(words);
		if (!accepted) return;
		// Only the answer to a message that was accepted holds an ID.
		sandbox.addFault(fault);
		expect((await send(sandbox, { message: '' })).text).not.toContain(
			String(sandbox.outbox[0].id + 1),
		);
		expect(sandbox.outbox).toHaveLength(1);
	});

	test.each([true, false])(
		'trickle gives a byte every half second, accepted: %s',
		async (accepted) => {
			const start = performance.now();
			sandbox.addFault({ kind: 'trickle', ms: 1_200, accepted });
			const response = await fetch(`${sandbox.baseUrl}/api/send`, {
				method: 'POST',
				headers: { authorization: sandbox.token },
				body: JSON.stringify(MESSAGE),
			});
			expect(response.status).toBe(200);
			let text = '';
			const read = async () => {
				for await (const chunk of /** @type {any} */ (response.body)) {
					text += Buffer.from(chunk).toString();
				}
			};
			await expect(read()).rejects.toThrow();
			// A timer may be a millisecond early.
			expect(performance.now() - start).toBeGreaterThanOrEqual(1_190);
			expect(['{', '{"']).toContain(text);
			expect(sandbox.outbox).toHaveLength(Number(accepted));
		},
	);
});

describe('replies', () => {
	const INBOX = '/api/report/messages-inbox';
	const REPLY = { from: '+989122222222', number: '+98BANK', message: 'سلام ۱' };

	test('are received as documented', async () => {
		const { json: created } = await control(sandbox, '/replies', { ...REPLY, ageSeconds: 100 });
		const second = sandbox.reply({ ...REPLY, message: 'دو' });
		const { data, meta } = (await call(sandbox, INBOX, {})).json;
		expect(data).toEqual([
			expect.objectContaining({ messages_inbox_id: second, message: 'دو' }),
			{
				messages_inbox_id: created.id,
				from: REPLY.from,
				number: '+98bank',
				message: REPLY.message,
				type: 'normal',
				time: Math.floor(sandbox.inbox[0].receivedAt / 1000),
				seen: '0',
			},
		]);
		expect(Date.now() / 1000 - data[1].time).toBeGreaterThan(99);
		expect(meta).toMatchObject({ total: 2, per_page: 10, current_page: 1 });
		sandbox.reset();
		expect((await call(sandbox, INBOX, {})).json.data).toEqual([]);
		expect((await control(sandbox, '/replies', {})).status).toBe(400);
	});

	test('come in pages, after the last one that is known', async () => {
		const ids = Array.from({ length: 25 }, () => sandbox.reply(REPLY));
		/** @param {any} body */
		const idsOf = async (body) =>
			(await call(sandbox, INBOX, body)).json.data.map(
				(/** @type {any} */ one) => one.messages_inbox_id,
			);
		const newest = [...ids].reverse();
		expect(await idsOf({})).toEqual(newest.slice(0, 10));
		expect(await idsOf({ page: 2, per_page: 20 })).toEqual(newest.slice(20));
		const filters = { from_id: ids[21] };
		expect(await idsOf({ filters })).toEqual(newest.slice(0, 3));
		expect(await idsOf({ filters: { from_id: ids[24] } })).toEqual([]);
	});
});

test('what it received can be read by a person, and by a program', async () => {
	const requests = `${sandbox.controlUrl}/requests`;
	expect(await (await fetch(requests)).text()).toBe('Nothing has been received yet.\n');
	sandbox.addFault({ kind: 'serverError' });
	await send(sandbox, { message: 'سلام' });
	await call(sandbox, '/api/report/by_bulk?messages_outbox_id=7');
	const [first, body, last] = (await (await fetch(requests)).text()).split('\n');
	expect(first).toMatch(/^\d\d:\d\d:\d\d {2}POST \/api\/send → 500 \(fault: serverError\)$/);
	expect(body).toContain('"message":"سلام"');
	expect(last).toMatch(/GET \/api\/report\/by_bulk\?messages_outbox_id=7 → 404$/);
	for (const [path, accept] of [
		['?format=json', '*/*'],
		['', 'application/json'],
	]) {
		const response = await fetch(requests + path, { headers: { accept } });
		expect(await response.json()).toHaveLength(2);
	}
});
