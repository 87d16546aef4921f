/** The operations around Send: what they ask the API for, and what they make of its answers. */
const { startSandbox } = require('../sandbox');
const { CATEGORIES } = require('../sandbox/data');
const { done, paged, refusal } = require('../sandbox/envelope');
const {
	audienceOf,
	byId,
	byNumber,
	NODE,
	NODE_TYPE,
	outputOf,
	specificationBody,
	specificationForm,
	startStub,
	useHarness,
	workflowWith,
} = require('./harness');
const { testSideBySide } = require('./sideBySide');

/** @typedef {import('n8n-workflow').IDataObject} IDataObject */

const harness = useHarness({ stateSeconds: 0, history: false });

/** What was asked for. @param {Array<{ method: string, path: string, query: object, body: unknown }>} requests */
const asked = (requests) =>
	requests.map(({ method, path, query, body }) => [
		`${method} ${path}`,
		method === 'GET' ? { ...query } : body,
	]);

/** Counts of people, by operator. @param {{ mci?: number, irancell?: number, other?: number }} counts */
const people = ({ mci = 0, irancell = 0, other = 0 }) => ({
	mci,
	irancell,
	other,
	total: mci + irancell + other,
});

/** Each operation that reads, as small as it can be. @type {Record<string, any>} */
const OPERATIONS = {
	estimate: { ...specificationForm, operation: 'estimate' },
	get: { operation: 'get', messageOutboxId: 7 },
	getAll: { operation: 'getAll' },
	getRecipients: { operation: 'getRecipients', messageOutboxId: 7 },
	getStatistics: { operation: 'getStatistics', messageOutboxId: 7 },
	categories: { resource: 'jobCategory' },
	subcategories: {
		resource: 'jobCategory',
		operation: 'getSubcategories',
		mainCategory: byId(1),
	},
	countRecipients: {
		resource: 'jobCategory',
		operation: 'countRecipients',
		mainCategory: byId(1),
	},
	senderNumbers: { resource: 'senderNumber' },
	credit: { resource: 'account' },
};

describe('Job Category', () => {
	test.each([
		['all by default', {}, CATEGORIES],
		['all with Return All', { returnAll: true }, CATEGORIES],
		['as many as Limit', { limit: 2 }, CATEGORIES.slice(0, 2)],
	])('Get Many lists the main categories: %s', async (_, options, expected) => {
		const run = await harness.runNode({ ...OPERATIONS.categories, ...options });
		expect(outputOf(run)).toEqual(expected);
		expect(asked(harness.sandbox.requests)).toEqual([['GET /api/send/jobs/categories', {}]]);
	});

	const trade = { id: 31, name: 'پوشاک زنانه', main_id: '5', main_name: 'پوشاک و صنایع مرتبط' };
	const trades = Array.from({ length: 60 }, (_, id) => ({ ...trade, id }));

	test.each([
		['50 of them by default', {}, trades.slice(0, 50)],
		['all with Return All', { returnAll: true }, trades],
		['as many as Limit', { limit: 1 }, trades.slice(0, 1)],
	])('Get Subcategories, simplified, has numbers for IDs: %s', async (_, options, expected) => {
		const { run, requests } = await harness.runAgainst(() => ({ body: done(trades) }), {
			...OPERATIONS.subcategories,
			mainCategory: byId('5'),
			...options,
		});
		expect(outputOf(run)).toEqual(expected.map((sub) => ({ ...sub, main_id: 5 })));
		expect(asked(requests)).toEqual([
			['GET /api/send/jobs/sub-categories', { main_category_id: '5' }],
		]);
	});

	test('Get Subcategories, not simplified, is what the API gave', async () => {
		const parameters = { ...OPERATIONS.subcategories, simplify: false };
		const { run } = await harness.runAgainst(() => ({ body: done([trade]) }), parameters);
		expect(outputOf(run)).toEqual([trade]);
	});

	// What the sandbox holds: sub category 1 has 11919 MCI, 6229 Irancell and 709 others.
	test.each([
		[
			'a sub category',
			{ subCategory: byId('1') },
			{ sub_category_id: '1' },
			people({ mci: 11_919, irancell: 6_229, other: 709 }),
		],
		[
			'an operator',
			{ subCategory: byId(1), options: { operatorId: 13 } },
			{ sub_category_id: '1', operator_id: '13' },
			people({ other: 709 }),
		],
		[
			'a range of an operator that goes beyond its end',
			{ subCategory: byId(1), options: { operatorId: 2, start: 6_000, size: 500 } },
			{ sub_category_id: '1', operator_id: '2', start: '6000', size: '500' },
			people({ irancell: 229 }),
		],
		[
			'a range from the beginning',
			{ subCategory: byId(1), options: { start: 0, size: 700 } },
			{ sub_category_id: '1', start: '0', size: '700' },
			people({ mci: 700, irancell: 700, other: 700 }),
		],
	])('Count Recipients of %s', async (_, options, query, expected) => {
		const run = await harness.runNode({ ...OPERATIONS.countRecipients, ...options });
		expect(outputOf(run)).toEqual([expected]);
		expect(asked(harness.sandbox.requests)).toEqual([
			['GET /api/send/jobs/number-count', { main_category_id: '1', ...query }],
		]);
	});

	test('Count Recipients of a main category asks for nothing else, and takes counts that are text', async () => {
		const counts = { mci_count: '15322', irancell_count: 0, other_count: '8' };
		const { run, requests } = await harness.runAgainst(
			() => ({ body: done(counts) }),
			OPERATIONS.countRecipients,
		);
		expect(outputOf(run)).toEqual([people({ mci: 15_322, other: 8 })]);
		expect(asked(requests)).toEqual([
			['GET /api/send/jobs/number-count', { main_category_id: '1' }],
		]);
	});
});

