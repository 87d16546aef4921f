/** The lists of the form: names from the account, searched as people type them. */
const { done, paged, refusal } = require('../sandbox/envelope');
const { CATEGORIES, SENDER_NUMBERS, SUB_CATEGORIES } = require('../sandbox/data');
const { byId, itemForm, useHarness, startStub } = require('./harness');

const harness = useHarness();

/** The method that n8n calls for the list of a field, as the node's description names it. @param {string} field */
function methodOf(field) {
	/** @type {(properties: any[]) => any[]} */
	const flatten = (properties) =>
		properties.flatMap((property) => [
			property,
			...flatten(property.options ?? []),
			...flatten(property.values ?? []),
		]);
	const { description } = harness.engine.nodeTypes.getByNameAndVersion(
		harness.engine.defaultNodeType(),
	);
	const { modes } = flatten(description.properties).find(({ name }) => name === field);
	expect(modes[0]).toMatchObject({ name: 'list', typeOptions: { searchable: true } });
	return modes[0].typeOptions.searchListMethod;
}

/**
 * Opens the list of a field.
 *
 * @param {string} path of the field in the form
 * @param {object} [options]
 * @param {string} [options.filter] typed into its search box
 * @param {string} [options.paginationToken]
 * @param {any} [options.form]
 * @param {import('n8n-workflow').IDataObject} [options.credential] instead of the sandbox's own
 */
async function open(path, { filter, paginationToken, form = {}, credential } = {}) {
	return await harness.engine.listSearch({
		method: methodOf(/** @type {string} */ (path.split('.').at(-1))),
		path: `parameters.${path}`,
		nodeParameters: form,
		filter,
		paginationToken,
		credentials: {
			ipPanelEdgeApi: /** @type {any} */ ({ ...harness.credentials.ipPanelEdgeApi, ...credential }),
		},
	});
}

/** The names in a list. @param {ReturnType<typeof open>} list */
const names = async (list) => (await list).results.map(({ name }) => name);

const MAIN = 'audiences.audience[0].mainCategory';
const SUB = 'audiences.audience[1].subCategory';
const formOf = (/** @type {unknown[]} */ ...mains) => ({
	audiences: { audience: mains.map((mainCategory) => ({ mainCategory, subCategory: byId('') })) },
});

describe('main categories', () => {
	test("are the account's, by name", async () => {
		const { results } = await open(MAIN);
		expect(results).toEqual(CATEGORIES.map(({ id, name }) => ({ name, value: id })));
		expect(harness.sandbox.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'GET /api/send/jobs/categories',
		]);
	});

	test.each([
		['غذا', ['رستوران و صنعت غذا']],
		[' لوازم ', ['لوازم خانگی، تاسیسات و صنعت ساختمان', 'سلامت، زیبایی و لوازم شخصی']],
		['زيبايي', ['سلامت، زیبایی و لوازم شخصی']],
		['الكترونيكي', ['عکاسان و خدمات الکترونیکی و رایانه‌ای']],
		['رایانه ای', ['عکاسان و خدمات الکترونیکی و رایانه‌ای']],
		['7', ['سایر']],
		['۷', ['سایر']],
		['هیچ', []],
	])('a search for %j finds %j', async (filter, found) => {
		expect(await names(open(MAIN, { filter }))).toEqual(found);
	});

	test('a name that the API writes with Arabic letters is found with Persian ones', async () => {
		const api = await startStub(() => ({ body: done([{ id: 1, name: 'كافه‌هاي ١٢' }]) }));
		for (const filter of ['کافه', 'های', '۱۲', '12']) {
			const list = open(MAIN, { filter, credential: { baseUrl: api.baseUrl } });
			expect(await names(list)).toHaveLength(1);
		}
		api.close();
	});
});

describe('sub categories', () => {
	const of = (/** @type {number} */ main) =>
		SUB_CATEGORIES.filter(({ main_id }) => main_id === String(main)).map(({ id, name }) => ({
			name,
			value: id,
		}));

	const ALL = { name: 'All Sub Categories', value: 'all' };

	test('are those of the main category in the same audience', async () => {
		const { results } = await open(SUB, { form: formOf(byId(1), byId(2)) });
		expect(results).toEqual([ALL, ...of(2)]);
		expect(harness.sandbox.requests.map(({ path, query }) => ({ path, query }))).toEqual([
			{ path: '/api/send/jobs/sub-categories', query: { main_category_id: '2' } },
		]);
	});

	test.each([
		['chosen from the list', { __rl: true, mode: 'list', value: 3, cachedResultName: 'غذا' }],
		['typed as text', byId('3')],
		['typed in Persian digits', byId('۳')],
	])('follow a main category that is %s', async (_, main) => {
		const { results } = await open(SUB, { form: formOf(byId(1), main) });
		expect(results).toEqual([ALL, ...of(3)]);
	});

	test('stand beside the main category where there are no audiences', async () => {
		const { results } = await open('subCategory', {
			form: { resource: 'jobCategory', operation: 'countRecipients', mainCategory: byId(8) },
		});
		expect(results).toEqual([ALL, ...of(8)]);
	});

	test.each([
		['قناد', ['نانوایان و قنادان']],
		['چاپخانه ها', ['چاپخانه‌ها و صحافان']],
		['کاشي‌سازان', ['قصابان و کاشی‌سازان و فخاران']],
		['۲', ['نانوایان و قنادان']],
		['all', ['All Sub Categories']],
		['هیچ', []],
	])('a search for %j finds %j', async (filter, found) => {
		expect(await names(open(SUB, { filter, form: formOf(byId(2), byId(1)) }))).toEqual(found);
	});

	test('the entry for all of them is left out of what is asked and sent', async () => {
		const subCategory = { __rl: true, mode: 'list', value: ALL.value, cachedResultName: ALL.name };
		const [audience] = itemForm.audiences.audience;
		const audiences = { audience: [{ ...audience, subCategory }] };
		await harness.runNode({ ...itemForm, message: 'سلام', audiences });
		const { operators, mainCategory } = audience;
		expect(harness.sent()[0].params).toEqual([
			{ main_category_id: 1, operator: operators.operator },
		]);
		const countRecipients = { resource: 'jobCategory', operation: 'countRecipients' };
		await harness.runNode({ ...countRecipients, mainCategory, subCategory });
		expect(harness.sandbox.requests.at(-1)?.query).toEqual({ main_category_id: '1' });
	});

	test.each([
		['empty', byId('')],
		['missing', undefined],
	])('a main category that is %s must be chosen first, and nothing is asked', async (_, main) => {
		await expect(open(SUB, { form: formOf(byId(1), main) })).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining('Main Category'),
		});
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('a main category that the API does not know is named in its words', async () => {
		await expect(open(SUB, { form: formOf(byId(1), byId(99)) })).rejects.toMatchObject({
			message: expect.stringContaining('دسته بندی اصلی'),
		});
	});
});

