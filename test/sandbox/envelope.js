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
 * Validation failed; the first message stands above all.
 *
 * @param {Record<string, string[]>} errors
 */
function invalid(errors) {
	return refusal(422, Object.values(errors)[0][0], '400-2', errors);
}

/** The specification's example of an invalid request. */
const messageRequired = invalid({ message: ['تکمیل گزینه پیام الزامی است'] });

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

module.exports = { done, invalid, messageRequired, notFound, paged, paging, refusal, unauthorized };
