/**
 * The ways in which the outbox may show messages. None is documented: a client that trusts the outbox has
 * to cope with each of them.
 */
const { badRequest } = require('./badRequest');
const { done, notFound, paging } = require('./envelope');
const { filterMessages, listReport, singleReport } = require('./reports');
const lists = require('./views/lists');
const senders = require('./views/senders');
const texts = require('./views/texts');
const times = require('./views/times');

/**
 * @typedef {import('./outbox').Message} Message
 *
 * @typedef {object} Page
 * @property {number} page from 1
 * @property {number} perPage
 * @property {number} asked the page's number in the request, 0 where there is none
 *
 * @typedef {object} View what is not given is as documented
 * @property {(report: Record<string, any>, message: Message) => object | null} [entry] one message; null: it
 *   is not shown
 * @property {(messages: Message[], page: Page) => Message[]} [order] of the list, which is newest first
 * @property {number} [maxPerPage]
 * @property {(page: Page) => number} [offset] where in the list a page begins
 * @property {(entries: object[]) => unknown} [data] of the list's answer
 * @property {(paging: Record<string, any>) => object} [meta] what the list's answer tells about the paging
 * @property {import('./envelope').Refusal} [answer] instead of messages
 * @property {number} [lateMs] how long after it was accepted a message is shown
 * @property {number} [clockShiftMs] how far the times that the API writes and compares are ahead
 * @property {number | null} [dateShiftMs] how far the `Date` header of all answers is ahead; null: there is none
 */

/** By name. @type {Record<string, View>} */
const VIEWS = { ...senders, ...texts, ...times, ...lists };

/**
 * The view that is meant by its name.
 *
 * @param {string | View | null} [view]
 * @returns {View} the documented one, where none is given
 * @throws where there is none of this name
 */
function viewOf(view) {
	if (typeof view !== 'string') return view ?? {};
	if (Object.hasOwn(VIEWS, view)) return VIEWS[view];
	throw badRequest(`There is no view "${view}": ${Object.keys(VIEWS).join('; ')}`);
}

/**
 * What the outbox shows by now.
 *
 * @param {Message[]} messages
 * @param {View} view
 */
const visible = (messages, { lateMs = 0 }) =>
	messages.filter(({ acceptedAt }) => Date.now() - acceptedAt >= lateMs);

/**
 * The answer with one message.
 *
 * @param {Message | undefined} message
 * @param {number} stateSeconds
 * @param {View} view
 */
function showMessage(message, stateSeconds, view) {
	if (view.answer) return view.answer;
	const [shown] = message ? visible([message], view) : [];
	if (!shown) return notFound;
	const report = singleReport(shown, stateSeconds, view.clockShiftMs);
	const entry = view.entry ? view.entry(report, shown) : report;
	return entry ? done(entry) : notFound;
}

/**
 * The answer with one page of the list.
 *
 * @param {import('./outbox').Outbox} outbox
 * @param {Page & { filters: any, path: string }} request
 * @param {View} view
 */
function showList({ all, stateSeconds }, { filters, path, ...request }, view) {
	if (view.answer) return view.answer;
	const page = { ...request, perPage: Math.min(request.perPage, view.maxPerPage ?? Infinity) };
	const found = filterMessages(visible(all, view), filters, stateSeconds, view.clockShiftMs);
	const list = view.order ? view.order(found, page) : found;
	const from = view.offset ? view.offset(page) : (page.page - 1) * page.perPage;
	const entries = list.slice(from, from + page.perPage).flatMap((message) => {
		const report = listReport(message, stateSeconds, view.clockShiftMs);
		return (view.entry ? view.entry(report, message) : report) ?? [];
	});
	const meta = paging(list.length, page.page, page.perPage, path);
	return done(view.data ? view.data(entries) : entries, view.meta ? view.meta(meta) : meta);
}

module.exports = { showList, showMessage, VIEWS, viewOf };
