/** The answers of the Edge API: `{ data, meta }`, with the documented Persian messages and codes. */

/**
 * An answer that is not the endpoint's normal one.
 * @typedef {{ statusCode: number, body: object }} Refusal
 */

/**
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
	const entries = list.slice(from, from + perPage);
	return done(
		entries,
		withMeta
			? {
					current_page: page,
					from: entries.length > 0 ? from + 1 : null,
					last_page: Math.max(1, Math.ceil(list.length / perPage)),
					path,
					per_page: perPage,
					to: entries.length > 0 ? from + entries.length : null,
					total: list.length,
				}
			: {},
	);
}

module.exports = { done, invalid, messageRequired, notFound, paged, refusal, unauthorized };
