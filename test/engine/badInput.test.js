/** What can't be sent is refused before anything leaves, with words that name the field and the cure. */
const { audienceOf, byId, byNumber, NODE, useHarness } = require('./harness');

const harness = useHarness();

/**
 * A form with two audiences, the second with two operators. Sender and text differ from item to item, so that
 * no item is the same message as another, whichever field a test sets.
 */
const form = {
	fromNumber: byNumber("={{ $itemIndex === 2 ? '+98BANK' : '+98PRO' }}"),
	message: '=سلام {{ $itemIndex }}',
	audiences: {
		audience: [
			audienceOf({ id: 1, start: 0, size: 10 }),
			{
				...audienceOf({ id: 13, start: 0, size: 10 }, { id: 2, start: 0, size: 10 }),
				mainCategory: byId(2),
				subCategory: byId(13),
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
		cure: /Choose one of the two options/,
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
	expect(error?.description).toContain('Nothing was sent for this item.');
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

// Which other values each field refuses is a matter of test/unit/form.test.js.
describe('a value is refused', () => {
	test.each(
		each([
			['sender', [undefined, '\u200c\u200f', '98PRO', ['+98PRO', '+98BANK']]],
			['message', [undefined, null, '\u200c\u200f', true, NaN, Infinity, { text: 'سلام' }]],
			['mainCategory', [undefined, '', 0, 'نان', [1]]],
			['subCategory', [' ', '-1', 1.5, 'all']],
			['subCategoryExpression', [undefined, null, '']],
			['recipients', [undefined, '', 'Everyone']],
			['operator', [null, 3, 'MCI']],
			['start', ['', -1]],
			['size', [undefined, 0, '۰']],
			['specifyAudiences', [undefined, 'JSON']],
			['audiencesJson', [null, '', []]],
		]),
	)('$name: $value', async ({ field, value }) => await expectSecondRefused(field, value));

	test.each(
		each([
			['sender', ['', '98PRO']],
			['message', ['   ', '={{ 0 / 0 }}', '={{ 1 / 0 }}']],
			['mainCategory', ['', 'x']],
			['subCategory', ['0', 'all']],
			['size', [0]],
			['start', [-1]],
			['audiencesJson', ['', '{}']],
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

describe('JSON is refused', () => {
	const range = { start: 0, size: 10, id: 2 };
	const good = { main_category_id: 1, sub_category_id: 1, operator: [range] };

	// What else is refused is a matter of test/unit/form.test.js.
	/** @type {Array<[string, unknown, string[]]>} */
	const cases = [
		['text that is not JSON', '[{ "main_category_id": 1, }]', ['line 1, column 27']],
		[
			'the same people twice',
			[{ main_category_id: 8 }, good, good],
			['Audience 2', 'Audience 3', 'twice'],
		],
	];
	test.each(cases)('with %s', async (_, json, names) => {
		const told = { names, cure: /It must be an array|The keys are|twice/ };
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
		['Audience 1', '={{ Array(1) }}'],
	])('with an expression in it that gave nothing for %s', async (name, json) => {
		const run = await harness.runNode(jsonForm(json), { items: [{ ranges: [range] }] });
		const cure = /It must be an array|Enter a whole number|List at least one operator/;
		expectRefusal(run, { names: ['Audiences (JSON)', name], cure }, 0);
	});
});

test('the same people twice are told with the names that were chosen from the list', async () => {
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
	expectRefusal(run, { names, cure: /^They .* Choose another 'Operator' .*'Start' and 'Size'/ }, 0);
});

describe('a time-out that is none is refused before anything leaves', () => {
	test.each(['abc', -5, 1.5, true])('%j', async (timeout) => {
		const items = [{}, {}, {}];
		const requestOptions = /** @type {any} */ ({ timeout: `={{ ${JSON.stringify(timeout)} }}` });
		const run = await harness.runNode({ ...form, requestOptions }, { items });
		expectRefusal(run, { names: ['Timeout'], cure: /whole number of 1 or more/ }, 0);
	});
});

describe('the same message twice in one run', () => {
	const items = ['یک', 'دو', 'سه', 'یک'].map((message) => ({ message }));
	const same = { ...form, message: '={{ $json.message }}' };

	test('is refused before anything leaves, and the error names both items', async () => {
		const run = await harness.runNode(same, { items });
		expect(run.error?.message).toBe('Item 3 is the same message as item 0');
		expectRefusal(run, { names: [], cure: /Nothing was sent for this item.*get it twice/ }, 3);
	});

	test('is left out where the node goes on after errors', async () => {
		const settings = /** @type {const} */ ({ onError: 'continueErrorOutput' });
		const run = await harness.runNode(same, { items, settings });
		expect(harness.sentMessages()).toEqual(['یک', 'دو', 'سه']);
		expect(run.outputs(NODE)[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 3 }]);
	});

	test.each([
		['sender', { fromNumber: byNumber("={{ $itemIndex ? '+98PRO' : '+98BANK' }}") }],
		[
			'audience',
			{
				audiences: {
					audience: [
						{
							...form.audiences.audience[0],
							mainCategory: byId('={{ $itemIndex + 1 }}'),
							subCategory: byId(''),
						},
					],
				},
			},
		],
	])('is none where the %s differs', async (_, change) => {
		await harness.runNode({ ...form, message: 'سلام', ...change }, { items: [{}, {}] });
		expect(harness.sandbox.outbox).toHaveLength(2);
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

test('with batching, so does one in a field that is not used: n8n would give up in the middle', async () => {
	const batching = { batch: { batchSize: 1, batchInterval: 20 } };
	const specifyAudiences = "={{ 'fields' }}";
	const audiencesJson = "={{ $json.first ? '[]' : $('No such node').item.json.text }}";
	const run = await harness.runNode(
		{ ...form, specifyAudiences, audiencesJson, requestOptions: { batching } },
		{ items: [{ first: true }, {}, {}] },
	);
	expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
	expect(harness.sandbox.requests).toEqual([]);
});
