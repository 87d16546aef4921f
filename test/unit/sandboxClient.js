/** A sandbox for a test file, and calls to it as clients make them. */
const { startSandbox } = require('../sandbox');

/** @typedef {Awaited<ReturnType<typeof startSandbox>>} Sandbox */

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
 * Starts the sandbox for all tests of a file. Each test gets an untouched one, and the real time.
 *
 * @param {Parameters<typeof startSandbox>[0]} [options]
 * @returns {Sandbox} filled in before the first test
 */
function useSandbox(options) {
	const sandbox = /** @type {Sandbox} */ ({});
	beforeAll(async () => {
		const started = await startSandbox(options);
		Object.defineProperties(sandbox, Object.getOwnPropertyDescriptors(started));
	});
	afterEach(() => {
		jest.restoreAllMocks();
		sandbox.reset();
	});
	afterAll(async () => await sandbox.close());
	return sandbox;
}

/**
 * Calls the API with the token.
 *
 * @param {Sandbox} api
 * @param {string} path
 * @param {any} [body] a POST with this body, as JSON unless it is text; a GET without
 * @param {{ token?: string, signal?: AbortSignal }} [options]
 * @returns {Promise<{ status: number, headers: Headers, text: string, json: any }>}
 */
async function call(api, path, body, { token = api.token, signal } = {}) {
	const response = await fetch(api.baseUrl + path, {
		method: body === undefined ? 'GET' : 'POST',
		headers: { authorization: token },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		redirect: 'manual',
		signal,
	});
	const text = await response.text();
	const json = text.startsWith('{') && text.endsWith('}') ? JSON.parse(text) : undefined;
	return { status: response.status, headers: response.headers, text, json };
}

/** Sends the message. @param {Sandbox} api @param {any} [changes] */
const send = (api, changes = {}) => call(api, '/api/send', { ...MESSAGE, ...changes });

/** Calls the control API. @param {Sandbox} api @param {string} path @param {any} [body] @param {string} [method] */
async function control(api, path, body, method = 'POST') {
	const response = await fetch(api.controlUrl + path, {
		method,
		headers: { accept: 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: response.status, json: /** @type {any} */ (await response.json()) };
}

module.exports = { call, control, LIST, MESSAGE, send, useSandbox };
