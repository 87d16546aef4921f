/** What the outbox shows, and what of it could be a message whose answer is lost. */
const comparable = require('../../dist/nodes/IpPanelJobSms/outbox/comparable');
const { queryOutbox } = require('../../dist/nodes/IpPanelJobSms/outbox/queryOutbox');
const { toSighting } = require('../../dist/nodes/IpPanelJobSms/outbox/sighting');
const { Evidence } = require('../../dist/nodes/IpPanelJobSms/send/evidence');
const { fingerprint } = require('../../dist/nodes/IpPanelJobSms/send/ledger');
const { viewFor } = require('../../dist/nodes/IpPanelJobSms/send/outboxLook');
const { simplifyReply } = require('../../dist/nodes/shared/reports/inbox');
const { simplifyReport } = require('../../dist/nodes/shared/reports/report');
const { sameNumber } = require('../../dist/nodes/shared/terms/numbers');

const { comparableText, couldBeText, hasOptOut } = comparable;

const TEXT =
	'همکار گرامی، «کتاب‌ها» ۲۰٪ ارزان شد & رسید؛ دایرة خانۀ مـا را ببرید.\nلینک: https://A.ir/?x=1&y=2';

describe('a text is known however it is written', () => {
	/** @type {Array<[string, (text: string) => string]>} */
	const ways = [
		['trimmed', (text) => ` ${text}\n`],
		['with other line ends', (text) => text.replaceAll('\n', '\r\n')],
		['on one line', (text) => text.replaceAll('\n', ' ')],
		['with Arabic letters', (text) => text.replaceAll('ی', 'ي').replaceAll('ک', 'ك')],
		['with ه for ة and ۀ', (text) => text.replace(/[ةۀ]/g, 'ه')],
		['with ۀ in two characters', (text) => text.replace('ۀ', 'ه\u0654')],
		['without the stretched letter', (text) => text.replace('مـا', 'ما')],
		['in lower case', (text) => text.toLowerCase()],
		['with Latin digits', (text) => text.replaceAll('۲۰', '20')],
		['with Arabic digits', (text) => text.replaceAll('۲۰', '٢٠')],
		['without half-spaces', (text) => text.replaceAll('\u200c', '')],
		['with spaces for half-spaces', (text) => text.replaceAll('\u200c', ' ')],
		['with direction marks', (text) => `\u200f${text}\u200e`],
		['composed in another way', (text) => text.normalize('NFD')],
		['escaped for HTML', (text) => text.replaceAll('&', '&amp;')],
		['escaped twice', (text) => text.replaceAll('&', '&amp;amp;')],
		['with entities by number', (text) => text.replaceAll('&', '&#38;').replaceAll('=', '&#x3D;')],
		['with entities by name', (text) => text.replace('«', '&laquo;').replace('»', '&raquo;')],
		['with an emoji lost', (text) => text.replace('ارزان شد', 'ارزان شد ?')],
		['with the opt-out line', (text) => `${text}\nلغو11`],
		['with the opt-out line in Persian digits', (text) => `${text}\n\nلغو ۱۱`],
	];
	test.each(ways)('%s', (_, write) => {
		expect(comparableText(write(TEXT))).toBe(comparableText(TEXT));
	});

	test.each(['رسید', 'همکار گرامی', '۲۱٪', 'y=3'])('but not with other words: %s', (words) => {
		const other = TEXT.replace(/رسید|همکار گرامی|۲۰٪|y=2/g, (found) =>
			found[0] === words[0] ? `${words}ه` : found,
		);
		expect(other).not.toBe(TEXT);
		expect(comparableText(other)).not.toBe(comparableText(TEXT));
	});

	test('an entity that is no character stays as it is', () => {
		expect(comparableText('متن &#1114112;')).toContain('1114112');
	});

	test.each([
		['متن لغو11', true],
		['متن\n«لغو ۱۱».', true],
		['متن\r\nلغو۱۱', true],
		['متن لغو ١١.', true],
		['متن\n«لغو‌11»', true],
		['متن لغو', false],
		['لغو۱۱ را بفرستید', false],
		['متن لغو111', false],
	])('%j ends with the opt-out line: %p', (text, expected) => {
		expect(hasOptOut(text)).toBe(expected);
	});
});