describe('Account and Sender Number', () => {
	test('Get Credit gives what the API tells of the credit', async () => {
		const credit = {
			credit: 6084722932.705052,
			yesterday_credit: 6084722932.705052,
			gift: 0,
			gift_expires_at: null,
			updated_at: '2025-06-30 18:07:06',
		};
		const { run, requests } = await harness.runAgainst(
			() => ({ body: done(credit) }),
			OPERATIONS.credit,
		);
		expect(outputOf(run)).toEqual([credit]);
		expect(asked(requests)).toEqual([['GET /api/payment/credit/mine', {}]]);
	});

	test('Get Many lists the sender numbers', async () => {
		const run = await harness.runNode(OPERATIONS.senderNumbers);
		expect(outputOf(run)).toHaveLength(13);
		expect(outputOf(run)[0]).toEqual({
			id: 10_001,
			number: '+98PRO',
			operator_id: 1,
			alias: null,
			gets: 0,
			is_66_char: 0,
		});
		expect(harness.sandbox.requests.map(({ path }) => path)).toEqual(['/api/number/numbers']);
	});
});

describe('Message', () => {
	/** The report of the documentation. */
	const report = {
		messages_outbox_id: '5544778899',
		number: '+98votp',
		state: 'finish',
		state_id: 6,
		status: 'پایان یافته',
		type: 'وب سرویس',
		time_send: '1744121368',
		time: '1744121308',
		rcpts_count: '1',
		exit_count: '1',
		message: '1234',
		part: '1',
		cost: 1064,
		valid: null,
		reject_comment: null,
	};
	/** n8n's guidelines: at most ten fields. */
	const simple = {
		messages_outbox_id: 5544778899,
		number: '+98votp',
		message: '1234',
		state: 'sent',
		status: 'پایان یافته',
		time: '2025-04-08T14:08:28.000Z',
		time_send: '2025-04-08T14:09:28.000Z',
		rcpts_count: 1,
		exit_count: 1,
		cost: 1064,
	};

	test.each([
		['simplified by default: ten fields, numbers, ISO times, the state in words', {}, simple],
		['simplified', { simplify: true }, simple],
		['as the API gave it', { simplify: false }, report],
	])('Get, %s', async (_, options, expected) => {
		const { run, requests } = await harness.runAgainst(() => ({ body: done(report) }), {
			...OPERATIONS.get,
			...options,
		});
		expect(outputOf(run)).toEqual([expected]);
		expect(asked(requests)).toEqual([['GET /api/report/by_bulk', { messages_outbox_id: '7' }]]);
	});

	describe('as a tool of an AI agent has the choice Output in place of Simplify', () => {
		const FORMS = [OPERATIONS.get, { ...OPERATIONS.getAll, limit: 1 }];
		const selected = { simplify: 'fields', fields: ['state', 'part', 'message'] };
		const { messages_outbox_id, state, message } = simple;

		/** What the model gets to read. @param {IDataObject} parameters @param {'engine' | 'langchain'} [via] */
		async function callTool(parameters, via) {
			const api = await startStub(({ method }) => ({
				body: done(method === 'POST' ? [report] : report),
			}));
			const credential = { ...harness.credentials.ipPanelEdgeApi, baseUrl: api.baseUrl };
			const { calls } = await harness.engine
				.runAsTool({
					via,
					parameters: /** @type {any} */ (parameters),
					credentials: { ipPanelEdgeApi: credential },
					calls: [{}],
				})
				.finally(api.close);
			return { ...calls[0], requests: api.requests };
		}

		/** @type {Array<[string, object, object]>} */
		const choices = [
			['Simplified, as long as nothing is chosen', {}, simple],
			['Simplified, saved when it was still Simplify', { simplify: true }, simple],
			['Raw, saved when it was still Simplify', { simplify: false }, report],
			['Selected Fields', selected, { messages_outbox_id, state, part: 1, message }],
			[
				'Selected Fields, of which none is selected',
				{ simplify: 'fields' },
				{ messages_outbox_id },
			],
			[
				'Selected Fields, named in a text as models write it',
				{ ...selected, fields: '={{ "state, message" }}' },
				{ messages_outbox_id, state, message },
			],
		];
		describe.each(/** @type {const} */ (['engine', 'langchain']))('(%s)', (via) => {
			test.each(choices)('%s', async (_, output, expected) => {
				for (const form of FORMS) {
					const { response } = await callTool({ ...form, ...output }, via);
					expect(response).toEqual([expected]);
				}
			});
		});

		test('a name that is no field is refused before anything is asked', async () => {
			const form = { ...FORMS[0], ...selected, fields: ['price'] };
			const { error, requests } = await callTool(form, 'langchain');
			// Older releases tell the model only the text below the title.
			expect(error).toMatch(/'Fields' has no field "price"|Choose from these: cost, exit_count,/);
			expect(requests).toEqual([]);
		});

		// What the form does not show, n8n forgets when it saves the workflow.
		test.each([
			[NODE_TYPE, 'Simplify', undefined],
			[`${NODE_TYPE}Tool`, 'Output', selected.fields],
		])('%s shows %s', (type, label, fields) => {
			const { description } = harness.engine.nodeTypes.getByNameAndVersion(type);
			const { displayParameter, getNodeParameters } = harness.engine.n8n.workflow.NodeHelpers;
			for (const form of FORMS) {
				const node = { typeVersion: 1 };
				const parameters = { resource: 'message', ...form, ...selected };
				const shown = description.properties.filter(
					(property) =>
						property.name === 'simplify' &&
						displayParameter(parameters, property, node, description),
				);
				expect(shown.map(({ displayName }) => displayName)).toEqual([label]);
				const saved = getNodeParameters(
					description.properties,
					parameters,
					true,
					false,
					/** @type {any} */ (node),
					description,
				);
				expect(saved?.fields).toEqual(fields);
			}
		});
	});

	test('a rejected message tells why in place of how many got it', async () => {
		const rejected = { ...report, state_id: '3', exit_count: '0', reject_comment: 'متن تبلیغاتی' };
		const { run } = await harness.runAgainst(() => ({ body: done(rejected) }), OPERATIONS.get);
		const { exit_count: _, ...others } = simple;
		expect(outputOf(run)).toEqual([
			{ ...others, state: 'rejected by monitoring', reject_comment: 'متن تبلیغاتی' },
		]);
	});

	test('Get and Get Many tell every documented state in words', async () => {
		const words = [
			'being created',
			'in the monitoring queue',
			'sending',
			'rejected by monitoring',
			'no valid recipients',
			'in the send queue',
			'sent',
			'cancelled',
			'insufficient credit',
			'system error',
		];
		const reports = words.map((_, state_id) => ({
			...report,
			state_id: state_id % 2 ? state_id : String(state_id),
		}));
		const { run } = await harness.runAgainst(() => ({ body: done(reports) }), OPERATIONS.getAll);
		expect(outputOf(run).map(({ state }) => state)).toEqual(words);
	});

	test('a message that has not been sent yet has no time of sending', async () => {
		for (const time_send of ['0', '', null]) {
			const { run } = await harness.runAgainst(
				() => ({ body: done({ ...report, time_send }) }),
				OPERATIONS.get,
			);
			expect(outputOf(run)[0]).toMatchObject({ time_send: null });
		}
	});

	const ofOneMessage = ['get', 'getRecipients', 'getStatistics'];

	// Without a value, the default takes it from Send's output.
	test.each([7, ' 7 ', '۷', '={{ [7] }}', undefined])(
		'is chosen by its ID: %j',
		async (messageOutboxId) => {
			harness.sandbox.seedOutbox({ count: 1 });
			for (const operation of ofOneMessage) {
				await harness.runNode(
					{ operation, ...(messageOutboxId !== undefined && { messageOutboxId }) },
					{ items: [{ message_outbox_ids: [7] }] },
				);
			}
			const asked = harness.sandbox.requests.map(({ query }) => Object.values(query).at(-1));
			expect(asked).toEqual(['7', '7', '7']);
		},
	);

	test.each(['', '={{ $json.nothing }}', 'آخرین', 0, '={{ [7, 8] }}'])(
		'the ID %j is refused before anything is asked',
		async (messageOutboxId) => {
			for (const operation of ofOneMessage) {
				const run = await harness.runNode({ operation, messageOutboxId });
				expect(run.error?.message).toContain('Message Outbox ID');
				expect(run.error?.description).toMatch(/Enter a whole number|Give one ID/);
			}
			expect(harness.sandbox.requests).toEqual([]);
		},
	);

	describe('what became of it', () => {
		const recipients = ['0', '1', 2, '3', '4', '9'].map((message_status, index) => ({
			recipient: `+98919000000${index}`,
			message: '1234',
			is_readable: true,
			msg_parts: '2',
			message_status,
		}));
		const statuses = [
			'sent to the operator',
			'received by the operator',
			'delivered',
			'not delivered',
			'blacklisted number',
			null,
		];
		const counts = (/** @type {any} */ en, /** @type {any} */ fa) => ({
			irancell: { en, fa: 0 },
			mci: { en: 0, fa },
		});
		const statistics = {
			operators_blacklist: counts(0, 1),
			operators_failed: counts('2', '3'),
			operators_pending: counts(0, 0),
			operators_sent: counts(10, '100'),
			operators_delivered: counts('1000', 5),
		};
		/** @type {Array<[string, any, any[], string, object]>} the simplified output first */
		const cases = [
			[
				'getRecipients',
				recipients,
				recipients.map((recipient, index) => ({
					...recipient,
					msg_parts: 2,
					message_status: Number(recipient.message_status),
					status: statuses[index],
				})),
				'recipients',
				{ page: '1', per_page: expect.stringMatching(/^\d+$/), bulk_id: '7' },
			],
			[
				'getStatistics',
				statistics,
				[{ blacklist: 1, failed: 5, pending: 0, sent: 110, delivered: 1_005 }],
				'bulk_stats',
				{ bulk_id: '7' },
			],
		];
		test.each(cases)('%s, simplified by default', async (name, data, simple, path, query) => {
			for (const [options, expected] of [
				[{}, simple],
				[{ simplify: false }, [data].flat()],
			]) {
				const answer = () => ({ body: done(data) });
				const { run, requests } = await harness.runAgainst(answer, {
					...OPERATIONS[name],
					...options,
				});
				expect(outputOf(run)).toEqual(expected);
				expect(asked(requests)).toEqual([[`GET /api/report/${path}`, query]]);
			}
		});
	});

	describe('Get Many', () => {
		test('lists the newest first, simplified by default, or as the API gave them', async () => {
			harness.sandbox.seedOutbox({ count: 3 });
			const ids = harness.sandbox.outbox.map(({ id }) => id).reverse();
			const run = await harness.runNode(OPERATIONS.getAll);
			expect(outputOf(run).map((message) => message.messages_outbox_id)).toEqual(ids);
			const raw = await harness.runNode({ ...OPERATIONS.getAll, simplify: false });
			expect(outputOf(raw).map((message) => message.messages_outbox_id)).toEqual(ids.map(String));
		});

		/** 21 March 2026, 08:00 in Tehran: 04:30 UTC. */
		const SECONDS = String(Date.UTC(2026, 2, 21, 4, 30) / 1000);

		/** @param {any} filters */
		async function bodyFor(filters) {
			const run = await harness.engine.run({
				workflow: {
					...workflowWith({ ...OPERATIONS.getAll, filters }),
					settings: { executionOrder: 'v1', timezone: 'Asia/Tehran' },
				},
				credentials: harness.credentials,
			});
			return { run, body: harness.sandbox.requests[0]?.body };
		}

		test.each([
			['createdAfter', '2026-03-21T08:00:00', { create_from_date: SECONDS }],
			['createdAfter', '2026-03-21 08:00', { create_from_date: SECONDS }],
			['createdAfter', '2026-03-21T04:30:00.000Z', { create_from_date: SECONDS }],
			['createdBefore', '2026-03-21T06:30:00+02:00', { create_to_date: SECONDS }],
			['sentAfter', "={{ DateTime.fromISO('2026-03-21T08:00:00') }}", { send_from_date: SECONDS }],
			['sentBefore', '={{ new Date(Date.UTC(2026, 2, 21, 4, 30)) }}', { send_to_date: SECONDS }],
			['message', 'کتاب‌ها ', { message: 'کتاب‌ها ' }],
			['fromNumber', byNumber('+۹۸ ۳۰۰۰ ۵۰۵'), { number: '+983000505' }],
			['fromNumber', { __rl: true, mode: 'list', value: '+98PRO' }, { number: '+98PRO' }],
			['state', 0, { state_id: 0 }],
			['state', '={{ "6" }}', { state_id: 6 }],
			['recipientsFrom', 0, { from_exit_count: 0 }],
			['recipientsTo', '۱۰۰', { to_exit_count: 100 }],
		])('filters by %s %j', async (name, value, filters) => {
			const { body } = await bodyFor({ [name]: value });
			expect(body).toEqual({ page: 1, limit: expect.any(Number), filters });
		});

		test('leaves out filters that are empty', async () => {
			const { body } = await bodyFor({
				createdAfter: '',
				createdBefore: null,
				message: '',
				fromNumber: byNumber(''),
				recipientsFrom: '={{ $json.nothing }}',
				state: '',
			});
			expect(body).toEqual({ page: 1, limit: expect.any(Number), filters: {} });
		});

		test('applies all filters together', async () => {
			harness.sandbox.seedOutbox({ count: 2, message: 'پیام یک', ageSeconds: 10_000 });
			harness.sandbox.seedOutbox({ count: 3, message: 'پیام دو', recipients: 20 });
			harness.sandbox.seedOutbox({ count: 4, message: 'پیام دو', recipients: 30 });
			harness.sandbox.seedOutbox({ count: 5, message: 'پیام دو', from_number: '+98BANK' });
			const run = await harness.runNode({
				...OPERATIONS.getAll,
				filters: {
					createdAfter: new Date(Date.now() - 7_200_000).toISOString(),
					message: 'دو',
					fromNumber: byNumber('+98PRO'),
					recipientsFrom: 15,
					recipientsTo: 25,
					state: 6,
				},
			});
			expect(outputOf(run)).toHaveLength(3);
		});

		test.each([
			['createdAfter', 'فردا', 'Created After'],
			['sentBefore', {}, 'Sent Before'],
			['fromNumber', byNumber('3000505'), 'Sender Number'],
			['recipientsFrom', -1, 'Recipients From'],
			['recipientsTo', 1.5, 'Recipients To'],
			['state', 'finish', 'State'],
		])('refuses %s %j before anything is asked', async (name, value, label) => {
			const { run } = await bodyFor({ [name]: value });
			expect(run.error?.message).toContain(label);
			expect(run.error?.description).toMatch(/Choose|Enter a whole number/);
			expect(harness.sandbox.requests).toEqual([]);
		});
	});
});

