/** The sandbox answers as the specification of the Edge API says, as far as other tests rely on it. */
const { specificationBody } = require('../engine/harness');
const { startSandbox } = require('../sandbox');
const envelope = require('../sandbox/envelope');
const { call, LIST, send: sendMessage, useSandbox } = require('./sandboxClient');

const sandbox = useSandbox({ stateSeconds: 0, guardSeconds: 0, history: false });

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

/** @param {any} [changes] sends the specification's example with these changes */
const send = (changes = {}) => sendMessage(sandbox, { ...specificationBody, ...changes });

/** The example with one audience, which is valid but for the changes. @param {any} changes */
const audience = (changes) => ({ params: [{ main_category_id: 1, ...changes }] });

/** @param {any} range an operator of the only audience */
const operator = (range) => audience({ operator: [{ id: 2, start: 0, size: 1, ...range }] });

/** @param {string} path @returns {Promise<any>} the data of a GET */
const get = async (path) => (await call(sandbox, path)).json.data;

test('the answers that other tests give by hand are those of the specification', () => {
	expect(envelope.done(null).meta).toEqual(DONE);
	expect(envelope.messageRequired.body).toEqual(MESSAGE_REQUIRED);
	expect(envelope.unauthorized.body).toEqual(UNAUTHORIZED);
});

describe('sending', () => {
	test("accepts the specification's example, and takes what it costs from the credit", async () => {
		const credit = async () => (await get('/api/payment/credit/mine')).credit;
		const before = await credit();
		const { status, json } = await send();
		const [message] = sandbox.outbox;
		expect([status, json]).toEqual([
			200,
			{ data: { message_outbox_ids: [message.id] }, meta: DONE },
		]);
		const { from_number, message: text, params } = specificationBody;
		const recipients = 3373 + 2 + 1452 + 500;
		expect(message).toMatchObject({ from_number, message: text, params, recipients });
		expect(before - (await credit())).toBe(recipients * 2503);
		expect((await send()).json.data.message_outbox_ids).toEqual([message.id + 1]);
	});

	test.each([
		['a key that it does not know', { note: 'x', ...audience({ colour: 'red' }) }],
		['no sub category and no operators', audience({})],
		['an operator without start and size', audience({ operator: [{ id: 13 }] })],
	])('accepts %s', async (_, changes) => {
		expect((await send(changes)).status).toBe(200);
	});

	test.each([
		['sending_type', { sending_type: 'peer' }],
		['from_number', { from_number: undefined }],
		['from_number', { from_number: '+98NOBODY' }],
		['message', { message: ' \n' }],
		['message', { message: 12 }],
		['params', { params: [] }],
		['params', { params: {} }],
		['params.0', { params: [null] }],
		['params.1.main_category_id', { params: [{ main_category_id: 1 }, {}] }],
		['params.0.main_category_id', audience({ main_category_id: 99 })],
		['params.0.main_category_id', audience({ main_category_id: '1' })],
		['params.0.sub_category_id', audience({ sub_category_id: null })],
		['params.0.sub_category_id', audience({ main_category_id: 2, sub_category_id: 1 })],
		['params.0.operator', audience({ operator: [] })],
		['params.0.operator', audience({ operator: {} })],
		['params.0.operator.0', audience({ operator: [null] })],
		['params.0.operator.0.id', operator({ id: 3 })],
		['params.0.operator.0.id', operator({ id: '2' })],
		['params.0.operator.0.start', operator({ start: -1 })],
		['params.0.operator.0.start', operator({ start: 0.5 })],
		['params.0.operator.0.size', operator({ size: 0 })],
		['params.0.operator.0.size', operator({ size: '5' })],
	])('refuses a wrong %s: %j', async (field, changes) => {
		const { status, json } = await send(changes);
		const [words] = json.meta.errors[field];
		expect(words).toMatch(/^(تکمیل گزینه \p{L}.* الزامی است|\p{L}.* معتبر نیست)$/u);
		const meta = { ...MESSAGE_REQUIRED.meta, message: words, errors: { [field]: [words] } };
		expect([status, json]).toEqual([422, { data: null, meta }]);
		expect(sandbox.outbox).toEqual([]);
	});

	test('refuses in the words of the specification', async () => {
		const { status, json } = await send({ message: '' });
		expect([status, json]).toEqual([422, MESSAGE_REQUIRED]);
	});

	test.each(['not JSON', 'null', '[]'])('names all fields for %s', async (body) => {
		const { status, json } = await call(sandbox, '/api/send', body);
		expect([status, Object.keys(json.meta.errors)]).toEqual([
			422,
			['sending_type', 'from_number', 'message', 'params'],
		]);
		expect(json.meta.message).toBe('تکمیل گزینه نوع ارسال الزامی است (و 3 خطای دیگر)');
	});
});