test.each([
	['the same', 'abcdef', true],
	['missing', undefined, true],
	['cut', 'abc', true],
	['longer', 'abcdefgh', true],
	['another', 'abx', false],
])('a text that is %s could be ours: %p', (_, seen, expected) => {
	expect(couldBeText(seen === undefined ? [] : [seen], 'abcdef')).toBe(expected);
});

/** One number, as people and servers write it. */
const NUMBERS = [
	...['+983000505', '00983000505', '+9803000505', '3000505', '03000505', '983000505'],
	...['+98 3000-505', '۳۰۰۰۵۰۵'],
];

/** @type {Array<[string, string, boolean]>} */
const PAIRS = [];
for (const one of NUMBERS) for (const other of NUMBERS) PAIRS.push([one, other, true]);

test.each([
	...PAIRS,
	['+98PRO', '+98pro', true],
	['+98PRO', 'PRO', true],
	['+9898123', '098123', true],
	['+98PRO', '+98PROS', false],
	['+983000505', '+983000506', false],
	['+983000505', '30005', false],
])('%s and %s are one number: %p', (one, other, expected) => {
	expect([sameNumber(one, other), sameNumber(other, one)]).toEqual([expected, expected]);
});

describe('an entry of the outbox', () => {
	const seconds = 1_744_121_308;

	test.each([
		['messages_outbox_id', 7, 'id', '7'],
		['messages_outbox_id', '9007199254740993', 'id', '9007199254740993'],
		['messages_outbox_id', 2 ** 53, 'id', undefined],
		['messages_outbox_id', 1.5, 'id', undefined],
		['messages_outbox_id', 0, 'id', undefined],
		['messages_outbox_id', 'a-7', 'id', undefined],
		['messages_outbox_id', null, 'id', undefined],
		['number', '+98pro', 'number', '+98pro'],
		['number', 983000505, 'number', '983000505'],
		['number', '+9830****', 'number', undefined],
		['number', '', 'number', undefined],
		['number', null, 'number', undefined],
		['message', 'متن', 'text', 'متن'],
		['message', ' ', 'text', undefined],
		['message', null, 'text', undefined],
		['message', 'متن ** پیام', 'text', 'متنپیام'],
		['message', 'متن ** پیام', 'pieces', ['متن', 'پیام']],
		['message', '?? 50 ?? 70 ????', 'pieces', ['', '50', '70', '']],
		['message', 'U* t* 50% o**', 'pieces', ['u', 't', '50o', '']],
		['message', 'متن؟ پیام? *', 'pieces', ['متنپیام']],
		['message', 'متن •••', 'pieces', ['متن', '']],
		['message', 'متن • پیام', 'pieces', ['متنپیام']],
		['message', '????? ????', 'text', undefined],
		['message', 'متن \ufffd', 'pieces', ['متن', '']],
		['message', 'متن پی…', 'isCut', true],
		['message', 'متن پی... ', 'isCut', true],
		['message', 'متن پیام.', 'isCut', false],
		['time', String(seconds), 'time', seconds * 1000],
		['time', seconds, 'time', seconds * 1000],
		['time', seconds * 1000, 'time', seconds * 1000],
		['time', '۱۷۴۴۱۲۱۳۰۸', 'time', seconds * 1000],
		['time', '2025-04-08T14:08:28Z', 'time', seconds * 1000],
		['time', '2025-04-08T17:38:28+03:30', 'time', seconds * 1000],
		['time', '2025-04-08 14:08:28', 'time', undefined],
		['time', '1404/01/19 17:38', 'time', undefined],
		['time', '0', 'time', undefined],
		['time', '2025-99-08T14:08:28Z', 'time', undefined],
		['time', null, 'time', undefined],
		['rcpts_count', '10', 'recipients', 10],
		['rcpts_count', 0, 'recipients', undefined],
		['rcpts_count', null, 'recipients', undefined],
	])('with the %s %j has the %s %j', (field, value, name, expected) => {
		const sighting = /** @type {any} */ (toSighting({ [field]: value }));
		expect(sighting[name]).toEqual(expected);
	});
});

test('an outbox without an end is read to its 200th page, and proves nothing', async () => {
	let pages = 0;
	/** @type {import('../../dist/nodes/IpPanelJobSms/outbox/queryOutbox').Query} */
	const query = async () => {
		if (++pages > 300) throw new Error('It reads for ever');
		// Every second one is older than all before, but the list is not sorted.
		const data = [{ messages_outbox_id: pages, time: 1_744_121_308 - pages + (pages % 2) * 300 }];
		return { kind: 'done', data, meta: { status: true } };
	};
	const { flaw, sightings } = await queryOutbox(query, Date.now());
	expect(flaw).toMatch(/too long/);
	expect([pages, sightings.length]).toEqual([200, 200]);
});

