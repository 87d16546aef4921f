/** The pure functions that read the form: what they accept, change and refuse. */
const fc = require('fast-check');
const { readSender } = require('../../dist/nodes/IpPanelJobSms/form/sender');
const { readMessageText } = require('../../dist/nodes/IpPanelJobSms/form/messageText');
const { hasExpression, show, toInteger } = require('../../dist/nodes/IpPanelJobSms/form/values');
const { findJsonError } = require('../../dist/nodes/IpPanelJobSms/form/jsonPosition');
const { checkOverlap } = require('../../dist/nodes/IpPanelJobSms/form/overlap');
const { operatorName } = require('../../dist/nodes/IpPanelJobSms/form/labels');
const { readSendOptions } = require('../../dist/nodes/IpPanelJobSms/send/sendOptions');

describe('a sender number', () => {
	test.each([
		['+98PRO', '+98PRO'],
		['+983000505', '+983000505'],
		['+۹۸۳۰۰۰۵۰۵', '+983000505'],
		['+٩٨ ٣٠٠٠ ٥٠٥', '+983000505'],
		[' \u200e+98PRO\u200f ', '+98PRO'],
	])('%j is %s', (value, sender) => {
		expect(readSender(value)).toBe(sender);
		expect(readSender(sender)).toBe(sender);
	});

	test.each(['', null, undefined, ' ', '98PRO', '+', '+98', '+0912', '+98-PRO', '09121234567', {}])(
		'%j is refused by name',
		(value) => {
			expect(() => readSender(value)).toThrow(/^'Sender Number' /);
		},
	);
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

	test.each(['', '  \n\t', '\u200c\u200b', null, undefined, {}, ['a'], true])(
		'%j is refused',
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
		'',
		null,
		undefined,
		'x',
		'5x',
		'1e3',
		1.5,
		'1.5',
		NaN,
		Infinity,
		-1,
		'-1',
		2 ** 60,
		{},
		true,
	])('%j is none', (value) => expect(() => toInteger(value, 'Size', 0)).toThrow(/^'Size' is /));
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
				const check = () => checkOverlap(/** @type {any} */ (audiences), []);
				if (overlapsByPairs(audiences)) expect(check).toThrow(/the same people twice/);
				else expect(check).not.toThrow();
			}),
			{ numRuns: 2_000 },
		);
	});

	test('is found quickly in ten thousand audiences', () => {
		const many = Array.from({ length: 10_000 }, (_, index) => ({
			main_category_id: 1,
			...(index % 2 && { sub_category_id: 1 + (index % 500) }),
			operator: [{ id: index % 2 ? 1 : 2, start: index * 10, size: 10 }],
		}));
		expect(() => checkOverlap(many, [])).not.toThrow();
	});
});

describe('the options of Send', () => {
	test('one item after the other and no cap, unless they are set', () => {
		expect(readSendOptions({})).toEqual({ concurrency: 1 });
		expect(readSendOptions(undefined)).toEqual({ concurrency: 1 });
		expect(readSendOptions({ concurrency: 20, maxRecipients: '۵۰۰' })).toEqual({
			concurrency: 20,
			maxRecipients: 500,
		});
	});

	test.each([
		{ concurrency: 21 },
		{ concurrency: 0 },
		{ maxRecipients: 0 },
		{ maxRecipients: undefined },
	])('%j is refused', (options) =>
		expect(() => readSendOptions(options)).toThrow(/^'(Concurrency|Max Recipients)' is /),
	);
});