describe('lists are read as far as needed and no further, one page after the other', () => {
	/** How each list is paged: the size of a page, and its number. @type {Record<string, any>} */
	const LISTS = {
		getAll: (/** @type {any} */ { body }) => [body.limit, body.page],
		getRecipients: (/** @type {any} */ { query }) => [Number(query.per_page), Number(query.page)],
		senderNumbers: (/** @type {any} */ { query }) => [Number(query.per_page), Number(query.page)],
	};
	const names = Object.keys(LISTS);
	/** Entries with whatever each of the lists tells its entries apart by. @param {number} count */
	const listOf = (count) =>
		Array.from({ length: count }, (_, id) => ({
			id,
			messages_outbox_id: String(id),
			recipient: `+98919${id}`,
		}));

	/**
	 * Reads a list from a server that answers as told.
	 *
	 * @param {string} name
	 * @param {(size: number, page: number) => unknown} bodyOf
	 * @param {object} [options] of the node; everything by default
	 */
	async function readList(name, bodyOf, options = { returnAll: true }) {
		let pageSize = 0;
		const { run, requests } = await harness.runAgainst(
			(request) => {
				const [size, page] = LISTS[name](request);
				pageSize = size;
				return { body: bodyOf(size, page) };
			},
			{ ...OPERATIONS[name], simplify: false, ...options },
		);
		return {
			ids: outputOf(run).map(({ id }) => id),
			pages: requests.map((request) => LISTS[name](request)[1]),
			pageSize,
		};
	}

	/** The IDs of a list's first entries. @param {number} count */
	const first = (count) => [...Array(count).keys()];

	describe.each(names)('%s', (name) => {
		/** @type {Array<[string, (pageSize: number) => number, number[], number[]]>} */
		const boundaries = [
			['nothing', () => 0, [1], [1]],
			['one entry', () => 1, [1], [1]],
			['one less than a page', (size) => size - 1, [1], [1]],
			['exactly one page', (size) => size, [1], [1, 2]],
			['one more than a page', (size) => size + 1, [1, 2], [1, 2]],
			['two pages and one', (size) => 2 * size + 1, [1, 2, 3], [1, 2, 3]],
		];

		test.each(boundaries)('Return All: %s', async (_, lengthOf, pages, pagesWithoutMeta) => {
			for (const [withMeta, expectedPages] of /** @type {const} */ ([
				[true, pages],
				[false, pagesWithoutMeta],
			])) {
				const list = await readList(name, (size, page) =>
					paged(listOf(lengthOf(size)), page, size, '', withMeta),
				);
				expect(list.ids).toEqual(first(lengthOf(list.pageSize)));
				expect(list.pages).toEqual(expectedPages);
			}
		});

		test.each([
			[1, 500, 1],
			[50, 50, 1],
			[50, 51, 1],
			[50, 3, 1],
			[100, 500, 1],
			[101, 500, 2],
			[250, 500, 3],
			[250, 250, 3],
			[250, 120, 2],
		])('Limit %i of %i takes %i requests', async (limit, length, requests) => {
			const pageOf = (/** @type {number} */ size, /** @type {number} */ page) =>
				paged(listOf(length), page, size, '');
			const list = await readList(name, pageOf, { limit });
			expect(list.ids).toEqual(first(Math.min(limit, length)));
			expect(list.pages).toHaveLength(requests);
			expect(list.pageSize).toBeLessThanOrEqual(Math.max(limit, 100));
		});

		test('Limit is 50 unless it is set', async () => {
			const list = await readList(name, (size, page) => paged(listOf(500), page, size, ''), {});
			expect(list.ids).toEqual(first(50));
		});

		test.each([0, -1, 1.5, 'x', ''])('Limit %j is refused', async (limit) => {
			const run = await harness.runNode({
				...OPERATIONS[name],
				limit: `={{ ${JSON.stringify(limit)} }}`,
			});
			expect(run.error?.message).toContain('Limit');
			expect(harness.sandbox.requests).toEqual([]);
		});

		/** With how many pages there really are. @type {Array<[string, number, (size: number, page: number) => object]>} */
		const strange = [
			['the same page for ever', 1, (size) => done(listOf(size))],
			[
				'the same entries for ever, which change a little',
				1,
				(size) => done(listOf(size).map((entry) => ({ ...entry, exit_count: Math.random() }))),
			],
			[
				'the same page for ever and a last page that is far away',
				1,
				(size) => done(listOf(size), { last_page: 1_000_000 }),
			],
			[
				'nothing after a list that became shorter',
				1,
				(size, page) => done(page === 1 ? listOf(size) : [], { last_page: 5 }),
			],
			['a last page of 0', 0, () => done([], { last_page: 0, total: 0 })],
		];
		test.each(strange)('ends at a server that gives %s', async (_, pages, bodyOf) => {
			const list = await readList(name, bodyOf);
			expect(list.pages.length).toBeLessThanOrEqual(3);
			expect(list.ids).toEqual(first(pages * list.pageSize));
		});

		test('goes on where the list became longer meanwhile', async () => {
			const list = await readList(name, (size, page) =>
				paged(listOf(page === 1 ? size + 1 : 2 * size + 1), page, size, ''),
			);
			expect(list.pages).toHaveLength(3);
			expect(list.ids).toEqual(first(2 * list.pageSize + 1));
		});
	});

	test('several hundred messages and recipients', async () => {
		harness.sandbox.seedOutbox({ count: 320 });
		harness.sandbox.seedOutbox({ count: 1, recipients: 350 });
		const ids = harness.sandbox.outbox.map(({ id }) => id).reverse();
		const messages = await harness.runNode({ ...OPERATIONS.getAll, returnAll: true });
		const found = outputOf(messages).map((message) => Number(message.messages_outbox_id));
		expect(found.sort((one, other) => other - one)).toEqual(ids);
		const recipients = await harness.runNode({
			...OPERATIONS.getRecipients,
			messageOutboxId: ids[0],
			returnAll: true,
		});
		// Those of Irancell, from the first to the last.
		const numbers = [...Array(350).keys()].map(
			(index) => `+98935${String(index).padStart(7, '0')}`,
		);
		expect(outputOf(recipients).map(({ recipient }) => recipient)).toEqual(numbers);
	});
});