test.each([
	[simplifyReport, { state_id: 42, state: 'new' }, { state: 'new' }],
	[simplifyReply, { messages_inbox_id: 'a-7' }, { messages_inbox_id: 'a-7' }],
	[simplifyReply, { messages_inbox_id: '7' }, { messages_inbox_id: 7 }],
])('what nobody documented is told as it came: %p %j', (simplify, entry, told) => {
	expect(simplify(entry)).toMatchObject(told);
});

describe('the evidence for a lost message', () => {
	const LEFT = Date.UTC(2026, 2, 21, 8);
	const MINUTE = 60_000;
	const lost = {
		sender: '+98PRO',
		words: comparableText('متن پیام'),
		since: LEFT,
		until: LEFT + MINUTE,
		hasLeft: true,
	};
	beforeAll(() => jest.useFakeTimers({ now: LEFT + 2 * MINUTE }));
	afterAll(() => jest.useRealTimers());

	/**
	 * @param {object} change of the entry, which is the message itself
	 * @param {number} [laterMs] how much later than it left the message was made
	 */
	const entry = (change = {}, laterMs = 1_000) =>
		toSighting({
			messages_outbox_id: 7,
			number: '+98pro',
			message: 'متن پیام',
			time: (LEFT + laterMs) / 1000,
			...change,
		});

	/**
	 * What is told of the lost message: the IDs that it could be, and the one that it must be.
	 *
	 * @param {Array<ReturnType<typeof entry>>} sightings
	 * @param {{ clockAhead?: number, others?: string[], taken?: string[], words?: string[], lost?: object }} [known]
	 */
	function tell(
		sightings,
		{ clockAhead = 0, others = [], taken = [], words = [], lost: change } = {},
	) {
		const evidence = new Evidence(
			{ sightings, clockAhead, takenAt: LEFT, oldest: LEFT },
			{
				isAnothers: (id) => others.includes(id),
				isTaken: (id) => taken.includes(id),
				words: new Set(words.map((text) => fingerprint(comparableText(text)))),
			},
		);
		const one = { ...lost, ...change };
		const candidates = evidence.candidatesFor(one);
		return {
			candidates: candidates.map(({ id }) => id),
			answer: evidence.answerTo(one, candidates)?.id,
		};
	}
	const FOUND = { candidates: ['7'], answer: '7' };
	const OPEN = { candidates: ['7'], answer: undefined };
	const NONE = { candidates: [], answer: undefined };
	const TEHRAN = 3.5 * 60 * MINUTE;
	const longer = entry({ messages_outbox_id: 8, message: 'یک متن دیگر که بلندتر است' });

	test.each([
		['as it was sent', [entry()], {}, FOUND],
		['made in the second before it left', [entry({}, -1_000)], {}, FOUND],
		['made half a minute after it left', [entry({}, MINUTE / 2)], {}, OPEN],
		[
			'made after its request had ended',
			[entry({}, 10_000)],
			{ lost: { until: LEFT + 5_000 } },
			OPEN,
		],
		['made in the second after that', [entry({}, 6_000)], { lost: { until: LEFT + 5_000 } }, FOUND],
		['made five minutes before it left', [entry({}, -5 * MINUTE)], {}, OPEN],
		['made eleven minutes before it left', [entry({}, -11 * MINUTE)], {}, NONE],
		[
			'where our clock was right when it left, and is 45 minutes behind now',
			[entry()],
			{ clockAhead: 45 * MINUTE },
			OPEN,
		],
		[
			'by a clock that is behind, which is known',
			[entry({}, -5 * MINUTE)],
			{ clockAhead: -5 * MINUTE },
			FOUND,
		],
		['in Tehran time', [entry({}, TEHRAN)], {}, OPEN],
		['in UTC that says Tehran', [entry({}, -TEHRAN)], {}, OPEN],
		['without a time', [entry({ time: null })], {}, OPEN],
		[
			'without an ID',
			[entry({ messages_outbox_id: null })],
			{},
			{ ...OPEN, candidates: [undefined] },
		],
		['without a number', [entry({ number: null })], {}, OPEN],
		['without a text', [entry({ message: null })], {}, OPEN],
		['cut', [entry({ message: 'متن' })], {}, OPEN],
		['masked', [entry({ message: 'متن ****' })], {}, OPEN],
		['masked from its beginning', [entry({ message: '**** پیام' })], {}, OPEN],
		['masked all but for its middle', [entry({ message: '** م **' })], {}, OPEN],
		['masked from its beginning, and longer', [entry({ message: '** پیام لغو' })], {}, OPEN],
		['masked, beginning with its last letter', [entry({ message: '** مادر' })], {}, NONE],
		['like it but for a mask', [entry({ message: 'متن ** پیام' })], {}, OPEN],
		[
			'with the mask that we wrote',
			[entry({ message: 'متن ** پیام' })],
			{ lost: { mayBeMasked: true } },
			FOUND,
		],
		['masked, with another beginning', [entry({ message: 'سفارش ****' })], {}, NONE],
		['masked from another beginning', [entry({ message: '** سفارش **' })], {}, NONE],
		['from another sender', [entry({ number: '+98bank' })], {}, NONE],
		['with another text', [entry({ message: 'متن دیگر' })], {}, NONE],
		[
			'twice',
			[entry(), entry({ messages_outbox_id: 9 })],
			{},
			{ candidates: ['7', '9'], answer: undefined },
		],
		['where it is the answer to another message', [entry()], { others: ['7'] }, NONE],
		['where another message was taken for it', [entry()], { taken: ['7'] }, OPEN],
		[
			'shorter, where the list shows longer texts and it is another item',
			[entry({ message: 'متن' }), longer],
			{ words: ['متن'] },
			NONE,
		],
		[
			'longer, where it is another item',
			[entry({ message: 'متن پیام دیگر' })],
			{ words: ['متن پیام دیگر'] },
			NONE,
		],
		['longer, where it is nobody we know', [entry({ message: 'متن پیام دیگر' })], {}, OPEN],
		['shorter, where it is nobody we know', [entry({ message: 'متن' }), longer], {}, OPEN],
		['where nobody knows when it left', [entry()], { lost: { since: undefined } }, OPEN],
		[
			'within what an execution before may have sent',
			[entry({}, MINUTE)],
			{ lost: { hasLeft: false } },
			FOUND,
		],
		['made later than now', [entry({}, 3 * MINUTE)], { lost: { hasLeft: false } }, OPEN],
	])('%s', (_, sightings, known, expected) => {
		expect(tell(sightings, known)).toEqual(expected);
	});
});