test.each([
	['another one', () => 'x'.repeat(40)],
	['a bearer', () => `Bearer ${sandbox.token}`],
	['none', () => ''],
])('a token is required: %s', async (_, token) => {
	for (const path of ['/api/send', LIST, '/api/nothing']) {
		const { status, json } = await call(sandbox, path, specificationBody, { token: token() });
		expect([status, json]).toEqual([401, UNAUTHORIZED]);
	}
	expect(sandbox.outbox).toEqual([]);
});

test.each([
	'nothing',
	'report/by_bulk?messages_outbox_id=5',
	'report/recipients?bulk_id=5',
	'report/bulk_stats?bulk_id=5',
])('what is not there is not found: %s', async (path) => {
	const { status, json } = await call(sandbox, `/api/${path}`);
	expect(status).toBe(404);
	expect(json).toMatchObject({ data: null, meta: { status: false, message_code: '404-1' } });
});

describe('categories', () => {
	test('are the documented ones, each with sub categories of its own', async () => {
		const categories = await get('/api/send/jobs/categories');
		expect(categories).toHaveLength(8);
		expect(categories[0]).toEqual({ id: 1, name: 'صنایع و اصناف' });
		const all = [];
		for (const { id, name } of categories) {
			const subs = await get(`/api/send/jobs/sub-categories?main_category_id=${id}`);
			expect(subs.length).toBeGreaterThanOrEqual(3);
			for (const sub of subs) expect(sub).toMatchObject({ main_id: String(id), main_name: name });
			all.push(...subs);
		}
		expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
		expect(all[0]).toMatchObject({ id: 1, name: 'صنفی', main_id: '1' });
	});

	test.each([
		['sub-categories', 'main_category_id', ''],
		['sub-categories', 'main_category_id', 'main_category_id=9'],
		['number-count', 'main_category_id', 'main_category_id=x'],
		['number-count', 'sub_category_id', 'main_category_id=2&sub_category_id=1'],
		['number-count', 'operator_id', 'main_category_id=1&operator_id=5'],
		['number-count', 'start', 'main_category_id=1&start=-1'],
		['number-count', 'size', 'main_category_id=1&size=0'],
	])('%s names a wrong %s: %s', async (endpoint, field, query) => {
		const { status, json } = await call(sandbox, `/api/send/jobs/${endpoint}?${query}`);
		expect([status, Object.keys(json.meta.errors)]).toEqual([422, [field]]);
	});
});

