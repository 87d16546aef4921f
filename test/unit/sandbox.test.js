/** The sandbox answers as the specification of the Edge API says, and can be made to fail as one needs. */
const { once } = require('node:events');
const { execFile, spawn } = require('node:child_process');
const { connect } = require('node:net');
const { promisify } = require('node:util');
const { startSandbox } = require('../sandbox');

const CLI = require.resolve('../sandbox/cli');

/** The example request of the specification, word for word. */
const EXAMPLE = {
	sending_type: 'job',
	from_number: '+98PRO',
	message: 'متن پیام',
	params: [
		{
			main_category_id: 1,
			sub_category_id: 1,
			operator: [
				{ start: 0, size: 3373, id: 2 },
				{ start: 1, size: 2, id: 13 },
			],
		},
		{
			main_category_id: 1,
			sub_category_id: 2,
			operator: [
				{ start: 0, size: 1452, id: 2 },
				{ start: 1, size: 500, id: 13 },
			],
		},
	],
};

const DONE = {
	status: true,
	message: 'انجام شد',
	message_parameters: [],
	message_code: '200-1',
};

/** The specification's answer to an invalid request. */
const MESSAGE_REQUIRED = {
	data: null,
	meta: {
		status: false,
		message: 'تکمیل گزینه پیام الزامی است',
		message_parameters: [],
		message_code: '400-2',
		errors: { message: ['تکمیل گزینه پیام الزامی است'] },
	},
};

/** The specification's answer to a wrong token. */
const UNAUTHORIZED = {
	data: null,
	meta: {
		status: false,
		message: 'اطلاعات وارد شده صحیح نمی باشد',
		message_parameters: [],
		message_code: '400-1',
		errors: {},
	},
};

/** @type {Awaited<ReturnType<typeof startSandbox>>} */
let sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ stateSeconds: 0, guardSeconds: 0, history: false });
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/**
 * Calls the sandbox as a client with a token does.
 *
 * @param {string} path
 * @param {any} [body] a POST with this body, as JSON unless it is text; a GET without
 * @param {object} [options]
 * @param {string} [options.token]
 * @param {AbortSignal} [options.signal]
 * @param {typeof sandbox} [options.api]
 */
async function call(path, body, { token, signal, api = sandbox } = {}) {
	const response = await fetch(api.baseUrl + path, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { authorization: token ?? api.token, 'content-type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
		signal,
	});
	const text = await response.text();
	const isJson = response.headers.get('content-type')?.includes('json');
	/** @type {any} */
	let json;
	try {
		json = isJson ? JSON.parse(text) : undefined;
	} catch {
		json = 'broken';
	}
	return { status: response.status, headers: response.headers, text, json };
}

/** @param {any} [changes] sends the example with these changes */
const send = (changes = {}) => call('/api/send', { ...EXAMPLE, ...changes });

/**
 * The example with one audience, which is valid but for the changes.
 *
 * @param {any} changes
 */
const audience = (changes) => ({ params: [{ main_category_id: 1, ...changes }] });

/** @param {any} range an operator of the only audience */
const operator = (range) => audience({ operator: [range] });