describe('sender numbers', () => {
	const alias = '+983000505 (خدمات مشتریان)';

	test("are the account's, with their alias", async () => {
		const { results, paginationToken } = await open('fromNumber');
		expect(results).toEqual(
			SENDER_NUMBERS.map(({ number }) => ({
				name: number === '+983000505' ? alias : number,
				value: number,
			})),
		);
		expect(paginationToken).toBeUndefined();
		expect(harness.sandbox.requests.map(({ path }) => path)).toEqual(['/api/number/numbers']);
	});

	test.each([
		['pro', ['+98PRO']],
		['3000505', [alias]],
		['۳۰۰۰۵۰۵', [alias]],
		['٣٠٠٠٥٠٥', [alias]],
		['مشتريان', [alias]],
		['+98b', ['+98BANK']],
	])('a search for %j finds %j', async (filter, found) => {
		expect(await names(open('fromNumber', { filter }))).toEqual(found);
	});

	test('they are offered among the filters of Message > Get Many, too', async () => {
		expect(await names(open('filters.fromNumber'))).toHaveLength(SENDER_NUMBERS.length);
	});

	describe('of an account with more than a page of them', () => {
		const all = Array.from({ length: 250 }, (_, index) => ({
			id: index,
			number: `+98${1000 + index}`,
			alias: null,
		}));

		/** @param {boolean} withMeta */
		const startNumbers = async (withMeta) =>
			await startStub(({ query: { page, per_page } }) => ({
				body: paged(all, Number(page), Number(per_page), '', withMeta),
			}));

		test.each([
			['with', true],
			['without', false],
		])('all are reached by scrolling, %s paged meta', async (_, withMeta) => {
			const api = await startNumbers(withMeta);
			const credential = { baseUrl: api.baseUrl };
			const found = [];
			let paginationToken;
			do {
				const list = await open('fromNumber', { credential, paginationToken });
				found.push(...list.results.map(({ value }) => value));
				paginationToken = list.paginationToken && String(list.paginationToken);
			} while (paginationToken);
			api.close();
			expect(found).toEqual(all.map(({ number }) => number));
			expect(api.requests.map(({ query }) => query.page)).toEqual(['1', '2', '3']);
		});

		test('a search goes on to the page that has it, and ends where none has', async () => {
			const api = await startNumbers(true);
			const credential = { baseUrl: api.baseUrl };
			expect(await names(open('fromNumber', { credential, filter: '981249' }))).toEqual([
				'+981249',
			]);
			expect(await names(open('fromNumber', { credential, filter: 'nothing' }))).toEqual([]);
			api.close();
			expect(api.requests).toHaveLength(6);
		});

		test('a search ends at a server that gives the same page for ever', async () => {
			const api = await startStub(() => ({ body: done(all.slice(0, 100)) }));
			const list = open('fromNumber', { credential: { baseUrl: api.baseUrl }, filter: 'nothing' });
			expect(await names(list.catch(() => ({ results: [] })))).toEqual([]);
			api.close();
			expect(api.requests.length).toBeLessThan(10);
		});
	});
});

describe('what goes wrong is shown in the list', () => {
	const credentials = { apiToken: 'wrong' };

	test.each([
		['fromNumber', {}],
		[MAIN, formOf(byId(1))],
		[SUB, formOf(byId(1), byId(1))],
	])('a wrong token, for %s', async (path, form) => {
		await expect(open(path, { form, credential: credentials })).rejects.toMatchObject({
			name: 'NodeApiError',
			httpCode: '401',
			message: expect.stringContaining('اطلاعات وارد شده صحیح نمی باشد'),
			description: expect.stringContaining('Developers > Access Keys'),
		});
	});

	test.each([
		['a refusal', refusal(200, 'حساب مسدود است', '400-1'), 'حساب مسدود است'],
		['a page that is not the API', { body: '<html></html>' }, 'not the API'],
		['an answer without a list', { body: done({}) }, 'list'],
	])('%s', async (_, answer, words) => {
		const api = await startStub(() => answer);
		await expect(open(MAIN, { credential: { baseUrl: api.baseUrl } })).rejects.toMatchObject({
			message: expect.stringContaining(words),
		});
		api.close();
	});

	test.each([
		['ftp://edge.ippanel.com', 'Base URL'],
		['http://127.0.0.1:1', 'refused the connection'],
	])('the base URL %s', async (baseUrl, words) => {
		await expect(open(MAIN, { credential: { baseUrl } })).rejects.toMatchObject({
			message: expect.stringContaining(words),
		});
	});
});
