/** The sandbox shows its outbox in each way in which the API may. */
const { VIEWS } = require('../sandbox/views');
const { call, control, LIST, MESSAGE, send, useSandbox } = require('./sandboxClient');

const { message: TEXT } = MESSAGE;

const sandbox = useSandbox();

describe('views', () => {
	/** What the newest entry has in a view, after one message; the time is of the message. */
	const seconds = () => Math.floor(sandbox.outbox[0].acceptedAt / 1000);
	const tehran = () => new Date((seconds() + 12_600) * 1000).toISOString().slice(0, 19);
	/** @type {Record<string, () => object>} */
	const shown = {
		'number without plus': () => ({ number: '983000505' }),
		'number without country code': () => ({ number: '3000505' }),
		'number with 00': () => ({ number: '00983000505' }),
		'number with a leading 0': () => ({ number: '03000505' }),
		'number as a JSON number': () => ({ number: 983000505 }),
		'number masked': () => ({ number: '+9830***05' }),
		'number null': () => ({ number: null }),
		'number missing': () => ({ number: undefined }),
		'ID as a number': () => ({ messages_outbox_id: sandbox.outbox[0].id }),
		'ID not numeric': () => ({ messages_outbox_id: expect.stringMatching(/^a[0-9a-f]+$/) }),
		'ID as id': () => ({ messages_outbox_id: undefined, id: String(sandbox.outbox[0].id) }),
		'text with an opt-out line': () => ({ message: `${TEXT}\nلغو11` }),
		'text with CRLF': () => ({ message: TEXT.replace('\n', '\r\n') }),
		'text with Arabic letters': () => ({
			message: 'كاسب  گرامي،\nنيم‌فاصله ۱۲ 34 & «آيندهٔ» ما ',
		}),
		'text with Persian digits as ASCII': () => ({ message: TEXT.replace('۱۲', '12') }),
		'text with ASCII digits as Persian': () => ({ message: TEXT.replace('34', '۳۴') }),
		'text without half-spaces': () => ({ message: TEXT.replace('\u200c', '') }),
		'text with double spaces collapsed': () => ({ message: TEXT.replace('  ', ' ') }),
		'text HTML-escaped': () => ({
			message: TEXT.replace('&', '&amp;').replace('\u200c', '&zwnj;'),
		}),
		'text HTML-escaped twice': () => ({
			message: TEXT.replace('&', '&amp;amp;').replace('\u200c', '&amp;zwnj;'),
		}),
		'text in NFD': () => ({ message: TEXT.replace('آ', 'ا\u0653') }),
		'text cut with an ellipsis': () => ({ message: `${TEXT.slice(0, 20)}…` }),
		'text under another name': () => ({ message: undefined, text: TEXT }),
		'time as ISO text with Z': () => ({
			time: new Date(seconds() * 1000).toISOString().replace('.000', ''),
		}),
		'time as ISO text with the zone of Tehran': () => ({ time: `${tehran()}+03:30` }),
		'time as text in Tehran': () => ({ time: tehran().replace('T', ' ') }),
		'time 3.5 hours behind': () => ({ time: String(seconds() - 12_600) }),
		'time in milliseconds': () => ({ time: String(seconds() * 1000) }),
		'time missing': () => ({ time: undefined, time_send: undefined }),
		'clock 9 minutes behind': () => ({ time: String(seconds() - 540) }),
		'recipients one fewer': () => ({ rcpts_count: '9' }),
	};
	test.each(Object.entries(shown))('%s', async (view, expected) => {
		await send(sandbox);
		await control(sandbox, '/view', { view });
		const [{ id }] = sandbox.outbox;
		const { data } = (await call(sandbox, LIST, {})).json;
		const single = (await call(sandbox, `/api/report/by_bulk?messages_outbox_id=${id}`)).json.data;
		const wanted = Object.entries(expected());
		for (const entry of [data[0], single]) {
			expect(wanted.map(([name]) => [name, entry[name]])).toEqual(wanted);
		}
		sandbox.setView(undefined);
		expect((await call(sandbox, LIST, {})).json.data[0]).toMatchObject({ message: TEXT });
	});

	test('the Persian calendar', () => {
		const entry = VIEWS['time in the Persian calendar'].entry;
		const time = String(Date.UTC(2026, 2, 20, 20, 30) / 1000);
		expect(entry?.({ time, time_send: time }, /** @type {any} */ ({}))).toMatchObject({
			time: '1405/01/01 00:00:00',
		});
	});

	/** How many entries each of the first three pages of 15 gives, of 43, and all of them; and the total. */
	test.each(
		/** @type {Array<[string | undefined, number[], number, any]>} */ ([
			[undefined, [15, 15, 13], 43, 43],
			['list empty', [0, 0, 0], 0, 0],
			['pages of 10', [10, 10, 10], 30, 43],
			['pages of 10 without paging', [10, 10, 10], 30, undefined],
			['pages of 1', [1, 1, 1], 3, 43],
			['pages all the same', [15, 15, 15], 15, 43],
			['pages counted from 0', [15, 13, 0], 28, 43],
			['pages with counts as text', [15, 15, 13], 43, '43'],
			['pages that repeat an entry', [15, 15, 15], 43, 43],
			['pages pushed on by new messages', [15, 15, 15], 39, 49],
			['list unsorted', [15, 15, 13], 43, 43],
		]),
	)('%s: pages of %j', async (view, sizes, different, total) => {
		sandbox.seedOutbox({ count: 30 });
		sandbox.setView(view);
		const pages = [];
		for (const page of [1, 2, 3]) pages.push((await call(sandbox, LIST, { page, limit: 15 })).json);
		expect(pages.map(({ data }) => data.length)).toEqual(sizes);
		const ids = pages.flatMap(({ data }) =>
			data.map((/** @type {any} */ one) => one.messages_outbox_id),
		);
		expect(new Set(ids).size).toBe(different);
		expect(pages[2].meta.total).toBe(total);
	});

	test('one that is shown late', async () => {
		const start = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
		sandbox.setView('list shows messages after 5 seconds');
		await send(sandbox);
		const [{ id }] = sandbox.outbox;
		const statuses = [];
		for (const seconds of [0, 4.9, 5]) {
			clock.mockReturnValue(start + seconds * 1000);
			const { status } = await call(sandbox, `/api/report/by_bulk?messages_outbox_id=${id}`);
			statuses.push([status, (await call(sandbox, LIST, {})).json.meta.total]);
		}
		expect(statuses).toEqual([
			[404, 13],
			[404, 13],
			[200, 14],
		]);
	});

	test.each(
		/** @type {Array<[string, number | null]>} */ ([
			['clock 9 minutes behind', -540],
			['clock 30 minutes behind', -1800],
			['clock 2 minutes ahead', 120],
			['clock 2 minutes ahead, Date header right', 0],
			['clock 2 minutes ahead, no Date header', null],
		]),
	)('%s: the Date header of all answers', async (view, shift) => {
		sandbox.setView(view);
		for (const { headers } of [
			await send(sandbox),
			await call(sandbox, '/api/send/jobs/categories'),
		]) {
			const date = headers.get('date');
			if (shift === null) expect(date).toBeNull();
			else
				expect(Math.abs(Date.parse(String(date)) / 1000 - Date.now() / 1000 - shift)).toBeLessThan(
					5,
				);
		}
	});

	test.each([
		['answer of status false', 200, { data: null, meta: { status: false } }],
		['answer 403', 403, { meta: { status: false } }],
		['answer 500', 500, { error: expect.any(String) }],
		['list null', 200, { data: null, meta: { status: true } }],
		['list in data', 200, { data: { data: expect.any(Array) } }],
		['list in list', 200, { data: { list: expect.any(Array) } }],
	])('%s', async (view, code, json) => {
		sandbox.setView(view);
		expect(await call(sandbox, LIST, {})).toMatchObject({ status: code, json });
	});
});
