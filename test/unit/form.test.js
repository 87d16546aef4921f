/** The pure functions that read the form: what they accept, change and refuse. */
const fc = require('fast-check');
const { readSender } = require('../../dist/nodes/shared/form/sender');
const { readMessageText } = require('../../dist/nodes/IpPanelJobSms/form/messageText');
const { hasExpression, show, toInteger } = require('../../dist/nodes/shared/terms/values');
const { readAudiencesJson } = require('../../dist/nodes/IpPanelJobSms/form/audiencesJson');
const { findJsonError } = require('../../dist/nodes/IpPanelJobSms/form/jsonPosition');
const {
	readAudienceFields,
	readAudienceNames,
} = require('../../dist/nodes/IpPanelJobSms/form/audienceFields');
const { readReplyFilters } = require('../../dist/nodes/IpPanelJobSms/form/replyFilters');
const { readReportFilters } = require('../../dist/nodes/IpPanelJobSms/form/reportFilters');
const { checkOverlap } = require('../../dist/nodes/IpPanelJobSms/form/overlap');
const { operatorName } = require('../../dist/nodes/shared/terms/operators');
const { readSendOptions } = require('../../dist/nodes/IpPanelJobSms/send/sendOptions');

describe('a sender number', () => {
	test.each([
		['+98PRO', '+98PRO'],
		['+983000505', '+983000505'],
		['+۹۸۳۰۰۰۵۰۵', '+983000505'],
		['+٩٨ ٣٠٠٠ ٥٠٥', '+983000505'],
		['  +98 3000 505\n', '+983000505'],
		[' \u200e+98PRO\u200f ', '+98PRO'],
	])('%j is %s', (value, sender) => {
		expect(readSender(value)).toBe(sender);
		expect(readSender(sender)).toBe(sender);
	});

	test.each([
		...['', null, undefined, '   ', '\n', '\u200c\u200f'],
		...['98PRO', '3000505', '0098PRO', '09121234567', '+', '+98', '+0912', '+0PRO', '+PRO'],
		...['+98PRO!', '+98-PRO', '+98پرو', 983000505, true, ['+98PRO', '+98BANK'], {}],
	])('%j is refused by name', (value) => {
		expect(() => readSender(value)).toThrow(/^'Sender Number' is /);
	});
});

describe('a message text', () => {
	test('comes back byte for byte', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (/** @type {any} */ text) => {
				const message = `${text}.`;
				expect(readMessageText(message)).toBe(message);
			}),
		);
	});

	test('may be a number, such as a code from an expression', () => {
		expect(readMessageText(4711)).toBe('4711');
	});

	test.each(['', '  \n\t', '\u200c\u200b', null, undefined, {}, ['a'], true, NaN, Infinity])(
		'%p is refused',
		(value) => {
			expect(() => readMessageText(value)).toThrow(/^'Message' is /);
		},
	);
});

describe('a whole number', () => {
	test.each([
		[5, 5],
		['5', 5],
		[' ۱۲ ', 12],
		['5.0', 5],
		[0, 0],
	])('%j is %d', (value, number) => expect(toInteger(value, 'Size', 0)).toBe(number));

	test.each([
		...['', ' ', null, undefined, 'x', 'نان', '5x', '1e3', '1,000', 1.5, '1.5'],
		...[NaN, Infinity, -1, '-1', 2 ** 60, {}, [1], true],
	])('%p is none', (value) => expect(() => toInteger(value, 'Size', 0)).toThrow(/^'Size' is /));
});

test('a value in an error text is never long', () => {
	expect(show('x'.repeat(200)).length).toBeLessThanOrEqual(60);
	expect(show(undefined)).toBe('undefined');
});

test.each([
	['={{ 1 }}', true],
	['plain = text', false],
	[{ a: [{ b: '=x' }] }, true],
	[{ a: 1, b: null }, false],
])('n8n evaluates %j: %p', (raw, expected) => expect(hasExpression(raw)).toBe(expected));