/** @param {() => boolean} isSo waits until it is */
async function until(isSo) {
	while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('sending', () => {
	test("answers the specification's example as specified", async () => {
		const fresh = await startSandbox({ firstId: 1123594208 });
		const { status, json } = await call('/api/send', EXAMPLE, { api: fresh });
		await fresh.close();
		expect(status).toBe(200);
		expect(json).toEqual({ data: { message_outbox_ids: [1123594208] }, meta: DONE });
	});

	test('accepts a message into the outbox and takes what it costs from the credit', async () => {
		const credit = async () => (await call('/api/payment/credit/mine')).json.data.credit;
		const before = await credit();
		const { json } = await send();
		const [message] = sandbox.outbox;
		expect(message).toMatchObject({
			id: json.data.message_outbox_ids[0],
			from_number: EXAMPLE.from_number,
			message: EXAMPLE.message,
			params: EXAMPLE.params,
			recipients: 3373 + 2 + 1452 + 500,
			acceptedAt: expect.any(Number),
		});
		expect(before - (await credit())).toBe(message.recipients * 2503);
		expect((await send()).json.data.message_outbox_ids).toEqual([message.id + 1]);
	});

	test.each([
		['a key that it does not know', { note: 'x', ...audience({ colour: 'red' }) }],
		['no sub category and no operators', audience({})],
		['an operator without start and size', operator({ id: 13 })],
		['an operator without an ID', operator({ start: 0, size: 3 })],
	])('accepts %s', async (_, changes) => {
		expect((await send(changes)).status).toBe(200);
	});

	test.each([
		['sending_type', { sending_type: 'peer' }],
		['sending_type', { sending_type: undefined }],
		['from_number', { from_number: undefined }],
		['from_number', { from_number: '+98NOBODY' }],
		['message', { message: undefined }],
		['message', { message: ' \n' }],
		['message', { message: 12 }],
		['params', { params: undefined }],
		['params', { params: [] }],
		['params', { params: {} }],
		['params.0', { params: [null] }],
		['params.0.main_category_id', { params: [{}] }],
		['params.0.main_category_id', audience({ main_category_id: 99 })],
		['params.0.main_category_id', audience({ main_category_id: '1' })],
		['params.1.main_category_id', { params: [{ main_category_id: 1 }, {}] }],
		['params.0.sub_category_id', audience({ sub_category_id: 999 })],
		['params.0.sub_category_id', audience({ sub_category_id: null })],
		['params.0.sub_category_id', audience({ main_category_id: 2, sub_category_id: 1 })],
		['params.0.operator', audience({ operator: [] })],
		['params.0.operator', audience({ operator: null })],
		['params.0.operator', audience({ operator: {} })],
		['params.0.operator.0', audience({ operator: [null] })],
		['params.0.operator.0.id', operator({ id: 3, start: 0, size: 1 })],
		['params.0.operator.0.id', operator({ id: '2', start: 0, size: 1 })],
		['params.0.operator.0.id', operator({ id: 'toString', start: 0, size: 1 })],
		['params.0.operator.0.start', operator({ id: 2, start: -1, size: 1 })],
		['params.0.operator.0.start', operator({ id: 2, start: 0.5, size: 1 })],
		['params.0.operator.0.size', operator({ id: 2, start: 0, size: 0 })],
		['params.0.operator.0.size', operator({ id: 2, start: 0, size: '5' })],
	])('refuses a wrong %s: %j', async (field, changes) => {
		const { status, json } = await send(changes);
		expect(status).toBe(422);
		const [words] = json.meta.errors[field];
		expect(words).toMatch(/^(تکمیل گزینه \S.* الزامی است|\S.* معتبر نیست)$/);
		expect(json).toEqual({
			data: null,
			meta: { ...MESSAGE_REQUIRED.meta, message: words, errors: { [field]: [words] } },
		});
		expect(sandbox.outbox).toEqual([]);
	});

	test('refuses in the words of the specification', async () => {
		const { status, json } = await send({ message: '' });
		expect([status, json]).toEqual([422, MESSAGE_REQUIRED]);
	});

	test.each([['not JSON'], ['null'], ['[]'], ['"text"']])(
		'names all fields for %s',
		async (body) => {
			const { status, json } = await call('/api/send', body);
			expect(status).toBe(422);
			expect(Object.keys(json.meta.errors)).toEqual([
				'sending_type',
				'from_number',
				'message',
				'params',
			]);
			expect(json.meta.message).toBe('تکمیل گزینه نوع ارسال الزامی است (و 3 خطای دیگر)');
		},
	);
});

describe('the token', () => {
	test.each([
		['another one', () => 'x'.repeat(40)],
		['a bearer', () => `Bearer ${sandbox.token}`],
		['none', () => ''],
	])('is required: %s', async (_, token) => {
		for (const path of ['/api/send', '/api/report/new_list', '/api/nothing']) {
			const { status, json } = await call(path, EXAMPLE, { token: token() });
			expect([status, json]).toEqual([401, UNAUTHORIZED]);
		}
		expect(sandbox.outbox).toEqual([]);
	});

	test('is as long as a real one, and can be chosen', async () => {
		expect(sandbox.token.length).toBeGreaterThanOrEqual(40);
		const other = await startSandbox({ token: 'my-own' });
		const { json } = await call('/api/acl/auth/check_token', {}, { api: other });
		await other.close();
		expect(Object.keys(json.data).sort()).toEqual(
			['user_name', 'user_id', 'document_block', 'is_reseller', 'send_block', 'name'].sort(),
		);
	});
});

test('a path that the API does not have is not found', async () => {
	const { status, json } = await call('/api/nothing');
	expect([status, json.meta.status]).toEqual([404, false]);
});

describe('categories', () => {
	test('are the documented ones, each with sub categories of its own', async () => {
		const { data } = (await call('/api/send/jobs/categories')).json;
		expect(data).toHaveLength(8);
		expect(data[0]).toEqual({ id: 1, name: 'صنایع و اصناف' });
		const all = [];
		for (const { id, name } of data) {
			const { json } = await call(`/api/send/jobs/sub-categories?main_category_id=${id}`);
			expect(json.data.length).toBeGreaterThanOrEqual(3);
			expect(json.data.length).toBeLessThanOrEqual(30);
			for (const sub of json.data)
				expect(sub).toMatchObject({ main_id: String(id), main_name: name });
			all.push(...json.data);
		}
		expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
		expect(all.slice(0, 3)).toMatchObject([
			{ id: 1, name: 'صنفی', main_id: '1' },
			{ id: 2, main_id: '1' },
			{ id: 3, name: 'قصابان و کاشی‌سازان و فخاران', main_id: '1' },
		]);
	});

	test.each([
		['sub-categories', 'main_category_id', ''],
		['sub-categories', 'main_category_id', 'main_category_id=9'],
		['number-count', 'main_category_id', ''],
		['number-count', 'main_category_id', 'main_category_id=x'],
		['number-count', 'sub_category_id', 'main_category_id=2&sub_category_id=1'],
		['number-count', 'operator_id', 'main_category_id=1&operator_id=5'],
		['number-count', 'start', 'main_category_id=1&start=-1'],
		['number-count', 'size', 'main_category_id=1&size=0'],
	])('%s names a wrong %s: %s', async (endpoint, field, query) => {
		const { status, json } = await call(`/api/send/jobs/${endpoint}?${query}`);
		expect([status, Object.keys(json.meta.errors)]).toEqual([422, [field]]);
	});
});

describe('counts', () => {
	/** @param {string} query */
	const countOf = async (query) => {
		const { data } = (await call(`/api/send/jobs/number-count?main_category_id=1&${query}`)).json;
		return [data.mci_count, data.irancell_count, data.other_count];
	};

	test("hold the people of the specification's example", async () => {
		const [, irancell1, other1] = await countOf('sub_category_id=1');
		const [, irancell2, other2] = await countOf('sub_category_id=2');
		expect(irancell1).toBeGreaterThanOrEqual(3373);
		expect(other1).toBeGreaterThanOrEqual(3);
		expect(irancell2).toBeGreaterThanOrEqual(1452);
		expect(other2).toBeGreaterThanOrEqual(501);
	});

	test('of a whole category are the sum of its sub categories', async () => {
		const { json } = await call('/api/send/jobs/sub-categories?main_category_id=1');
		let sum = [0, 0, 0];
		for (const { id } of json.data) {
			const counts = await countOf(`sub_category_id=${id}`);
			sum = sum.map((total, index) => total + counts[index]);
		}
		expect(await countOf('')).toEqual(sum);
	});

	test('are those of one operator, and of what a range really reaches', async () => {
		const [mci, irancell, other] = await countOf('sub_category_id=1');
		const one = 'sub_category_id=1&operator_id=2';
		expect(await countOf(one)).toEqual([0, irancell, 0]);
		expect(await countOf(`${one}&start=5&size=7`)).toEqual([0, 7, 0]);
		expect(await countOf(`${one}&start=${irancell - 3}&size=7`)).toEqual([0, 3, 0]);
		expect(await countOf(`${one}&start=${irancell + 3}&size=7`)).toEqual([0, 0, 0]);
		expect(await countOf('sub_category_id=1&start=1')).toEqual([mci - 1, irancell - 1, other - 1]);
	});

	test('are what a message reaches', async () => {
		const [mci, irancell, other] = await countOf('');
		await send(audience({}));
		await send(audience({ operator: [{ id: 2, start: 10, size: 10_000_000 }] }));
		expect(sandbox.outbox.map(({ recipients }) => recipients)).toEqual([
			mci + irancell + other,
			irancell - 10,
		]);
	});
});

describe('prices', () => {
	test.each([
		['a', 160, 1],
		['a', 161, 2],
		['a', 306, 2],
		['a', 307, 3],
		['é', 160, 1],
		['€', 80, 1],
		['€', 81, 2],
		// The extended character does not fit any more at the end of a part of 153.
		['€', 153, 3],
		['م', 70, 1],
		['م', 71, 2],
		['م', 134, 2],
		['م', 135, 3],
		['`', 71, 2],
		['😀', 35, 1],
		['😀', 36, 2],
		['😀', 66, 2],
		['😀', 67, 3],
	])('a text of %s × %i takes %i parts', async (character, length, parts) => {
		const body = { number: '+983000505', message: character.repeat(length) };
		const { json } = await call('/api/send/calculate-price', body);
		expect(json).toEqual({ data: { mci_price: 2370, other_price: 2503, parts }, meta: DONE });
	});

	test.each([
		[['message'], { number: '+98PRO' }],
		[['number'], { message: 'x' }],
		[['number'], { number: '+98NOBODY', message: 'x' }],
		[['number', 'message'], {}],
	])('name a wrong %j', async (fields, body) => {
		const { status, json } = await call('/api/send/calculate-price', body);
		expect([status, Object.keys(json.meta.errors)]).toEqual([422, fields]);
	});
});

describe('sender numbers', () => {
	test('come in pages of ten', async () => {
		const { data, meta } = (await call('/api/number/numbers')).json;
		expect(data).toHaveLength(10);
		expect(Object.keys(data[0])).toEqual([
			'id',
			'number',
			'operator_id',
			'alias',
			'gets',
			'is_66_char',
		]);
		expect(meta).toEqual({
			...DONE,
			current_page: 1,
			from: 1,
			last_page: 2,
			path: '/api/number/numbers',
			per_page: 10,
			to: 10,
			total: 13,
		});
		const second = (await call('/api/number/numbers?page=2')).json;
		expect(second.data).toHaveLength(3);
		expect(second.meta).toMatchObject({ from: 11, to: 13 });
		const numbers = [...data, ...second.data].map(({ number }) => number);
		expect(numbers).toEqual(expect.arrayContaining(['+98PRO', '+98BANK', '+983000505']));
		const third = (await call('/api/number/numbers?page=3')).json;
		expect(third).toMatchObject({ data: [], meta: { from: null, to: null } });
	});

	test('may come without a word about pages', async () => {
		const bare = await startSandbox({ pagedMeta: false });
		const { json } = await call('/api/number/numbers', undefined, { api: bare });
		await bare.close();
		expect(json.meta).toEqual(DONE);
	});
});

describe('reports', () => {
	/** @param {any} [filters] @param {any} [paging] */
	const list = async (filters, paging) =>
		(await call('/api/report/new_list', { ...paging, filters })).json;

	test('tell about one message, with the documented types', async () => {
		await send();
		const [{ id, acceptedAt, cost }] = sandbox.outbox;
		const { json } = await call(`/api/report/by_bulk?messages_outbox_id=${id}`);
		const time = String(Math.floor(acceptedAt / 1000));
		expect(json.data).toEqual({
			username: 'sandbox',
			number_color: '#95E871',
			number: '+98pro',
			number_id: '10001',
			messages_outbox_id: String(id),
			state: 'finish',
			type: 'job',
			time_send: time,
			time,
			rcpts_count: '5327',
			exit_count: '5327',
			status: 'پایان یافته',
			return: 0,
			partner_id: null,
			in_delivery_line: 0,
			valid: 'approve',
			message: EXAMPLE.message,
			part: '1',
			cost,
			summary: null,
			user_ip: null,
			user_id: null,
			reject_comment: null,
			files_path: null,
			parent_id: null,
			state_id: 6,
		});
		const { return: _, reject_comment, ...listed } = json.data;
		expect((await list()).data).toEqual([listed]);
	});

	test.each(['by_bulk?messages_outbox_id=5', 'recipients?bulk_id=5', 'bulk_stats?bulk_id=5'])(
		'do not find an unknown message: %s',
		async (path) => {
			const { status, json } = await call(`/api/report/${path}`);
			expect(status).toBe(404);
			expect(json).toMatchObject({ data: null, meta: { status: false, message_code: '404-1' } });
		},
	);

	test('follow a message through its states', async () => {
		const slow = await startSandbox({ stateSeconds: 10, credit: 5_000, history: false });
		const start = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
		/** @param {number} size @param {number} begin */
		const sendTo = (size, begin) => {
			const changes = operator({ id: 2, start: begin, size });
			return call('/api/send', { ...EXAMPLE, ...changes }, { api: slow });
		};
		await sendTo(1, 0);
		await sendTo(1_000, 0);
		await sendTo(1, 10_000_000);
		const states = [];
		for (const seconds of [0, 9, 10, 20, 30, 40, 1_000]) {
			clock.mockReturnValue(start + seconds * 1000);
			const { json } = await call('/api/report/new_list', {}, { api: slow });
			states.push(json.data.map((/** @type {any} */ { state_id }) => state_id).reverse());
		}
		clock.mockRestore();
		await slow.close();
		// One is paid, one costs more than there is, one reaches nobody.
		expect(states).toEqual([
			[0, 0, 0],
			[0, 0, 0],
			[1, 1, 1],
			[5, 8, 4],
			[2, 8, 4],
			[6, 8, 4],
			[6, 8, 4],
		]);
		expect(slow.outbox.map(({ paid }) => paid)).toEqual([true, false, true]);
	});

	test('are listed newest first, in pages of at most 100', async () => {
		sandbox.seedOutbox({ count: 250, ageSeconds: 60 });
		sandbox.seedOutbox({ count: 1, message: 'older', ageSeconds: 10_000 });
		await send({ message: 'newest' });
		const first = await list({}, { page: 1, limit: 1_000 });
		expect(first.data).toHaveLength(100);
		expect(first.data[0].message).toBe('newest');
		expect(first.meta).toMatchObject({ per_page: 100, last_page: 3, from: 1, to: 100, total: 252 });
		const last = await list({}, { page: 3, limit: 100 });
		expect(last.data).toHaveLength(52);
		expect(last.data[51].message).toBe('older');
		const times = [...first.data, ...last.data].map(({ time }) => Number(time));
		expect(times).toEqual([...times].sort((one, other) => other - one));
		expect((await list()).data).toHaveLength(10);
		expect((await list({}, { page: 4, limit: 100 })).data).toEqual([]);
	});

	test('are filtered', async () => {
		sandbox.seedOutbox({ count: 1, message: 'سلام اول', recipients: 5, ageSeconds: 1_000 });
		sandbox.seedOutbox({ count: 1, message: 'سلام دوم', recipients: 50, ageSeconds: 500 });
		sandbox.seedOutbox({ count: 1, from_number: '+98BANK', recipients: 500, ageSeconds: 10 });
		const [first, second, third] = sandbox.outbox;
		/** @param {{ acceptedAt: number }} message */
		const time = ({ acceptedAt }) => String(Math.floor(acceptedAt / 1000));
		/** @type {Array<[any, Array<{ id: number }>]>} */
		const cases = [
			[{}, [third, second, first]],
			[{ number: '+98BANK' }, [third]],
			[{ number: '+98bank' }, [third]],
			[{ number: '+98' }, []],
			[{ messages_outbox_id: String(second.id) }, [second]],
			[{ messages_outbox_id: second.id }, [second]],
			[{ message: 'سلام' }, [second, first]],
			[{ message: 'دوم' }, [second]],
			[{ create_from_date: time(second) }, [third, second]],
			[{ create_to_date: time(second) }, [second, first]],
			[{ create_from_date: time(second), create_to_date: time(second) }, [second]],
			[{ send_from_date: time(third) }, [third]],
			[{ send_to_date: time(first) }, [first]],
			[{ from_exit_count: 50 }, [third, second]],
			[{ to_exit_count: '50' }, [second, first]],
			[{ from_exit_count: 6, to_exit_count: 499 }, [second]],
			[{ state_id: 6 }, [third, second, first]],
			[{ state_id: 2 }, []],
			[{ username: 'sandbox' }, [third, second, first]],
			[{ username: '*' }, [third, second, first]],
			[{ username: 'nobody' }, []],
			[{ number: '+98PRO', message: 'اول' }, [first]],
		];
		for (const [filters, expected] of cases) {
			const { data } = await list(filters);
			const ids = data.map((/** @type {any} */ report) => Number(report.messages_outbox_id));
			expect([filters, ids]).toEqual([filters, expected.map(({ id }) => id)]);
		}
	});

	test('list the recipients, each with one of the documented statuses', async () => {
		await send();
		const [{ id }] = sandbox.outbox;
		/** @param {number} page @param {number} perPage */
		const page = async (page, perPage) =>
			(await call(`/api/report/recipients?page=${page}&per_page=${perPage}&bulk_id=${id}`)).json;
		const { data, meta } = await page(1, 500);
		expect(meta).toMatchObject({ per_page: 100, total: 5327, last_page: 54 });
		expect(data[0]).toEqual({
			recipient: '+989350000000',
			message: EXAMPLE.message,
			is_readable: true,
			msg_parts: '1',
			message_status: '2',
		});
		const statuses = new Set(data.map((/** @type {any} */ one) => one.message_status));
		expect([...statuses].sort()).toEqual(['0', '1', '2', '3', '4']);
		const last = await page(54, 100);
		expect([last.data.length, last.meta.to]).toEqual([27, 5327]);
		expect(await page(55, 100)).toMatchObject({ data: [], meta: { from: null } });
		expect(await page(1, 500)).toEqual({ data, meta });
		const numbers = new Set([...data, ...last.data].map(({ recipient }) => recipient));
		expect(numbers.size).toBe(127);
	});

	test.each([
		['fa', 'پیام'],
		['en', 'message'],
	])('count every recipient once, in %s', async (language, message) => {
		await send({ message, ...audience({ sub_category_id: 1 }) });
		const [{ id, recipients, counts }] = sandbox.outbox;
		const { data } = (await call(`/api/report/bulk_stats?bulk_id=${id}`)).json;
		expect(Object.keys(data).sort()).toEqual([
			'operators_blacklist',
			'operators_delivered',
			'operators_failed',
			'operators_pending',
			'operators_sent',
		]);
		/** @type {any[]} */
		const split = Object.values(data);
		const sum = (/** @type {string} */ operator) =>
			split.reduce((total, status) => total + Number(status[operator][language]), 0);
		expect(sum('mci')).toBe(counts.mci);
		expect(sum('mci') + sum('irancell')).toBe(recipients);
		expect(typeof split[0].mci.fa).toBe('string');
	});
});

describe('faults', () => {
	/** What a client sees of each kind that answers. @type {Array<[any, number, any]>} */
	const answers = [
		['unauthorized', 401, { json: UNAUTHORIZED }],
		['validation', 422, { json: MESSAGE_REQUIRED }],
		['tooManyRequests', 429, { json: { meta: { status: false, message_code: '429-1' } } }],
		['serverError', 500, { json: { error: expect.any(String) } }],
		['badGateway', 502, { json: undefined, text: expect.stringMatching(/^<html>/) }],
		['brokenJson', 200, { json: 'broken' }],
		['statusFalse', 200, { json: { data: null, meta: { status: false } } }],
		['noIds', 200, { json: { data: {}, meta: { status: true } } }],
		['html', 200, { json: undefined, text: expect.stringMatching(/^<html>/) }],
		['redirect', 307, { text: '' }],
		['forbidden', 403, { json: undefined, text: expect.stringMatching(/^<html>/) }],
		['repeatToken', 422, { text: expect.stringContaining('sandbox-0f3c9a51') }],
		['badIds', 200, { json: { data: { message_outbox_ids: [0] }, meta: { status: true } } }],
	];

	test.each(answers)('%s answers %i, once, and accepts only if told', async (kind, code, seen) => {
		sandbox.addFault({ kind });
		sandbox.addFault({ kind, accepted: true });
		for (const accepted of [0, 1]) {
			const answer = await send();
			expect(answer).toMatchObject({ status: code, ...seen });
			expect(sandbox.outbox).toHaveLength(accepted);
		}
		expect((await send()).status).toBe(200);
		expect(sandbox.sends.map(({ fault, status }) => [fault, status])).toEqual([
			[kind, code],
			[kind, code],
			[null, 200],
		]);
	});

	test('redirect points to the same address, or elsewhere', async () => {
		sandbox.addFault({ kind: 'redirect' });
		sandbox.addFault({ kind: 'redirect', location: 'http://example.org/' });
		expect((await send()).headers.get('location')).toBe('/v1/api/send');
		expect((await send()).headers.get('location')).toBe('http://example.org/');
	});

	test('delay answers normally, later', async () => {
		sandbox.addFault({ kind: 'delay', ms: 60, accepted: true });
		const start = performance.now();
		expect((await send()).status).toBe(200);
		expect(performance.now() - start).toBeGreaterThanOrEqual(55);
		expect(sandbox.outbox).toHaveLength(1);
	});

	test.each(
		/** @type {const} */ ([
			['closeBefore', 0],
			['closeAfter', 1],
		]),
	)('%s loses the connection', async (kind, accepted) => {
		sandbox.addFault({ kind });
		await expect(send()).rejects.toThrow('fetch failed');
		expect(sandbox.outbox).toHaveLength(accepted);
		expect(sandbox.sends).toMatchObject([{ fault: kind, status: null }]);
	});

	test.each([
		[false, 0],
		[true, 1],
	])('noAnswer leaves the client waiting, accepted: %s', async (accepted, count) => {
		sandbox.addFault({ kind: 'noAnswer', accepted });
		const signal = AbortSignal.timeout(80);
		await expect(call('/api/send', EXAMPLE, { signal })).rejects.toThrow('timeout');
		expect(sandbox.outbox).toHaveLength(count);
		expect(sandbox.sends).toMatchObject([{ fault: 'noAnswer', status: null }]);
		await until(() => sandbox.stats().inFlight === 0);
	});

	test('accept nothing that the API would refuse', async () => {
		sandbox.addFault({ kind: 'serverError', accepted: true, times: 2 });
		await call('/api/send', EXAMPLE, { token: 'wrong' });
		await send({ message: '' });
		sandbox.addFault({ kind: 'closeAfter' });
		await expect(call('/api/send', EXAMPLE, { token: 'wrong' })).rejects.toThrow();
		expect(sandbox.outbox).toEqual([]);
	});

	/** What is struck by each fault, among the messages یک, دو, یک, دو. @type {Array<[any, number[]]>} */
	const aims = [
		[{}, [0]],
		[{ times: 2 }, [0, 1]],
		[{ times: 0 }, []],
		[{ skip: 1 }, [1]],
		[{ skip: 2, times: 5 }, [2, 3]],
		[{ times: -1 }, [0, 1, 2, 3]],
		[{ times: Infinity }, [0, 1, 2, 3]],
		[{ messageIncludes: 'دو', times: -1 }, [1, 3]],
		[{ messageIncludes: 'دو', skip: 1, times: -1 }, [3]],
		[{ bodyIncludes: '"message":"دو"' }, [1]],
		[{ messageIncludes: '+98PRO', times: -1 }, []],
		[{ bodyIncludes: '+98PRO', times: -1 }, [0, 1, 2, 3]],
		[{ method: 'GET', times: -1 }, []],
		[{ path: '/api/report/by_bulk', times: -1 }, []],
	];

	test.each(aims)('%j strikes the sends %j', async (aim, struck) => {
		sandbox.addFault({ kind: 'serverError', ...aim });
		for (const message of ['یک', 'دو', 'یک', 'دو']) await send({ message });
		const faults = sandbox.sends.map(({ fault }, index) => (fault ? index : -1));
		expect(faults.filter((index) => index >= 0)).toEqual(struck);
	});

	test('strike any path, one after the other, until they are cleared', async () => {
		const path = '/api/report/by_bulk';
		sandbox.addFault({ kind: 'serverError', path, times: 2 });
		sandbox.addFault({ kind: 'tooManyRequests', path, times: -1 });
		const codes = [];
		for (let count = 0; count < 4; count++) codes.push((await call(path)).status);
		sandbox.clearFaults();
		expect([...codes, (await call(path)).status]).toEqual([500, 500, 429, 429, 422]);
	});

	test.each([['typo'], ['toString'], [undefined]])('of kind %s do not exist', (kind) => {
		expect(() => sandbox.addFault(/** @type {any} */ ({ kind }))).toThrow(
			`There is no fault "${kind}": delay, noAnswer`,
		);
	});
});

describe('what it received', () => {
	test('is kept as it came', async () => {
		const text = '{ "message" : "نیم‌فاصله ۱۲ 😀\\n" }';
		await call('/api/send?a=1', text);
		await call('/api/send', 'not JSON');
		await call('/api/report/by_bulk?messages_outbox_id=3');
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

	test('is counted, and may be counted only', async () => {
		const lean = await startSandbox({ keepRequests: false, guardSeconds: 0 });
		lean.addFault({ kind: 'delay', ms: 100, times: -1 });
		await Promise.all([1, 2, 3].map(() => call('/api/send', EXAMPLE, { api: lean })));
		await call('/api/payment/credit/mine', undefined, { api: lean });
		expect(lean.stats()).toEqual({ sends: 3, inFlight: 0, maxInFlight: 3, accepted: 3 });
		expect([lean.requests, lean.sends, lean.maxInFlight]).toEqual([[], [], 3]);
		await lean.close();
	});

	test('counts as in flight for as long as a client waits', async () => {
		sandbox.addFault({ kind: 'noAnswer', times: -1 });
		const client = new AbortController();
		const calls = [1, 2, 3].map(() =>
			call('/api/send', EXAMPLE, { signal: client.signal }).catch(() => undefined),
		);
		await until(() => sandbox.stats().inFlight === 3);
		sandbox.reset();
		expect(sandbox.maxInFlight).toBe(3);
		client.abort();
		await Promise.all(calls);
		await until(() => sandbox.stats().inFlight === 0);
		sandbox.reset();
		expect(sandbox.maxInFlight).toBe(0);
	});

	test('is forgotten by a reset, with all that followed; only the IDs go on', async () => {
		await send();
		const [{ id }] = sandbox.outbox;
		sandbox.addFault({ kind: 'serverError' });
		sandbox.reset();
		expect([sandbox.requests, sandbox.outbox, sandbox.maxInFlight]).toEqual([[], [], 0]);
		const { credit, yesterday_credit } = (await call('/api/payment/credit/mine')).json.data;
		expect(credit).toBe(yesterday_credit);
		expect((await send()).json.data.message_outbox_ids).toEqual([id + 1]);
	});
});

describe('seeded messages', () => {
	test('have the given size and age, and leave the credit', async () => {
		sandbox.seedOutbox({ count: 3, message: 'x', recipients: 50_000, ageSeconds: 100 });
		const ages = sandbox.outbox.map(({ acceptedAt }) =>
			Math.round((Date.now() - acceptedAt) / 1000),
		);
		expect(ages).toEqual([102, 101, 100]);
		expect(sandbox.outbox[0]).toMatchObject({ recipients: 50_000, message: 'x', paid: true });
		const { credit, yesterday_credit } = (await call('/api/payment/credit/mine')).json.data;
		expect(credit).toBe(yesterday_credit);
	});
});

describe('the control API', () => {
	/** @param {string} path @param {string} [method] @param {any} [body] */
	const control = async (path, method, body) => {
		const response = await fetch(sandbox.controlUrl + path, {
			method,
			headers: { accept: 'application/json' },
			body: JSON.stringify(body),
		});
		return { status: response.status, json: /** @type {any} */ (await response.json()) };
	};

	test('does over HTTP what the sandbox does itself', async () => {
		await send();
		// JSON has no Infinity: it arrives as null.
		await control('/faults', 'POST', { kind: 'serverError', times: Infinity });
		expect([(await send()).status, (await send()).status]).toEqual([500, 500]);
		await control('/faults', 'DELETE');
		expect((await send()).status).toBe(200);
		const { json: requests } = await control('/requests');
		expect(requests.map((/** @type {any} */ { status }) => status)).toEqual([200, 500, 500, 200]);
		const { json: outbox } = await control('/outbox');
		expect(outbox).toEqual(sandbox.outbox);
		const counters = { sends: 4, inFlight: 0, maxInFlight: 1, accepted: 2 };
		expect((await control('/stats')).json).toEqual(counters);
		await control('/outbox', 'POST', { count: 25 });
		expect(sandbox.outbox).toHaveLength(27);
		await control('/reset', 'POST');
		expect(sandbox.stats()).toEqual({ sends: 0, inFlight: 0, maxInFlight: 0, accepted: 0 });
	});

	test.each([
		['/faults', { kind: 'typo' }, 'There is no fault "typo"'],
		['/faults', undefined, 'There is no fault "undefined"'],
		['/outbox', {}, 'How many messages?'],
		['/outbox', undefined, 'How many messages?'],
	])('%s says what is wrong with %j', async (path, body, message) => {
		const { status, json } = await control(path, 'POST', body);
		expect(status).toBe(400);
		expect(json.message).toContain(message);
	});
});

test('closing does not wait for connections that are held open', async () => {
	const other = await startSandbox();
	other.addFault({ kind: 'noAnswer' });
	const waiting = call('/api/send', EXAMPLE, { api: other });
	const idle = connect(Number(new URL(other.baseUrl).port), '127.0.0.1');
	await until(() => other.stats().inFlight === 1);
	const start = performance.now();
	await Promise.all([other.close(), once(idle, 'close'), expect(waiting).rejects.toThrow()]);
	expect(performance.now() - start).toBeLessThan(1_000);
});

describe('the command', () => {
	test('tells how to use the sandbox, and stops on Ctrl-C', async () => {
		const child = spawn(process.execPath, [CLI, '--port', '0', '--token', 'my-own-token']);
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		await until(() => output.includes('Ctrl-C'));
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
