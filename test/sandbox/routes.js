/** The endpoints of the Edge API that the project talks to. */
const { CATEGORIES, PRICES, SENDER_NUMBERS, SUB_CATEGORIES } = require('./data');
const { done, invalid, notFound, paged } = require('./envelope');
const { recipient, statistics } = require('./outbox');
const { count, partsOf } = require('./recipients');
const { isBlank, isMainCategory, isSender, sendErrors, WORDS } = require('./validation');

/** The most entries that a page holds, whatever is asked for. */
const MAX_PER_PAGE = 100;

/**
 * @typedef {import('./envelope').Refusal} Refusal
 *
 * @typedef {object} Call
 * @property {any} query
 * @property {any} body
 * @property {import('./outbox').Outbox} outbox
 * @property {boolean} pagedMeta whether paged answers tell about the paging
 *
 * @typedef {(call: Call) => object} Endpoint gives a body, or a `Refusal`
 */

/** @param {any} value */
const toInteger = (value) => (value === undefined ? undefined : Number(value));

/**
 * @param {any} value
 * @param {number} fallback
 */
const toPageNumber = (value, fallback) => Math.max(1, Math.trunc(Number(value)) || fallback);

/** @type {Record<string, Endpoint>} */
const ROUTES = {
	'POST /api/send': ({ body, outbox }) => {
		const errors = sendErrors(body);
		if (Object.keys(errors).length > 0) return invalid(errors);
		return done({ message_outbox_ids: [outbox.accept(body)] });
	},

	'GET /api/send/jobs/categories': () => done(CATEGORIES),

	'GET /api/send/jobs/sub-categories': ({ query }) => {
		const mainCategory = Number(query.main_category_id);
		if (!isMainCategory(mainCategory)) return wrongMainCategory();
		return done(SUB_CATEGORIES.filter(({ main_id }) => main_id === String(mainCategory)));
	},

	'GET /api/send/jobs/number-count': ({ query }) => {
		const mainCategory = Number(query.main_category_id);
		if (!isMainCategory(mainCategory)) return wrongMainCategory();
		const { mci, irancell, other } = count(mainCategory, toInteger(query.sub_category_id), {
			id: toInteger(query.operator_id),
			start: toInteger(query.start),
			size: toInteger(query.size),
		});
		return done({ mci_count: mci, irancell_count: irancell, other_count: other });
	},

	'POST /api/send/calculate-price': ({ body }) => {
		if (isBlank(body?.message)) return invalid({ message: [WORDS.message] });
		if (!isSender(body.number)) return invalid({ number: [WORDS.from_number] });
		return done({
			mci_price: PRICES.mci,
			other_price: PRICES.other,
			parts: partsOf(body.message),
		});
	},

	'GET /api/payment/credit/mine': ({ outbox }) =>
		done({
			credit: outbox.credit,
			yesterday_credit: outbox.firstCredit,
			gift: 0,
			gift_expires_at: null,
			updated_at: '2025-06-30 18:07:06',
		}),

	'GET /api/number/numbers': ({ query, pagedMeta }) =>
		page(SENDER_NUMBERS, query.page, query.per_page, '/api/number/numbers', pagedMeta),

	'POST /api/acl/auth/check_token': () =>
		done({
			user_name: 'sandbox',
			user_id: 1,
			document_block: false,
			is_reseller: false,
			send_block: false,
			name: 'Sandbox',
		}),

	'GET /api/report/by_bulk': ({ query, outbox }) => {
		const message = outbox.find(query.messages_outbox_id);
		return message ? done(outbox.report(message)) : notFound;
	},

	'POST /api/report/new_list': ({ body, outbox, pagedMeta }) =>
		page(
			outbox.list(body?.filters ?? {}),
			body?.page,
			body?.limit,
			'/api/report/new_list',
			pagedMeta,
		),

	'GET /api/report/recipients': ({ query, outbox, pagedMeta }) => {
		const message = outbox.find(query.bulk_id);
		if (!message) return notFound;
		const recipients = Array.from({ length: message.recipients }, (_, index) => index);
		const answer = page(
			recipients,
			query.page,
			query.per_page,
			'/api/report/recipients',
			pagedMeta,
		);
		return { ...answer, data: answer.data.map((index) => recipient(message, index)) };
	},

	'GET /api/report/bulk_stats': ({ query, outbox }) => {
		const message = outbox.find(query.bulk_id);
		return message ? done(statistics(message)) : notFound;
	},
};

function wrongMainCategory() {
	return invalid({ main_category_id: [WORDS.main_category_id] });
}

/**
 * @template T
 * @param {T[]} list
 * @param {any} number
 * @param {any} size
 * @param {string} path
 * @param {boolean} withMeta
 */
function page(list, number, size, path, withMeta) {
	const perPage = Math.min(MAX_PER_PAGE, toPageNumber(size, 10));
	return paged(list, toPageNumber(number, 1), perPage, path, withMeta);
}

module.exports = { ROUTES };