test('an operator that is not documented goes by its number', () => {
	expect([1, 2, 13, 7].map(operatorName)).toEqual(['MCI', 'Irancell', 'Other Operators', '7']);
});

describe('the place at which a text stops being JSON', () => {
	test.each([
		['[1,]', 1, 4, 'unexpected "]"'],
		['{"a" 1}', 1, 6, 'unexpected "1"'],
		['[\n  {"a": 1},\n  {a: 1}\n]', 3, 4, 'unexpected "a"'],
		['[1', 1, 3, 'the text ends'],
		['', 1, 1, 'the text ends'],
		['[1] x', 1, 5, 'unexpected "x"'],
		['{"a": 1,}', 1, 9, 'unexpected "}"'],
		['["a\nb"]', 1, 4, 'unexpected "\\n"'],
		["['a']", 1, 2, 'unexpected "\'"'],
		['{"a": }', 1, 7, 'unexpected "}"'],
		['{1: 2}', 1, 2, 'unexpected "1"'],
		['[1 2]', 1, 4, 'unexpected "2"'],
		['[1}', 1, 3, 'unexpected "}"'],
		['[{ “a”: 1 }]', 1, 4, 'unexpected "“"'],
		['[{ "a": ۱ }]', 1, 9, 'unexpected "۱"'],
		['[01]', 1, 3, 'unexpected "1"'],
		['[1]]', 1, 4, 'unexpected "]"'],
		['[1,\n', 2, 1, 'the text ends'],
		['نانوایان', 1, 1, 'unexpected "ن"'],
	])('of %j is line %d, column %d', (text, line, column, found) => {
		expect(findJsonError(text)).toEqual({ line, column, found });
	});

	test('is never within what is a JSON text so far', () => {
		fc.assert(
			fc.property(
				fc.json(),
				fc.constantFrom('}', ']', ',', ':', 'x', '"'),
				(/** @type {any} */ json, /** @type {any} */ mistake) => {
					const { line, column } = findJsonError(`${json} ${mistake}`);
					expect({ line, column }).toEqual({ line: 1, column: json.length + 2 });
				},
			),
		);
	});
});

describe('audiences as JSON', () => {
	const range = { start: 0, size: 10, id: 2 };
	const good = { main_category_id: 1, sub_category_id: 1, operator: [range] };
	/** @param {object} change of the second audience */
	const inSecond = (change) => [good, { ...good, ...change }];
	/** @param {object} change of the second operator */
	const inRange = (change) => inSecond({ operator: [range, { ...range, id: 1, ...change }] });
	/** @param {any} from @param {string} key */
	const without = (from, key) => {
		const { [key]: _, ...rest } = from;
		return rest;
	};

	test('may be text, and numbers in it text', () => {
		const asText = JSON.stringify([good]).replace(/\d+/g, '"$&"');
		expect(readAudiencesJson(asText)).toEqual([good]);
	});

	/** @type {Array<[string, unknown, string]>} */
	const refused = [
		['an object', good, ''],
		['a number', 5, ''],
		['a text of a text', '"[]"', ''],
		['a text of nothing', 'null', ''],
		['an empty list', '[]', ''],
		['an entry that is a number', [good, 1], 'Audience 2'],
		['an entry that is nothing', [null], 'Audience 1'],
		['an entry that is a list', [good, [good]], 'Audience 2'],
		['a hole in a list', [good, , good], 'Audience 2'],
		['no main category', [without(good, 'main_category_id')], 'Audience 1 > main_category_id'],
		['a fractional main category', inSecond({ main_category_id: 1.5 }), 'Audience 2'],
		['a sub category of 0', inSecond({ sub_category_id: 0 }), 'Audience 2 > sub_category_id'],
		['a sub category of null', inSecond({ sub_category_id: null }), 'sub_category_id'],
		['an empty sub category', inSecond({ sub_category_id: '' }), 'sub_category_id'],
		['an empty list of operators', inSecond({ operator: [] }), 'Audience 2 > operator'],
		['operators of null', inSecond({ operator: null }), 'Audience 2 > operator'],
		['one operator instead of a list', inSecond({ operator: range }), 'Audience 2 > operator'],
		['an operator that is a number', inSecond({ operator: [2] }), 'Audience 2 > Operator 1'],
		['a hole in the operators', inSecond({ operator: [range, ,] }), 'Audience 2 > Operator 2'],
		['an unknown operator', inRange({ id: 4 }), 'Audience 2 > Operator 2'],
		['a size of 0', inRange({ size: 0 }), 'Audience 2 > Operator 2 > Size'],
		['a negative start', inRange({ start: -1 }), 'Audience 2 > Operator 2 > Start'],
		['a range without a size', inSecond({ operator: [without(range, 'size')] }), 'Size'],
		['a range without an operator', inSecond({ operator: [without(range, 'id')] }), 'Operator 1'],
	];
	test.each(refused)('with %s are refused', (_, json, place) => {
		expect(() => readAudiencesJson(json)).toThrow(/^'Audiences \(JSON\)[ ']/);
		expect(() => readAudiencesJson(json)).toThrow(place);
	});

	test.each(['operators', 'Operator', ' operator', 'main_category', 'mainCategory', 'note'])(
		'with the key %j are refused',
		(key) => {
			const words = (/** @type {string} */ place) =>
				`${place}' has an unknown key: ${JSON.stringify(key)}`;
			const audiences = inSecond({ [key]: [range] });
			expect(() => readAudiencesJson(audiences)).toThrow(words('Audience 2'));
			expect(() => readAudiencesJson(inRange({ [key]: 5 }))).toThrow(words('Operator 2'));
		},
	);
});

