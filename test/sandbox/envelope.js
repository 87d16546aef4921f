/** The answers of the Edge API: `{ data, meta }`, with the documented Persian messages and codes. */

/**
 * An answer that is not the endpoint's normal one.
 * @typedef {{ statusCode: number, body: object }} Refusal
 */

/**
 * The answer to a request that was carried out.
 *
 * @template T
 * @param {T} data
 * @param {object} [paging] what paged answers add to `meta`
 */
function done(data, paging = {}) {
	return {
		data,
		meta: {
			status: true,
			message: 'انجام شد',
			message_parameters: [],
			message_code: '200-1',
			...paging,
		},
	};
}

/**
 * An answer that refuses the request.
 *
 * @param {number} statusCode
 * @param {string} message
 * @param {string} message_code
 * @param {Record<string, string[]>} errors
 * @returns {Refusal}
 */
function refusal(statusCode, message, message_code, errors = {}) {
	return {
		statusCode,
		body: {
			data: null,
			meta: { status: false, message, message_parameters: [], message_code, errors },
		},
	};
}

/** Invalid or expired token, word for word. */
const unauthorized = refusal(401, 'اطلاعات وارد شده صحیح نمی باشد', '400-1');

const notFound = refusal(404, 'پیام مورد نظر یافت نشد', '404-1');

/**
 * Validation failed; the first message stands above all, with the number of the others.
 *
 * @param {Record<string, string[]>} errors
 */
function invalid(errors) {
	const [first, ...others] = Object.values(errors).flat();
	const more = others.length > 0 ? ` (و ${others.length} خطای دیگر)` : '';
	return refusal(422, first + more, '400-2', errors);
}

/** What must be given and is not. @param {string} label what the API calls it */
const required = (label) => `تکمیل گزینه ${label} الزامی است`;

/** The filter of a list asks for a state that there is not, word for word. */
const invalidState = refusal(422, 'invalid state', '400-31');

/** The same message was accepted just before. */
const repeated = refusal(429, 'درخواست تکراری است. لطفا کمی صبر کنید', '429-1');

/** The specification's example of an invalid request. */
const messageRequired = invalid({ message: [required('پیام')] });

/**
 * What a paged answer's `meta` tells about the paging.
 *
 * @param {number} total
 * @param {number} page
 * @param {number} perPage
 * @param {string} path
 */
function paging(total, page, perPage, path) {
	const before = (page - 1) * perPage;
	const isEmpty = before >= total;
	return {
		current_page: page,
		from: isEmpty ? null : before + 1,
		last_page: Math.max(1, Math.ceil(total / perPage)),
		path,
		per_page: perPage,
		to: isEmpty ? null : Math.min(total, before + perPage),
		total,
	};
}

/**
 * One page of a list.
 *
 * @template T
 * @param {T[]} list
 * @param {number} page
 * @param {number} perPage
 * @param {string} path
 * @param {boolean} withMeta whether `meta` tells about the paging
 */
function paged(list, page, perPage, path, withMeta = true) {
	const from = (page - 1) * perPage;
	return done(
		list.slice(from, from + perPage),
		withMeta ? paging(list.length, page, perPage, path) : {},
	);
}

module.exports = {
	done,
	invalid,
	invalidState,
	messageRequired,
	notFound,
	paged,
	paging,
	refusal,
	repeated,
	required,
	unauthorized,
};