describe('items', () => {
	test('each of several items has its own results, one item after the other', async () => {
		const items = [3, 7, 3].map((main) => ({ main }));
		const run = await harness.runNode(
			{ ...OPERATIONS.subcategories, mainCategory: byId('={{ $json.main }}') },
			{ items },
		);
		const [outputs] = run.outputs(NODE);
		expect(outputs.map(({ json, pairedItem }) => [json.main_id, pairedItem])).toEqual([
			...Array(6).fill([3, { item: 0 }]),
			...Array(3).fill([7, { item: 1 }]),
			...Array(6).fill([3, { item: 2 }]),
		]);
		expect(harness.sandbox.requests.map(({ query }) => query.main_category_id)).toEqual([
			'3',
			'7',
			'3',
		]);
	});

	test.each(['getAll', 'senderNumbers', 'categories', 'subcategories', 'getRecipients'])(
		'a list that is empty, or null, is no item and no error: %s',
		async (name) => {
			for (const list of [[], null]) {
				const { run } = await harness.runAgainst(() => ({ body: done(list) }), OPERATIONS[name]);
				expect(run.status).toBe('success');
				expect(run.outputs(NODE)).toEqual([[]]);
			}
		},
	);

	test.each(['get', 'getStatistics', 'estimate', 'credit'])(
		'an answer that says done but holds nothing is no programming error: %s',
		async (name) => {
			const { error } = await harness.runAgainst(() => ({ body: done(null) }), OPERATIONS[name]);
			expect(error?.message).toMatch(/^The API gave no /);
			expect(error?.description).toMatch(/^Nothing was sent: this only reads\./);
		},
	);

	test('with On Error set to continue, only the item that fails is an error', async () => {
		const run = await harness.runNode(
			{ ...OPERATIONS.countRecipients, mainCategory: byId('={{ $json.main }}') },
			{
				items: [{ main: 1 }, { main: 99 }, { main: 2 }],
				settings: { onError: 'continueErrorOutput' },
			},
		);
		const items = run.outputs(NODE).map((output) => output.map(({ pairedItem }) => pairedItem));
		expect(items).toEqual([[{ item: 0 }, { item: 2 }], [{ item: 1 }]]);
	});
});

