/** The sandbox's faults, the replies of people, what it tells of itself, and its command. */
const { once } = require('node:events');
const { execFile, spawn } = require('node:child_process');
const { connect } = require('node:net');
const { promisify } = require('node:util');
const { until } = require('../n8n/processes');
const { startSandbox } = require('../sandbox');
const { call, control, MESSAGE, send, useSandbox } = require('./sandboxClient');

const CLI = require.resolve('../sandbox/cli');

const sandbox = useSandbox({ guardSeconds: 0, history: false });

/** @param {() => boolean} isSo waits until it is */
const soon = (isSo) => until(async () => isSo(), { what: String(isSo), everyMs: 5 });

/** @param {AbortSignal} signal */
const sendUntil = (signal) => call(sandbox, '/api/send', MESSAGE, { signal });

describe('faults', () => {
	/** What a client sees of each kind that answers. @type {Array<[any, number, RegExp]>} */
	const answers = [
		['unauthorized', 401, /"status":false.*"400-1"/],
		['validation', 422, /"status":false.*"400-2"/],
		['tooManyRequests', 429, /"status":false.*"429-1"/],
		['serverError', 500, /^{"error":".+"}$/],
		['badGateway', 502, /^<html>/],
		['brokenJson', 200, /^{"data":{"message_outbox_ids":\[\d+$/],
		['statusFalse', 200, /^{"data":null,"meta":{"status":false/],
		['noIds', 200, /^{"data":{},"meta":{"status":true/],
		['redirect', 307, /^$/],
	];
	test.each(answers)('%s answers %i, once, and accepts only if told', async (kind, code, words) => {
		sandbox.addFault({ kind });
		sandbox.addFault({ kind, accepted: true });
		for (const accepted of [0, 1]) {
			const { status, text, headers } = await send(sandbox);
			expect([status, headers.get('location')]).toEqual([
				code,
				kind === 'redirect' ? '/v1/api/send' : null,
			]);
			expect(text).toMatch(words);
			expect(sandbox.outbox).toHaveLength(accepted);
		}
		expect((await send(sandbox)).status).toBe(200);
		expect(sandbox.sends.map(({ fault, status }) => [fault, status])).toEqual([
			[kind, code],
			[kind, code],
			[null, 200],
		]);
	});

	test('delay answers normally, later', async () => {
		sandbox.addFault({ kind: 'delay', ms: 60 });
		const start = performance.now();
		expect((await send(sandbox)).status).toBe(200);
		expect(performance.now() - start).toBeGreaterThanOrEqual(55);
		expect(sandbox.outbox).toHaveLength(1);
	});

	test.each(
		/** @type {const} */ ([
			['closeBefore', false, 0],
			['closeAfter', false, 1],
			['noAnswer', false, 0],
			['noAnswer', true, 1],
		]),
	)('%s, accepted: %s, gives no answer', async (kind, accepted, count) => {
		sandbox.addFault({ kind, accepted });
		const leaving = new AbortController();
		const answer = expect(sendUntil(leaving.signal)).rejects.toThrow(
			kind === 'noAnswer' ? 'aborted' : 'fetch failed',
		);
		await soon(() => sandbox.sends.length === 1);
		if (kind === 'noAnswer') leaving.abort();
		await answer;
		expect(sandbox.outbox).toHaveLength(count);
		expect(sandbox.sends).toMatchObject([{ fault: kind, status: null }]);
		await soon(() => sandbox.stats().inFlight === 0);
	});

	test('accept nothing that the API would refuse', async () => {
		const token = { token: 'wrong' };
		sandbox.addFault({ kind: 'serverError', accepted: true, times: 2 });
		await call(sandbox, '/api/send', MESSAGE, token);
		await send(sandbox, { message: '' });
		sandbox.addFault({ kind: 'closeAfter' });
		await expect(call(sandbox, '/api/send', MESSAGE, token)).rejects.toThrow();
		expect(sandbox.outbox).toEqual([]);
	});

	/** What is struck by each fault, among the messages یک, دو, یک, دو. @type {Array<[any, number[]]>} */
	const aims = [
		[{}, [0]],
		[{ times: 0 }, []],
		[{ skip: 2, times: 5 }, [2, 3]],
		[{ times: -1 }, [0, 1, 2, 3]],
		[{ times: Infinity }, [0, 1, 2, 3]],
		[{ messageIncludes: 'دو', times: -1 }, [1, 3]],
		[{ messageIncludes: 'دو', skip: 1, times: -1 }, [3]],
		[{ bodyIncludes: '"message":"دو"' }, [1]],
		[{ messageIncludes: '+983000505', times: -1 }, []],
		[{ bodyIncludes: '+983000505', times: -1 }, [0, 1, 2, 3]],
		[{ path: '/api/report/by_bulk', times: -1 }, []],
	];
	test.each(aims)('%j strikes the sends %j', async (aim, struck) => {
		sandbox.addFault({ kind: 'serverError', ...aim });
		for (const message of ['یک', 'دو', 'یک', 'دو']) await send(sandbox, { message });
		const faults = sandbox.sends.map(({ fault }, index) => (fault ? index : -1));
		expect(faults.filter((index) => index >= 0)).toEqual(struck);
	});

	test('strike any path, one after the other, until they are cleared', async () => {
		const path = '/api/report/by_bulk';
		sandbox.addFault({ kind: 'serverError', path, times: 2 });
		sandbox.addFault({ kind: 'tooManyRequests', path, times: -1 });
		const codes = [];
		for (let count = 0; count < 4; count++) codes.push((await call(sandbox, path)).status);
		sandbox.clearFaults();
		expect([...codes, (await call(sandbox, path)).status]).toEqual([500, 500, 429, 429, 422]);
	});
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
		expect(await idsOf({ filters: { from_id: ids[21] } })).toEqual(newest.slice(0, 3));
		expect(await idsOf({ filters: { from_id: ids[24] } })).toEqual([]);
	});
});

describe('what it received', () => {
	test('is kept as it came', async () => {
		const text = '{ "message" : "نیم‌فاصله ۱۲ 😀\\n" }';
		await call(sandbox, '/api/send?a=1', text);
		await call(sandbox, '/api/send', 'not JSON');
		await call(sandbox, '/api/report/by_bulk?messages_outbox_id=3');
		expect(sandbox.requests).toEqual([
			{
				method: 'POST',
				path: '/api/send',
				query: { a: '1' },
				headers: expect.objectContaining({ authorization: sandbox.token }),
				rawBody: text,
				body: { message: 'نیم‌فاصله ۱۲ 😀\n' },
				at: expect.any(Number),
				status: 422,
				fault: null,
			},
			expect.objectContaining({ rawBody: 'not JSON', body: undefined, status: 422 }),
			expect.objectContaining({ method: 'GET', rawBody: '', status: 404 }),
		]);
		expect(sandbox.sends).toEqual(sandbox.requests.slice(0, 2));
	});

	test('may be counted only', async () => {
		const lean = await startSandbox({ keepRequests: false, guardSeconds: 0 });
		lean.addFault({ kind: 'delay', ms: 1_000, times: -1 });
		await Promise.all([1, 2, 3].map(() => send(lean)));
		await call(lean, '/api/payment/credit/mine');
		expect(lean.stats()).toEqual({
			...{ requests: 4, sends: 3, accepted: 3, inFlight: 0, maxInFlight: 3 },
			connections: expect.any(Number),
		});
		expect(lean.stats().connections).toBeGreaterThan(0);
		expect([lean.requests, lean.sends]).toEqual([[], []]);
		await lean.close();
	});

	test('counts as in flight for as long as a client waits', async () => {
		sandbox.addFault({ kind: 'noAnswer', times: -1 });
		const client = new AbortController();
		const calls = [1, 2, 3].map(() => sendUntil(client.signal).catch(() => undefined));
		await soon(() => sandbox.stats().inFlight === 3);
		sandbox.reset();
		expect(sandbox.maxInFlight).toBe(3);
		client.abort();
		await Promise.all(calls);
		await soon(() => sandbox.stats().inFlight === 0);
		sandbox.reset();
		expect(sandbox.maxInFlight).toBe(0);
	});

	test('is forgotten by a reset, with all that followed; only the IDs go on', async () => {
		await send(sandbox);
		const [{ id }] = sandbox.outbox;
		sandbox.addFault({ kind: 'serverError' });
		sandbox.reset();
		expect([sandbox.requests, sandbox.outbox, sandbox.maxInFlight]).toEqual([[], [], 0]);
		const { credit, yesterday_credit } = (await call(sandbox, '/api/payment/credit/mine')).json
			.data;
		expect(credit).toBe(yesterday_credit);
		expect((await send(sandbox)).json.data.message_outbox_ids).toEqual([id + 1]);
	});

	test('can be read by a person, and by a program', async () => {
		const requests = `${sandbox.controlUrl}/requests`;
		expect(await (await fetch(requests)).text()).toBe('Nothing has been received yet.\n');
		sandbox.addFault({ kind: 'serverError' });
		await send(sandbox, { message: 'سلام' });
		await call(sandbox, '/api/report/by_bulk?messages_outbox_id=7');
		const [first, body, last] = (await (await fetch(requests)).text()).split('\n');
		expect(first).toMatch(/^\d\d:\d\d:\d\d {2}POST \/api\/send → 500 \(fault: serverError\)$/);
		expect(body).toContain('"message":"سلام"');
		expect(last).toMatch(/GET \/api\/report\/by_bulk\?messages_outbox_id=7 → 404$/);
		expect(await (await fetch(`${requests}?format=json`)).json()).toHaveLength(2);
		expect((await control(sandbox, '/requests', undefined, 'GET')).json).toHaveLength(2);
	});
});

test('seeded messages have the given size and age, and leave the credit', async () => {
	sandbox.seedOutbox({ count: 3, message: 'x', recipients: 50_000, ageSeconds: 100 });
	const ages = sandbox.outbox.map(({ acceptedAt }) => Math.round((Date.now() - acceptedAt) / 1000));
	expect(ages).toEqual([102, 101, 100]);
	expect(sandbox.outbox[0]).toMatchObject({ recipients: 50_000, message: 'x', paid: true });
	const { credit, yesterday_credit } = (await call(sandbox, '/api/payment/credit/mine')).json.data;
	expect(credit).toBe(yesterday_credit);
});

describe('the control API', () => {
	test('does over HTTP what the sandbox does itself', async () => {
		await send(sandbox);
		// JSON has no Infinity: it arrives as null.
		await control(sandbox, '/faults', { kind: 'serverError', times: Infinity });
		expect([(await send(sandbox)).status, (await send(sandbox)).status]).toEqual([500, 500]);
		await control(sandbox, '/faults', undefined, 'DELETE');
		expect((await send(sandbox)).status).toBe(200);
		const { json: outbox } = await control(sandbox, '/outbox', undefined, 'GET');
		expect(outbox).toEqual(sandbox.outbox);
		const counters = {
			...{ requests: 4, sends: 4, inFlight: 0, maxInFlight: 1, accepted: 2 },
			connections: expect.any(Number),
		};
		expect((await control(sandbox, '/stats', undefined, 'GET')).json).toEqual(counters);
		await control(sandbox, '/outbox', { count: 25 });
		expect(sandbox.outbox).toHaveLength(27);
		await control(sandbox, '/reset');
		expect(sandbox.stats()).toEqual({
			...{ requests: 0, sends: 0, inFlight: 0, maxInFlight: 0, accepted: 0 },
			connections: 0,
		});
	});

	test.each([
		['/faults', { kind: 'typo' }, 'There is no fault "typo": delay, noAnswer'],
		['/faults', { kind: 'toString' }, 'There is no fault "toString"'],
		['/faults', undefined, 'There is no fault "undefined"'],
		['/outbox', {}, 'How many messages?'],
		['/view', { view: 'typo' }, 'There is no view "typo": number without plus;'],
		['/replies', {}, ''],
		['/finish', { id: 1 }, 'There is no message 1 in the outbox.'],
	])('%s says what is wrong with %j', async (path, body, message) => {
		const { status, json } = await control(sandbox, path, body);
		expect([status, json.message]).toEqual([400, expect.stringContaining(message)]);
	});
});

test('closing does not wait for connections that are held open', async () => {
	const other = await startSandbox();
	other.addFault({ kind: 'noAnswer' });
	const waiting = send(other);
	const idle = connect(Number(new URL(other.baseUrl).port), '127.0.0.1');
	await soon(() => other.stats().inFlight === 1);
	await Promise.all([other.close(), once(idle, 'close'), expect(waiting).rejects.toThrow()]);
});

describe('the command', () => {
	test('tells how to use the sandbox, and stops on Ctrl-C', async () => {
		const child = spawn(process.execPath, [CLI, '--port', '0', '--token', 'my-own-token']);
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		await soon(() => output.includes('Ctrl-C'));
		expect(output).toContain('my-own-token');
		const [, controlUrl] = output.match(/curl (http\S+)\/requests/) ?? [];
		expect(output).toContain(controlUrl.replace('/_sandbox', '/v1'));
		expect((await fetch(`${controlUrl}/stats`)).status).toBe(200);
		child.kill('SIGINT');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	test('says that a port is in use', async () => {
		const { port } = new URL(sandbox.baseUrl);
		const run = promisify(execFile)(process.execPath, [CLI, '--port', port]);
		await expect(run).rejects.toMatchObject({
			code: 1,
			stderr: expect.stringContaining(`Port ${port} is in use.`),
		});
	});
});