describe('all sub categories', () => {
	const all = { __rl: true, mode: 'list', value: 'all', cachedResultName: 'All Sub Categories' };
	/** @param {unknown} subCategory */
	const form = (subCategory) => ({
		audience: [{ mainCategory: { mode: 'id', value: '1' }, subCategory, recipients: 'everyone' }],
	});
	const empty = { mode: 'list', value: '' };

	test.each([
		['left empty', empty],
		['chosen from the list', all],
	])('are meant where the field was %s', (_, subCategory) => {
		const params = readAudienceFields(form(subCategory), form(subCategory));
		expect(params).toEqual([{ main_category_id: 1 }]);
	});

	const expression = '={{ $json.trade }}';
	test.each([
		['typed as an ID', { ...all, mode: 'id' }, { ...all, mode: 'id' }],
		['given by an expression', { mode: 'id', value: 'all' }, { mode: 'id', value: expression }],
		['given by an expression in the list', all, { ...all, value: expression }],
		['given by an expression for the field', all, expression],
		['nothing, from an expression', empty, { mode: 'id', value: expression }],
	])('are not meant by what was %s', (_, subCategory, raw) => {
		expect(() => readAudienceFields(form(subCategory), form(raw))).toThrow(
			/^'Audience 1 > Sub Category'(: the expression gave nothing| is not a whole number: "all")$/,
		);
	});

	test('are not meant where the saved form does not show what was left empty', () => {
		expect(() => readAudienceFields(form(empty), undefined)).toThrow(
			/the expression gave nothing$/,
		);
	});
});