describe('errors', () => {
	test.each(Object.keys(OPERATIONS))('a wrong token, for %s', async (name) => {
		const run = await harness.runNode(OPERATIONS[name], { credential: { apiToken: 'wrong' } });
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '401',
			message: expect.stringMatching(/API key: اطلاعات وارد شده صحیح نمی باشد$/),
			description: expect.stringContaining('Developers > Access Keys'),
			context: { itemIndex: 0, data: { meta: { message_code: '400-1' } } },
		});
		expect(harness.sandbox.requests).toHaveLength(1);
	});

	test.each(['get', 'getRecipients', 'getStatistics'])('no such message, for %s', async (name) => {
		const run = await harness.runNode({ ...OPERATIONS[name], messageOutboxId: 1 });
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			httpCode: '404',
			message: expect.stringMatching(/^[A-Z].*: پیام مورد نظر یافت نشد$/),
			description: expect.stringContaining('ID'),
		});
		expect(harness.sandbox.requests).toHaveLength(1);
	});

	test.each([
		['subcategories', { mainCategory: byId(99) }, 'Main Category'],
		['countRecipients', { mainCategory: byId(2), subCategory: byId(1) }, 'Sub Category'],
		['estimate', { fromNumber: byNumber('+98NOBODY') }, 'Sender Number'],
	])('a field that the API refuses stands under its label: %s', async (name, change, label) => {
		const run = await harness.runNode({ ...OPERATIONS[name], ...change });
		expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: '422' });
		expect(run.error?.description).toMatch(new RegExp(`^'${label}': [^ -~]`));
	});

	test('meta.status false is an error', async () => {
		const { run } = await harness.runAgainst(
			() => refusal(200, 'حساب مسدود است', '400-1'),
			OPERATIONS.get,
		);
		expect(run.error).toMatchObject({ message: expect.stringContaining('حساب مسدود است') });
	});

	test('a connection that was never made is the title itself', async () => {
		const { baseUrl, close } = await startStub(() => ({ body: done({}) }));
		close();
		const run = await harness.runNode(OPERATIONS.credit, { credential: { baseUrl } });
		expect(run.error).toMatchObject({
			message: 'The server refused the connection',
			description: expect.stringMatching(/^Nothing was sent.*Check 'Base URL'/s),
		});
	});

	test.each([
		['subcategories', {}, 'Main Category'],
		['countRecipients', {}, 'Main Category'],
		['countRecipients', { options: { size: 0 } }, 'Size'],
		['countRecipients', { options: { start: -1 } }, 'Start'],
	])(
		'what is filled in wrong is refused before anything is asked: %s %j',
		async (name, options, label) => {
			const run = await harness.runNode({
				...OPERATIONS[name],
				...options,
				...(label === 'Main Category' && { mainCategory: byId('') }),
			});
			expect(run.error?.message).toContain(label);
			expect(harness.sandbox.requests).toEqual([]);
		},
	);
});

