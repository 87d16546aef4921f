/** What can't be sent is refused before anything leaves, with words that name the field and the cure. */
const { byId, byNumber, NODE, startHarness } = require('./harness');

/** @type {Awaited<ReturnType<typeof startHarness>>} */
let harness;
beforeAll(async () => {
	harness = await startHarness();
});
afterEach(() => harness.sandbox.reset());
afterAll(async () => await harness.close());

/** A form with two audiences, the second with two operators. */
const form = {
	fromNumber: byNumber('+98PRO'),
	message: 'سلام',
	audiences: {
		audience: [
			{
				mainCategory: byId(1),
				subCategory: byId(1),
				recipients: 'operators',
				operators: { operator: [{ id: 1, start: 0, size: 10 }] },
			},
			{
				mainCategory: byId(2),
				subCategory: byId(13),
				recipients: 'operators',
				operators: {
					operator: [
						{ id: 13, start: 0, size: 10 },
						{ id: 2, start: 0, size: 10 },
					],
				},
			},
		],
	},
};

/** @param {unknown} json */
const jsonForm = (json) => ({
	...form,
	specifyAudiences: 'json',
	audiencesJson: /** @type {any} */ (json),
});

/**
 * @typedef {object} Refusal what the error must be
 * @property {string[]} names what the title must name: the field and its place
 * @property {RegExp} cure what the description must say
 *
 * @typedef {Refusal & { at: Array<string | number>, good: unknown }} Field a field of the form, with a value
 *   that can be sent
 */