describe('a look at the outbox', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	/** Looks for a message that may have gone out an hour ago, and says whose outbox was asked. */
	const looker = () => {
		/** @type {string[]} */
		const asked = [];
		const sending = /** @type {any} */ ({
			...{ origin: {}, words: [], othersAttempts: () => [] },
			ledger: { all: () => [] },
		});
		/** @param {string} executionId @param {string} token @param {object} [origin] */
		const look = async (executionId, token, origin = {}) => {
			const ask = async () => {
				asked.push(token);
				return { kind: 'done', data: [], meta: {} };
			};
			const connection = { baseUrl: 'https://api.test', token };
			const since = Date.now() - 3_600_000;
			const lost = { sender: '+98PRO', words: 'x', since, hasLeft: false };
			const run = { items: [{ context: { getExecutionId: () => executionId } }] };
			const looking = viewFor([lost], since, { ...sending, origin, run, connection, ask });
			await jest.advanceTimersByTimeAsync(7_000);
			await looking;
		};
		return { asked, look };
	};

	test('is repeated after some seconds, and of one account is not believed of another one', async () => {
		const { asked, look } = looker();
		for (const token of ['one', 'other', 'one']) await look('1', token);
		expect(asked).toEqual(['one', 'one', 'other', 'other']);
	});

	test('serves for later runs, but not for long', async () => {
		const { asked, look } = looker();
		await look('2', 'one');
		await look('2', 'one');
		expect(asked).toHaveLength(2);
		await jest.advanceTimersByTimeAsync(15_000);
		await look('2', 'one');
		expect(asked).toHaveLength(3);
	});

	test('serves for what one retry calls, but not for a call that is retried by itself', async () => {
		const { asked, look } = looker();
		await look('3', 'one', { parent: 'caller' });
		await look('4', 'one', { parent: 'caller' });
		expect(asked).toHaveLength(2);
		await look('5', 'one', { parent: 'caller', isRetry: true });
		expect(asked).toHaveLength(4);
	});
});