describe('a server that is busy or down is asked again, after a pause and at most twice', () => {
	/** @typedef {import('../sandbox/faults').Fault} Fault */

	const [credit, list] = ['/api/payment/credit/mine', '/api/report/new_list'];

	/** @type {Array<[string, string, Fault & { path: string }, number, string | undefined]>} */
	const cases = [
		['429 for ever', 'credit', { kind: 'tooManyRequests', path: credit, times: -1 }, 3, '429'],
		['500 for ever', 'getAll', { kind: 'serverError', path: list, times: -1 }, 3, '500'],
		['502, twice', 'credit', { kind: 'badGateway', path: credit, times: 2 }, 3, undefined],
		['429 once, for a POST', 'getAll', { kind: 'tooManyRequests', path: list }, 2, undefined],
		['401', 'credit', { kind: 'unauthorized', path: credit }, 1, '401'],
		['422', 'getAll', { kind: 'validation', path: list }, 1, '422'],
		['meta.status false', 'credit', { kind: 'statusFalse', path: credit }, 1, '200'],
		['an answer that is not JSON', 'credit', { kind: 'brokenJson', path: credit }, 1, '200'],
		[
			'500 on the second page',
			'getAll',
			{ kind: 'serverError', path: list, skip: 1 },
			3,
			undefined,
		],
	];
	testSideBySide(
		cases,
		([what]) => what,
		async ([, name, fault, count, httpCode]) => {
			const sandbox = await startSandbox({ history: false });
			sandbox.seedOutbox({ count: 150 });
			sandbox.addFault(fault);
			const run = await harness.runNode(
				{ ...OPERATIONS[name], ...(name === 'getAll' && { returnAll: true }) },
				{ credential: { baseUrl: sandbox.baseUrl } },
			);
			await sandbox.close();
			const { outbox, requests } = sandbox;
			// The second page of a list that is complete is one request more.
			const asked = requests.filter(({ body }) => body?.page !== 2 || fault.skip);
			expect(asked).toHaveLength(count);
			for (const [index, { fault: kind, at }] of requests.slice(0, -1).entries()) {
				if (kind) expect(requests[index + 1].at - at).toBeGreaterThanOrEqual(900);
			}
			if (httpCode !== undefined)
				expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode });
			else if (name === 'credit') expect(outputOf(run)).toHaveLength(1);
			else {
				const ids = outputOf(run).map((message) => message.messages_outbox_id);
				expect(ids).toEqual(outbox.map(({ id }) => id).reverse());
			}
		},
	);
});