describe('counts', () => {
	/** @param {string} query */
	const countOf = async (query) => {
		const data = await get(`/api/send/jobs/number-count?main_category_id=1&${query}`);
		return [data.mci_count, data.irancell_count, data.other_count];
	};

	test('of a whole category are the sum of its sub categories', async () => {
		const subs = await get('/api/send/jobs/sub-categories?main_category_id=1');
		let sum = [0, 0, 0];
		for (const { id } of subs) {
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
		await send(operator({ start: 10, size: 10_000_000 }));
		const reached = sandbox.outbox.map(({ recipients }) => recipients);
		expect(reached).toEqual([mci + irancell + other, irancell - 10]);
	});
});

describe('prices', () => {
	/** At the given lengths, one part, two parts and so on are full. @type {Array<[string, number[]]>} */
	const FULL = [
		['a', [160, 306]],
		['é', [160]],
		// Two places each; the last one of a part of 153 stays empty.
		['€', [80, 152]],
		['م', [70, 134]],
		['`', [70]],
		['😀', [35, 66]],
	];
	test.each(FULL)('parts of %s are full at lengths of %j', async (character, lengths) => {
		for (const [index, length] of lengths.entries()) {
			for (const more of [0, 1]) {
				const body = { number: '+983000505', message: character.repeat(length + more) };
				const { json } = await call(sandbox, '/api/send/calculate-price', body);
				const parts = index + 1 + more;
				expect(json).toEqual({ data: { mci_price: 2370, other_price: 2503, parts }, meta: DONE });
			}
		}
	});

	test.each([
		[['number'], { number: '+98NOBODY', message: 'x' }],
		[['number', 'message'], {}],
	])('name a wrong %j', async (fields, body) => {
		const { status, json } = await call(sandbox, '/api/send/calculate-price', body);
		expect([status, Object.keys(json.meta.errors)]).toEqual([422, fields]);
	});
});

test('sender numbers come in pages of ten', async () => {
	/** @param {number} page */
	const pageOf = async (page) => (await call(sandbox, `/api/number/numbers?page=${page}`)).json;
	const { data, meta } = await pageOf(1);
	expect(data).toHaveLength(10);
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
	const second = await pageOf(2);
	expect(second.data).toHaveLength(3);
	expect(second.meta).toMatchObject({ from: 11, to: 13 });
	expect(await pageOf(3)).toMatchObject({ data: [], meta: { from: null, to: null } });
});

describe('reports', () => {
	/** @param {any} [filters] @param {any} [paging] */
	const list = async (filters, paging) => (await call(sandbox, LIST, { ...paging, filters })).json;

	test('tell about one message, with the documented types', async () => {
		await send();
		const [{ id, acceptedAt, cost }] = sandbox.outbox;
		const data = await get(`/api/report/by_bulk?messages_outbox_id=${id}`);
		const time = String(Math.floor(acceptedAt / 1000));
		expect(data).toEqual({
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
			message: specificationBody.message,
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
		const { return: _, reject_comment, ...listed } = data;
		expect((await list()).data).toEqual([listed]);
	});

	test('follow a message through its states', async () => {
		const slow = await startSandbox({ stateSeconds: 10, credit: 5_000, history: false });
		const start = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
		// One is paid, one costs more than there is, one reaches nobody.
		for (const range of [{}, { size: 1_000 }, { start: 10_000_000 }]) {
			await sendMessage(slow, { ...specificationBody, ...operator(range) });
		}
		const states = [];
		for (const seconds of [9, 10, 20, 30, 40, 1_000]) {
			clock.mockReturnValue(start + seconds * 1000);
			const { json } = await call(slow, LIST, {});
			states.push(json.data.map((/** @type {any} */ { state_id }) => state_id).reverse());
		}
		await slow.close();
		const ends = [6, 8, 4];
		expect(states).toEqual([[0, 0, 0], [1, 1, 1], [5, 8, 4], [2, 8, 4], ends, ends]);
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
		expect((await list()).data).toHaveLength(10);
		expect((await list({}, { page: 4, limit: 100 })).data).toEqual([]);
	});

	test('are filtered', async () => {
		sandbox.seedOutbox({ count: 1, message: 'سلام اول', recipients: 5, ageSeconds: 1_000 });
		sandbox.seedOutbox({ count: 1, message: 'سلام دوم', recipients: 50, ageSeconds: 500 });
		sandbox.seedOutbox({ count: 1, from_number: '+98BANK', recipients: 500, ageSeconds: 10 });
		const [one, two, three] = sandbox.outbox;
		/** @param {{ acceptedAt: number }} message */
		const time = ({ acceptedAt }) => String(Math.floor(acceptedAt / 1000));
		/** @type {Array<[any, Array<{ id: number }>]>} */
		const cases = [
			[{}, [three, two, one]],
			[{ number: '+98bank' }, [three]],
			[{ number: '+98' }, []],
			[{ messages_outbox_id: String(two.id) }, [two]],
			[{ message: 'سلام' }, [two, one]],
			[{ create_from_date: time(two) }, [three, two]],
			[{ create_to_date: time(two) }, [two, one]],
			[{ send_from_date: time(three) }, [three]],
			[{ send_to_date: time(one) }, [one]],
			[{ from_exit_count: 50 }, [three, two]],
			[{ to_exit_count: '50' }, [two, one]],
			[{ state_id: 6 }, [three, two, one]],
			[{ state_id: 2 }, []],
			[{ number: '+98PRO', message: 'اول' }, [one]],
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
		const pageOf = async (page, perPage) =>
			(await call(sandbox, `/api/report/recipients?page=${page}&per_page=${perPage}&bulk_id=${id}`))
				.json;
		const { data, meta } = await pageOf(1, 500);
		expect(meta).toMatchObject({ per_page: 100, total: 5327, last_page: 54 });
		expect(data[0]).toEqual({
			recipient: '+989350000000',
			message: specificationBody.message,
			is_readable: true,
			msg_parts: '1',
			message_status: '2',
		});
		const statuses = new Set(data.map((/** @type {any} */ one) => one.message_status));
		expect([...statuses].sort()).toEqual(['0', '1', '2', '3', '4']);
		const last = await pageOf(54, 100);
		expect([last.data.length, last.meta.to]).toEqual([27, 5327]);
		expect(await pageOf(55, 100)).toMatchObject({ data: [], meta: { from: null } });
		const numbers = new Set([...data, ...last.data].map(({ recipient }) => recipient));
		expect(numbers.size).toBe(127);
	});

	test.each([
		['fa', 'پیام'],
		['en', 'message'],
	])('count every recipient once, in %s', async (language, message) => {
		await send({ message, ...audience({ sub_category_id: 1 }) });
		const [{ id, recipients, counts }] = sandbox.outbox;
		const data = await get(`/api/report/bulk_stats?bulk_id=${id}`);
		expect(Object.keys(data).sort()).toEqual(
			['blacklist', 'delivered', 'failed', 'pending', 'sent'].map((end) => `operators_${end}`),
		);
		/** @type {any[]} */
		const split = Object.values(data);
		const sum = (/** @type {string} */ operator) =>
			split.reduce((total, status) => total + Number(status[operator][language]), 0);
		expect(sum('mci')).toBe(counts.mci);
		expect(sum('mci') + sum('irancell')).toBe(recipients);
		expect(typeof split[0].mci.fa).toBe('string');
	});
});
