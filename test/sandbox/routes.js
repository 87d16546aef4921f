/** The endpoints of the Edge API that the project talks to. */
const { CATEGORIES, PRICES, SENDER_NUMBERS, SUB_CATEGORIES } = require('./data');
const { recipient, statistics } = require('./deliveries');
const {
	done,
	invalid,
	invalidState,
	notFound,
	paged,
	paging,
	repeated,
	required,
} = require('./envelope');
const { inboxEntry } = require('./inbox');
const { count } = require('./recipients');
const { isState } = require('./reports');
const { partsOf } = require('./sms');
const { categoryErrors, priceErrors, sendErrors } = require('./validation');
const { showList, showMessage } = require('./views');

/** The most entries that a page holds, whatever is asked for. */
const MAX_PER_PAGE = 100;

/**
 * @typedef {object} Call
 * @property {any} query
 * @property {any} body
 * @property {import('./outbox').Outbox} outbox
 * @property {import('./inbox').Inbox} inbox
 * @property {import('./views').View} view how the outbox shows messages
 *
 * @typedef {(call: Call) => object} Endpoint gives a body, or a `Refusal`
 */

/** @type {Record<string, Endpoint>} */
const ROUTES = {
	'POST /api/send': ({ body, outbox }) => {
		const refused = refuse(sendErrors(body));
		if (refused) return refused;
		if (outbox.isRepeated(body)) return repeated;
		return done({ message_outbox_ids: [outbox.accept(body)] });
	},

	'GET /api/send/jobs/categories': () => done(CATEGORIES),

	'GET /api/send/jobs/sub-categories': ({ query }) => {
		const { main_category_id } = integers(query);
		return (
			refuse(categoryErrors({ main_category_id })) ??
			done(SUB_CATEGORIES.filter(({ main_id }) => main_id === String(main_category_id)))
		);
	},

	'GET /api/send/jobs/number-count': ({ query }) => {
		const numbers = integers(query);
		const refused = refuse(categoryErrors(numbers));
		if (refused) return refused;
		const { main_category_id, sub_category_id, operator_id: id, start, size } = numbers;
		const { mci, irancell, other } = count(main_category_id, sub_category_id, { id, start, size });
		return done({ mci_count: mci, irancell_count: irancell, other_count: other });
	},

	// The documentation does not say whether the prices include the parts; here they are for one part.
	'POST /api/send/calculate-price': ({ body }) =>
		refuse(priceErrors(body)) ??
		done({ mci_price: PRICES.mci, other_price: PRICES.other, parts: partsOf(body.message) }),

	'GET /api/payment/credit/mine': ({ outbox }) =>
		done({
			credit: outbox.credit,
			yesterday_credit: outbox.firstCredit,
			gift: 0,
			gift_expires_at: null,
			updated_at: '2025-06-30 18:07:06',
		}),

	'GET /api/number/numbers': ({ query }) => {
		const { page, perPage } = pageOf(query.page, query.per_page);
		return paged(SENDER_NUMBERS, page, perPage, '/api/number/numbers');
	},

	'GET /api/report/by_bulk': ({ query, outbox, view }) =>
		refuseWithout(query, 'messages_outbox_id') ??
		showMessage(outbox.find(query.messages_outbox_id), outbox.stateSeconds, view),

	'POST /api/report/new_list': ({ body, outbox, view }) => {
		const { filters = {}, page: asked } = body ?? {};
		if (filters.state_id !== undefined && !isState(filters.state_id)) return invalidState;
		const page = { ...pageOf(asked, body?.limit), asked: Math.trunc(Number(asked)) || 0 };
		return showList(outbox, { ...page, filters, path: '/api/report/new_list' }, view);
	},

	'POST /api/report/messages-inbox': ({ body, inbox, view }) => {
		const { page, perPage } = pageOf(body?.page, body?.per_page);
		const messages = inbox.after(body?.filters?.from_id);
		const answer = paged(messages, page, perPage, '/api/report/messages-inbox');
		const entries = answer.data.map((message) => inboxEntry(message, view.clockShiftMs ?? 0));
		return { ...answer, data: entries };
	},

	'GET /api/report/recipients': ({ query, outbox }) => {
		const refused = refuseWithout(query, 'bulk_id');
		if (refused) return refused;
		const message = outbox.find(query.bulk_id);
		if (!message) return notFound;
		const { page, perPage } = pageOf(query.page, query.per_page);
		// Only the recipients of this page are made up: a message may have a hundred thousand.
		const first = (page - 1) * perPage;
		const length = Math.max(0, Math.min(perPage, message.recipients - first));
		const data = Array.from({ length }, (_, index) => recipient(message, first + index));
		const path = '/api/report/recipients';
		return done(data, paging(message.recipients, page, perPage, path));
	},

	'GET /api/report/bulk_stats': ({ query, outbox }) => {
		const refused = refuseWithout(query, 'bulk_id');
		if (refused) return refused;
		const message = outbox.find(query.bulk_id);
		return message ? done(statistics(message)) : notFound;
	},
};

/**
 * The answer to a request that is not valid.
 *
 * @param {import('./validation').Errors} errors
 */
const refuse = (errors) => (Object.keys(errors).length > 0 ? invalid(errors) : undefined);

/**
 * The answer to a request without a field that it needs; undefined where it has it.
 *
 * @param {Record<string, string>} query
 * @param {string} field
 */
const refuseWithout = (query, field) => refuse(query[field] ? {} : { [field]: [required(field)] });

/**
 * The values of a query as integers; what is none becomes NaN, which no field accepts.
 *
 * @param {Record<string, string>} query
 * @returns {Record<string, any>}
 */
const integers = (query) =>
	Object.fromEntries(
		Object.entries(query).map(([name, text]) => [name, /^\d+$/.test(text) ? Number(text) : NaN]),
	);

/**
 * The page that is asked for, and how many entries it holds: 10 by default.
 *
 * @param {any} number
 * @param {any} size
 */
function pageOf(number, size) {
	const positive = (/** @type {any} */ value, /** @type {number} */ fallback) =>
		Math.max(1, Math.trunc(Number(value)) || fallback);
	return { page: positive(number, 1), perPage: Math.min(MAX_PER_PAGE, positive(size, 10)) };
}

module.exports = { ROUTES };