/** @type {Record<string, Field>} */
const FIELDS = {
	sender: {
		at: ['fromNumber', 'value'],
		good: '+98PRO',
		names: ['Sender Number'],
		cure: /\+98PRO or \+983000505/,
	},
	message: { at: ['message'], good: 'سلام', names: ['Message'], cure: /text/ },
	mainCategory: {
		at: ['audiences', 'audience', 1, 'mainCategory', 'value'],
		good: 2,
		names: ['Audience 2', 'Main Category'],
		cure: /ID|whole number of 1 or more/,
	},
	subCategory: {
		at: ['audiences', 'audience', 1, 'subCategory', 'value'],
		good: 13,
		names: ['Audience 2', 'Sub Category'],
		cure: /whole number of 1 or more/,
	},
	subCategoryExpression: {
		at: ['audiences', 'audience', 1, 'subCategory', 'value'],
		good: 13,
		names: ['Audience 2', 'Sub Category', 'expression'],
		cure: /Correct the expression, or choose 'All Sub Categories'/,
	},
	recipients: {
		at: ['audiences', 'audience', 1, 'recipients'],
		good: 'operators',
		names: ['Audience 2', 'Recipients'],
		cure: /Choose/,
	},
	operator: {
		at: ['audiences', 'audience', 1, 'operators', 'operator', 1, 'id'],
		good: 2,
		names: ['Audience 2', 'Operator 2', 'Operator'],
		cure: /MCI.*Irancell.*Other Operators|whole number of 1 or more/,
	},
	start: {
		at: ['audiences', 'audience', 1, 'operators', 'operator', 1, 'start'],
		good: 0,
		names: ['Audience 2', 'Operator 2', 'Start'],
		cure: /whole number of 0 or more/,
	},
	size: {
		at: ['audiences', 'audience', 1, 'operators', 'operator', 1, 'size'],
		good: 10,
		names: ['Audience 2', 'Operator 2', 'Size'],
		cure: /whole number of 1 or more/,
	},
	specifyAudiences: {
		at: ['specifyAudiences'],
		good: 'fields',
		names: ['Specify Audiences'],
		cure: /\S/,
	},
	audiencesJson: {
		at: ['audiencesJson'],
		good: '[{ "main_category_id": 1, "operator": [{ "start": 0, "size": 10, "id": 2 }] }]',
		names: ['Audiences (JSON)'],
		cure: /array like \[\{ "main_category_id": 1/,
	},
};

/**
 * @param {Field['at']} at
 * @param {unknown} value
 */
function formWith(at, value) {
	/** @type {any} */
	const changed = structuredClone(at[0] === 'audiencesJson' ? jsonForm('') : form);
	let holder = changed;
	for (const key of at.slice(0, -1)) holder = holder[key];
	holder[at[at.length - 1]] = value;
	return changed;
}

/**
 * @param {import('./run').Run} run
 * @param {Refusal} refusal
 * @param {number} itemIndex
 */
function expectRefusal({ error }, { names, cure }, itemIndex) {
	for (const name of names) expect(error?.message).toContain(name);
	expect(error?.description).toMatch(cure);
	expect(error).toMatchObject({ context: { itemIndex } });
	expect(harness.sandbox.requests).toEqual([]);
}

/**
 * A value that an expression gives for the second of three items: the run stops before anything leaves,
 * or, if it is to continue, only that item is left out.
 *
 * @param {Field} field
 * @param {unknown} bad
 * @param {Partial<Refusal>} [told] instead of the field's own
 */
async function expectSecondRefused(field, bad, told) {
	const expression = formWith(field.at, '={{ $json.value }}');
	const items = /** @type {any[]} */ ([field.good, bad, field.good].map((value) => ({ value })));
	expectRefusal(await harness.runNode(expression, { items }), { ...field, ...told }, 1);

	const run = await harness.runNode(expression, {
		items,
		settings: { onError: 'continueRegularOutput' },
	});
	const [outputs] = run.outputs(NODE);
	expect(outputs.map(({ error }) => error?.name)).toEqual([
		undefined,
		'NodeOperationError',
		undefined,
	]);
	expect(harness.sent()).toHaveLength(2);
}

/** @param {Array<[field: string, values: unknown[]]>} table */
const each = (table) =>
	table.flatMap(([field, values]) =>
		values.map((value) => ({ field: FIELDS[field], name: FIELDS[field].names.join(' > '), value })),
	);

const BLANK = ['', '   ', '\n', '\u200c\u200f'];
const NO_INTEGER = ['x', 'نان', 1.5, '1.5', '1e3', '1,000', true, [1], {}, 1e20];

describe('a value is refused', () => {
	test.each(
		each([
			['sender', [undefined, null, ...BLANK]],
			['sender', ['98PRO', '3000505', '0098PRO', '+', '+98', '+0PRO', '+PRO', '+98PRO!', '+98پرو']],
			['sender', [983000505, true, ['+98PRO', '+98BANK'], {}]],
			['message', [undefined, null, ...BLANK, true, { text: 'سلام' }, ['سلام']]],
			['mainCategory', [undefined, null, '', ' ', 0, -1, '-1', ...NO_INTEGER]],
			['subCategory', [' ', 0, -1, '-1', 'all', ...NO_INTEGER]],
			['subCategoryExpression', [undefined, null, '']],
			['recipients', [undefined, null, '', 'all', 'Everyone']],
			['operator', [undefined, null, '', 0, 3, 12, 'MCI', 'همراه اول']],
			['start', [undefined, null, '', -1, '-1', 0.5, 'x']],
			['size', [undefined, null, '', 0, -1, '0', '۰', ...NO_INTEGER]],
			['specifyAudiences', [undefined, null, '', 'JSON']],
			['audiencesJson', [undefined, null, '', [], '[]']],
		]),
	)('$name: $value', async ({ field, value }) => await expectSecondRefused(field, value));

	test.each(
		each([
			['sender', ['', '98PRO', '+98']],
			['message', BLANK],
			['mainCategory', ['', '0', 'x']],
			['subCategory', ['0', 'x', '1.5', 'all']],
			['size', [0, -5, 1.5]],
			['start', [-1, 0.5]],
			['audiencesJson', ['', '[]', '{}']],
		]),
	)('$name: $value, typed into the form', async ({ field, value }) => {
		const run = await harness.runNode(formWith(field.at, value), { items: [{}, {}, {}] });
		expectRefusal(run, field, 0);
	});
});

describe('a form is refused', () => {
	const [first] = form.audiences.audience;

	test.each([
		['as the node opens', undefined, ['Sender Number']],
		['with only a sender and a text', {}, ['Audience 1', 'Main Category']],
		['without an audience', { audiences: {} }, ['Audience']],
		['with an empty list of audiences', { audiences: { audience: [] } }, ['Audience']],
		[
			'with Chosen Operators but none',
			{ audiences: { audience: [first, { ...first, operators: {} }] } },
			['Audience 2', 'Operators'],
		],
		[
			'with the size that a new operator begins with',
			{
				audiences: {
					audience: [{ ...first, operators: { operator: [{ id: 1, start: 0, size: 0 }] } }],
				},
			},
			['Audience 1', 'Operator 1', 'Size'],
		],
	])('%s', async (_, change, names) => {
		const { fromNumber, message } = form;
		const parameters = change && { fromNumber, message, ...change };
		const run = await harness.runNode(parameters ?? {}, { items: [{}, {}, {}] });
		expectRefusal(run, { names, cure: /Choose|Add|Enter/ }, 0);
	});

	test('the way out of an audience without operators is named', async () => {
		const run = await harness.runNode({
			...form,
			audiences: { audience: [{ ...first, operators: {} }] },
		});
		expect(run.error?.description).toContain('Everyone in the Category');
	});
});

describe('text that is not JSON is refused with the position', () => {
	test.each([
		['[{ "main_category_id": 1, }]', 1, 27],
		['[\n  {\n    "main_category_id": 1\n    "sub_category_id": 2\n  }\n]', 4, 5],
		["[{ 'main_category_id': 1 }]", 1, 4],
		['[{ main_category_id: 1 }]', 1, 4],
		['[{ “main_category_id”: 1 }]', 1, 4],
		['[{ "main_category_id": ۱ }]', 1, 24],
		['[{ "main_category_id": 01 }]', 1, 25],
		['[{ "main_category_id": 1 }]]', 1, 28],
		['نانوایان', 1, 1],
		['[{ "main_category_id": 1', 1, 25],
		['[{ "main_category_id": 1,\n', 2, 1],
	])('%j: line %i, column %i', async (bad, line, column) => {
		const names = ['Audiences (JSON)', `line ${line}, column ${column}`];
		await expectSecondRefused(FIELDS.audiencesJson, bad, { names });
	});
});

describe('JSON is refused', () => {
	const range = { start: 0, size: 10, id: 2 };
	const good = { main_category_id: 1, sub_category_id: 1, operator: [range] };
	const inSecond = (/** @type {object} */ change) => [good, { ...good, ...change }];
	const inRange = (/** @type {object} */ change) => [
		{ main_category_id: 2, operator: [range, { ...range, id: 1, ...change }] },
	];
	const without = (/** @type {any} */ from, /** @type {string} */ key) => {
		const { [key]: _, ...rest } = from;
		return rest;
	};

	/** @type {Array<[string, unknown, string[]]>} */
	const cases = [
		['an object', good, []],
		['a number', 5, []],
		['a text of a text', '"[]"', []],
		['a text of nothing', 'null', []],
		['an entry that is a number', [good, 1], ['Audience 2']],
		['an entry that is nothing', [null], ['Audience 1']],
		['an entry that is a list', [good, [good]], ['Audience 2']],
		['no main category', [without(good, 'main_category_id')], ['Audience 1', 'main_category_id']],
		['a fractional main category', inSecond({ main_category_id: 1.5 }), ['Audience 2']],
		['a sub category of 0', inSecond({ sub_category_id: 0 }), ['Audience 2', 'sub_category_id']],
		['a sub category of null', inSecond({ sub_category_id: null }), ['sub_category_id']],
		['an empty sub category', inSecond({ sub_category_id: '' }), ['sub_category_id']],
		['an empty list of operators', inSecond({ operator: [] }), ['Audience 2', 'operator']],
		['operators of null', inSecond({ operator: null }), ['Audience 2', 'operator']],
		['one operator instead of a list', inSecond({ operator: range }), ['Audience 2', 'operator']],
		['an operator that is a number', inSecond({ operator: [2] }), ['Operator 1']],
		['an unknown operator', inRange({ id: 4 }), ['Audience 1', 'Operator 2']],
		['a size of 0', inRange({ size: 0 }), ['Audience 1', 'Operator 2', 'Size']],
		['a negative start', inRange({ start: -1 }), ['Audience 1', 'Operator 2', 'Start']],
		['a range without a size', [{ ...good, operator: [without(range, 'size')] }], ['Size']],
		[
			'a range without an operator',
			[{ ...good, operator: [without(range, 'id')] }],
			['Operator 1'],
		],
		...[
			'operators',
			'Operator',
			' operator',
			'opreator',
			'main_category',
			'mainCategory',
			'note',
		].map(
			(key) =>
				/** @type {[string, unknown, string[]]} */ ([
					`an entry with the key ${JSON.stringify(key)}`,
					inSecond({ [key]: [range] }),
					['Audience 2', key],
				]),
		),
		['a range with the key "count"', inRange({ count: 5 }), ['Audience 1', 'Operator 2', 'count']],
	];
	test.each(cases)('with %s', async (_, json, names) => {
		const told = { names: ['Audiences (JSON)', ...names], cure: /\S{3}/ };
		await expectSecondRefused(FIELDS.audiencesJson, json, told);
	});

	test.each([
		['operator', '={{ [{ main_category_id: 1, operator: $json.nothing }] }}'],
		[
			'sub_category_id',
			'={{ [{ main_category_id: 1, sub_category_id: $json.nothing, operator: $json.ranges }] }}',
		],
		['sub_category_id', '=[{ "main_category_id": 1, "sub_category_id": "{{ $json.nothing }}" }]'],
		['line 1', '=[{ "main_category_id": 1, "operator": {{ $json.nothing }} }]'],
		['main_category_id', '={{ [{ main_category_id: $json.nothing }] }}'],
	])('with an expression in it that gave nothing for %s', async (name, json) => {
		const run = await harness.runNode(jsonForm(json), { items: [{ ranges: [range] }] });
		expectRefusal(run, { names: ['Audiences (JSON)', name], cure: /\S{3}/ }, 0);
	});
});

describe('the same people twice', () => {
	const range = (
		/** @type {number} */ id,
		/** @type {number} */ start,
		/** @type {number} */ size,
	) => ({
		start,
		size,
		id,
	});
	const part = (
		/** @type {number} */ main,
		/** @type {number | undefined} */ sub,
		/** @type {Array<ReturnType<typeof range>>} */ ...operator
	) => ({
		main_category_id: main,
		...(sub !== undefined && { sub_category_id: sub }),
		...(operator.length > 0 && { operator }),
	});

	test.each([
		['ranges that share one person', [part(1, 1, range(2, 0, 10)), part(1, 1, range(2, 9, 5))]],
		['a range inside another', [part(1, 1, range(2, 0, 100)), part(1, 1, range(2, 10, 5))]],
		[
			'the same range twice',
			[part(1, undefined, range(2, 0, 1)), part(1, undefined, range(2, 0, 1))],
		],
		['everyone twice', [part(1, 1), part(1, 1)]],
		['everyone and some of one operator', [part(1, 1), part(1, 1, range(13, 50, 1))]],
		['a main category and its sub category', [part(1, undefined), part(1, 7)]],
		['a sub category before its main category', [part(1, 7, range(1, 0, 1)), part(1, undefined)]],
		[
			'a part of a main category and the same operator of its sub category',
			[part(1, undefined, range(2, 0, 10)), part(1, 3, range(2, 500, 10))],
		],
		[
			'a part of a main category and everyone of its sub category',
			[part(1, undefined, range(2, 0, 10)), part(1, 3)],
		],
	])('is refused, naming both audiences: %s', async (_, [one, other]) => {
		const names = ['Audience 2', 'Audience 3', 'twice'];
		const between = part(8, undefined, range(2, 0, 1));
		await expectSecondRefused(FIELDS.audiencesJson, [between, one, other], {
			names,
			cure: /twice/,
		});
	});

	test('is refused within one audience of the form', async () => {
		const operator = [
			{ id: 2, start: 0, size: 10 },
			{ id: 1, start: 0, size: 10 },
			{ id: 2, start: 5, size: 10 },
		];
		const run = await harness.runNode({
			...form,
			audiences: { audience: [{ ...form.audiences.audience[0], operators: { operator } }] },
		});
		expectRefusal(
			run,
			{
				names: ['Audience 1', 'twice', 'Irancell'],
				cure: /^They .* Choose another 'Operator' .*'Start' and 'Size'/,
			},
			0,
		);
	});

	test('names the categories that were chosen from the list', async () => {
		/** @param {number} value @param {string} name */
		const chosen = (value, name) => ({ __rl: true, mode: 'list', value, cachedResultName: name });
		const audience = {
			...form.audiences.audience[0],
			mainCategory: chosen(1, 'صنایع و اصناف'),
			subCategory: chosen(2, 'نانوایان و قنادان'),
		};
		const typed = { ...audience, subCategory: { ...byId(2), cachedResultName: 'صنفی' } };
		const run = await harness.runNode({ ...form, audiences: { audience: [audience, typed] } });
		const names = [
			'Audience 1 and Audience 2',
			'(main category صنایع و اصناف (ID 1), sub category نانوایان و قنادان (ID 2), operator MCI)',
		];
		expectRefusal(run, { names, cure: /twice/ }, 0);
	});

	test.each([
		['ranges that follow each other', [part(1, 1, range(2, 0, 10)), part(1, 1, range(2, 10, 5))]],
		['different operators', [part(1, 1, range(2, 0, 10)), part(1, 1, range(1, 0, 10))]],
		['different sub categories', [part(1, 1), part(1, 2)]],
		['different main categories', [part(1, undefined), part(2, undefined)]],
		[
			'an operator of the main category and another of its sub category',
			[part(1, undefined, range(2, 0, 10)), part(1, 3, range(1, 0, 10))],
		],
	])('is not: %s', async (_, params) => {
		await harness.runNode(jsonForm(JSON.stringify(params)));
		expect(harness.sent().map((body) => body.params)).toEqual([params]);
	});
});

test('an expression that fails for the second of three items stops all of them', async () => {
	const run = await harness.runNode(
		{ ...form, message: "={{ $json.first ? 'سلام' : $('No such node').item.json.text }}" },
		{ items: [{ first: true }, {}, {}] },
	);
	expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
	expect(harness.sandbox.requests).toEqual([]);
});