describe('the same people twice', () => {
	const range = fc.record({
		id: fc.constantFrom(1, 2),
		start: fc.nat({ max: 6 }),
		size: fc.integer({ min: 1, max: 4 }),
	});
	const audience = fc.record(
		{
			main_category_id: fc.constantFrom(1, 2),
			sub_category_id: fc.constantFrom(1, 2),
			operator: fc.array(range, { minLength: 1, maxLength: 3 }),
		},
		{ requiredKeys: ['main_category_id'] },
	);

	/** Every pair of parts, compared one by one. @param {any[]} audiences */
	function overlapsByPairs(audiences) {
		const parts = audiences.flatMap(({ operator, ...category }) =>
			(operator ?? [undefined]).map((/** @type {any} */ part) => ({ ...category, part })),
		);
		return parts.some((one, index) =>
			parts.slice(index + 1).some((other) => {
				const subs = [one.sub_category_id, other.sub_category_id];
				const isSameSub = subs[0] === subs[1];
				if (one.main_category_id !== other.main_category_id) return false;
				if (!isSameSub && !subs.includes(undefined)) return false;
				if (!one.part || !other.part) return true;
				if (one.part.id !== other.part.id) return false;
				if (!isSameSub) return true;
				return (
					one.part.start < other.part.start + other.part.size &&
					other.part.start < one.part.start + one.part.size
				);
			}),
		);
	}

	test('is found exactly where two parts overlap', () => {
		fc.assert(
			fc.property(fc.array(audience, { maxLength: 6 }), (/** @type {any} */ audiences) => {
				const check = () => checkOverlap(/** @type {any} */ (audiences));
				if (overlapsByPairs(audiences)) expect(check).toThrow(/the same people twice/);
				else expect(check).not.toThrow();
			}),
			{ numRuns: 2_000 },
		);
	});

	const part = (
		/** @type {number | undefined} */ sub,
		/** @type {Array<{ id: number, start: number, size: number }>} */ ...operator
	) => ({
		main_category_id: 1,
		...(sub !== undefined && { sub_category_id: sub }),
		...(operator.length > 0 && { operator }),
	});
	const ten = { id: 2, start: 0, size: 10 };

	test.each([
		['sub category 1, operator Irancell', part(1, ten), part(1, { ...ten, start: 9 })],
		['main category 1', part(undefined), part(undefined)],
		['sub category 1, operator Other Operators', part(1), part(1, { id: 13, start: 50, size: 1 })],
		['main category 1, sub category 7', part(undefined), part(7)],
		['sub category 7, operator MCI', part(7, { ...ten, id: 1 }), part(undefined)],
		['sub category 3, operator Irancell', part(undefined, ten), part(3, { ...ten, start: 500 })],
		['sub category 3, operator Irancell', part(undefined, ten), part(3)],
	])('is told with both audiences and who it is: %s', (who, one, other) => {
		const between = { main_category_id: 8 };
		expect(() => checkOverlap([between, one, other])).toThrow(
			new RegExp(`^Audience 2 and Audience 3 address the same people twice \\(.*${who}\\)$`),
		);
	});

	test('is looked for with few comparisons in ten thousand audiences', () => {
		let comparisons = 0;
		const many = Array.from({ length: 10_000 }, (_, index) => ({
			main_category_id: 1,
			...(index % 2 && { sub_category_id: 1 + (index % 500) }),
			operator: [
				{
					id: index % 2 ? 1 : 2,
					get start() {
						comparisons++;
						return index * 10;
					},
					size: 10,
				},
			],
		}));
		expect(() => checkOverlap(many)).not.toThrow();
		// Each with each other one would be fifty million.
		expect(comparisons).toBeLessThan(1_000_000);
	});
});

test('an audience that was never filled in has no names', () => {
	expect(readAudienceNames({ audience: [{}] })).toEqual([{}]);
});

test('filters that were never filled in ask for everything', () => {
	expect(readReplyFilters(undefined)).toEqual({});
	expect(readReportFilters(undefined, 'Asia/Tehran')).toEqual({});
});

describe('the options of Send', () => {
	test('one item after the other and no cap, unless they are set', () => {
		expect(readSendOptions({})).toEqual({ concurrency: 1 });
		expect(readSendOptions(undefined)).toEqual({ concurrency: 1 });
		const options = { concurrency: 20, maxRecipients: '۵۰۰', refuseRepeatsHours: 720 };
		expect(readSendOptions(options)).toEqual({ ...options, maxRecipients: 500 });
	});

	test.each([
		{ concurrency: 21 },
		{ concurrency: 0 },
		{ maxRecipients: 0 },
		{ maxRecipients: undefined },
		{ refuseRepeatsHours: 0 },
		{ refuseRepeatsHours: 721 },
		{ refuseRepeatsHours: '' },
	])('%p is refused', (options) =>
		expect(() => readSendOptions(options)).toThrow(
			/^'(Concurrency|Max Recipients|Refuse Repeats Within \(Hours\))' is /,
		),
	);
});
