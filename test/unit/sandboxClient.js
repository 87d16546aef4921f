/** Calls a sandbox as clients do. */

/** @typedef {Awaited<ReturnType<typeof import('../sandbox').startSandbox>>} Sandbox */

/** The endpoint of the outbox's list. */
const LIST = '/api/report/new_list';

/** A message to ten people, with all that another view of it may change. */
const MESSAGE = {
	sending_type: 'job',
	from_number: '+983000505',
	message: 'کاسب  گرامی،\nنیم‌فاصله ۱۲ 34 & «آیندهٔ» ما ',
	params: [{ main_category_id: 1, operator: [{ id: 2, start: 0, size: 10 }] }],
};

/**
 * Calls the API with the token.
 *
 * @param {Sandbox} api
 * @param {string} path
 * @param {any} [body] a POST with this body; a GET without
 * @returns {Promise<{ status: number, date: string | null, text: string, json: any }>}
 */
async function call(api, path, body) {
	const response = await fetch(api.baseUrl + path, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { authorization: api.token },
		body: JSON.stringify(body),
		redirect: 'manual',
	});
	const text = await response.text();
	return {
		status: response.status,
		date: response.headers.get('date'),
		text,
		json: text.startsWith('{') ? JSON.parse(text) : undefined,
	};
}

/** Sends the message. @param {Sandbox} api @param {any} [changes] */
const send = (api, changes = {}) => call(api, '/api/send', { ...MESSAGE, ...changes });

/** Posts to the control API. @param {Sandbox} api @param {string} path @param {any} body */
async function control(api, path, body) {
	const init = { method: 'POST', body: JSON.stringify(body) };
	const response = await fetch(api.controlUrl + path, init);
	return { status: response.status, json: /** @type {any} */ (await response.json()) };
}

module.exports = { call, control, LIST, MESSAGE, send };