describe('Estimate', () => {
	/** @param {object[]} audience @param {string} [message] */
	const formTo = (audience, message = 'متن پیام') => ({
		...specificationForm,
		operation: 'estimate',
		message,
		audiences: /** @type {any} */ ({ audience }),
	});
	/** A range of Estimate's output, all of which is reached. @param {any} range */
	const reached = (range) => ({
		...range,
		recipients: people({ [range.id === 2 ? 'irancell' : 'other']: range.size }),
	});
	const [first, second] = specificationBody.params;

	test("of the specification's example tells whom it reaches, what it costs, and what Send would send", async () => {
		const run = await harness.runNode(OPERATIONS.estimate);
		// Prices of the sandbox, for one part: 2370 for MCI, 2503 for all others.
		expect(outputOf(run)).toEqual([
			{
				recipients: people({ irancell: 4_825, other: 502 }),
				audiences: [
					{
						...first,
						recipients: people({ irancell: 3_373, other: 2 }),
						operator: undefined,
						operators: first.operator.map(reached),
					},
					{
						...second,
						recipients: people({ irancell: 1_452, other: 500 }),
						operator: undefined,
						operators: second.operator.map(reached),
					},
				],
				parts: 1,
				mci_price: 2_370,
				other_price: 2_503,
				estimated_cost: 5_327 * 2_503,
				credit: 500_000_000,
				sufficient_credit: true,
				request: specificationBody,
			},
		]);
		const counted = (
			/** @type {number} */ sub,
			/** @type {string[]} */ ...[operator_id, start, size]
		) => [
			'GET /api/send/jobs/number-count',
			{ main_category_id: '1', sub_category_id: String(sub), operator_id, start, size },
		];
		expect(asked(harness.sandbox.requests)).toEqual([
			counted(1, '2', '0', '3373'),
			counted(1, '13', '1', '2'),
			counted(2, '2', '0', '1452'),
			counted(2, '13', '1', '500'),
			['POST /api/send/calculate-price', { number: '+98PRO', message: 'متن پیام\nلغو11' }],
			['GET /api/payment/credit/mine', {}],
		]);
	});

	test('shows first what decides', async () => {
		const [output] = outputOf(await harness.runNode(OPERATIONS.estimate));
		const decides = ['estimated_cost', 'sufficient_credit', 'recipients'];
		expect(Object.keys(output).slice(0, 3)).toEqual(decides);
		expect(Object.keys(output).slice(-2)).toEqual(['audiences', 'request']);
	});

	test('never posts to /api/send, and its request is what Send then posts', async () => {
		const run = await harness.runNode(OPERATIONS.estimate);
		expect(harness.sandbox.sends).toEqual([]);
		await harness.runNode(specificationForm);
		expect(harness.sandbox.sends.map(({ rawBody }) => rawBody)).toEqual([
			JSON.stringify(outputOf(run)[0].request),
		]);
	});

	// Sub category 1 has 11919 MCI, 6229 Irancell and 709 others.
	test.each([
		[
			'a size larger than the category',
			audienceOf({ id: 1, start: 0, size: 99_999 }),
			people({ mci: 11_919 }),
			11_919 * 2_370,
		],
		[
			'a range that goes beyond the end',
			audienceOf({ id: 1, start: 11_900, size: 100 }, { id: 2, start: 0, size: 1 }),
			people({ mci: 19, irancell: 1 }),
			19 * 2_370 + 2_503,
		],
		['a range behind the end', audienceOf({ id: 13, start: 709, size: 5 }), people({}), 0],
		[
			'everyone',
			{ ...audienceOf(), recipients: 'everyone' },
			people({ mci: 11_919, irancell: 6_229, other: 709 }),
			11_919 * 2_370 + (6_229 + 709) * 2_503,
		],
	])('counts who would really be reached: %s', async (_, audience, recipients, estimated_cost) => {
		const run = await harness.runNode(formTo([audience]));
		expect(outputOf(run)).toEqual([
			expect.objectContaining({
				recipients,
				audiences: [expect.objectContaining({ recipients })],
				estimated_cost,
			}),
		]);
	});

	/** Answers with these counts, and with the same data for price and credit. @param {object} counts @param {object} prices */
	const giving =
		(counts, prices) =>
		(/** @type {{ path: string }} */ { path }) => ({
			body: done(path.endsWith('number-count') ? counts : prices),
		});

	test('a server that counts more than was asked for does not make the message larger', async () => {
		const { run } = await harness.runAgainst(
			giving(
				{ mci_count: 500, irancell_count: 600, other_count: 700 },
				{ mci_price: '10', other_price: '20', parts: '3', credit: '100' },
			),
			formTo([audienceOf({ id: 2, start: 0, size: 4 })]),
		);
		expect(outputOf(run)[0]).toMatchObject({
			recipients: people({ irancell: 4 }),
			parts: 3,
			mci_price: 10,
			other_price: 20,
			estimated_cost: 4 * 20 * 3,
			credit: 100,
			sufficient_credit: false,
		});
	});

	test.each([
		['exactly suffices', 240, true],
		['is one too little', 239, false],
	])('credit that %s', async (_, credit, sufficient_credit) => {
		const { run } = await harness.runAgainst(
			giving(
				{ mci_count: 4, irancell_count: 0, other_count: 0 },
				{ mci_price: 60, other_price: 1, parts: 1, credit },
			),
			formTo([audienceOf({ id: 1, start: 0, size: 4 })]),
		);
		expect(outputOf(run)[0]).toMatchObject({ estimated_cost: 240, credit, sufficient_credit });
	});

	// One part has 70 characters, and the opt-out line with its line break takes 6.
	test.each([
		[64, 1],
		[65, 2],
		[71, 2],
	])('%i characters with the opt-out line cost %i parts', async (length, parts) => {
		const run = await harness.runNode(
			formTo([audienceOf({ id: 1, start: 0, size: 10 })], 'ب'.repeat(length)),
		);
		expect(outputOf(run)[0]).toMatchObject({ parts, estimated_cost: 10 * 2_370 * parts });
	});

	// Which texts have the line is a matter of test/unit/outbox.test.js.
	test.each([
		['متن\nلغو11', 'متن\nلغو11'],
		['لغو ۱۱ را بفرستید', 'لغو ۱۱ را بفرستید\nلغو11'],
	])('the price of %j is asked of %j', async (message, asked) => {
		const run = await harness.runNode(formTo([audienceOf({ id: 1, start: 0, size: 1 })], message));
		expect(harness.sandbox.requests[1].body).toEqual({ number: '+98PRO', message: asked });
		expect(outputOf(run)[0].request).toMatchObject({ message });
	});

	test('takes the audiences as JSON, too', async () => {
		const run = await harness.runNode({
			...OPERATIONS.estimate,
			specifyAudiences: 'json',
			audiencesJson: JSON.stringify(specificationBody.params),
		});
		expect(outputOf(run)[0]).toMatchObject({
			recipients: { total: 5_327 },
			request: specificationBody,
		});
	});

	test('refuses what Send refuses, before anything is asked', async () => {
		const run = await harness.runNode(formTo([audienceOf({ id: 1, start: 0, size: 0 })]));
		expect(run.error?.message).toContain('Audience 1 > Operator 1 > Size');
		expect(harness.sandbox.requests).toEqual([]);
	});

	test.each([
		['count', 'number-count', { mci_count: null, irancell_count: 0, other_count: 0 }],
		['price', 'calculate-price', { parts: 1 }],
		['credit', 'credit/mine', {}],
	])('says that nothing can be estimated where the API gives no %s', async (_, end, data) => {
		const counts = { mci_count: 1, irancell_count: 1, other_count: 1 };
		const good = { ...counts, mci_price: 1, other_price: 1, parts: 1, credit: 1 };
		const { run } = await harness.runAgainst(
			({ path }) => ({ body: done(path.endsWith(end) ? data : good) }),
			OPERATIONS.estimate,
		);
		expect(run.error?.message).toMatch(/API gave no/);
		expect(run.error?.description).toContain('Nothing was sent');
	});
});
