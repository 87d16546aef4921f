/** What the engine tests have in common: the engine, the sandbox API, and workflows around the node. */
const { once } = require('node:events');
const { createServer } = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { startSandbox } = require('../sandbox');
const { createEngine } = require('.');

const NODE_TYPE = 'n8n-nodes-ippanel-job-sms.ipPanelJobSms';

/** The name of the node under test in every workflow. */
const NODE = 'IPPanel Job SMS';

/**
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 * @typedef {import('./execution').WorkflowJson} WorkflowJson
 * @typedef {import('./run').Run} Run
 */

/** @param {string | number} value */
const byId = (value) => ({ __rl: true, mode: 'id', value });

/** @param {string} value */
const byNumber = (value) => ({ __rl: true, mode: 'number', value });

/** The request body of the specification's example, word for word. */
const specificationBody = {
	sending_type: 'job',
	from_number: '+98PRO',
	message: 'متن پیام',
	params: [
		{
			main_category_id: 1,
			sub_category_id: 1,
			operator: [
				{ start: 0, size: 3373, id: 2 },
				{ start: 1, size: 2, id: 13 },
			],
		},
		{
			main_category_id: 1,
			sub_category_id: 2,
			operator: [
				{ start: 0, size: 1452, id: 2 },
				{ start: 1, size: 500, id: 13 },
			],
		},
	],
};

/** The example of the specification, as the fields of the form. */
const specificationForm = {
	fromNumber: byNumber(specificationBody.from_number),
	message: specificationBody.message,
	audiences: {
		audience: specificationBody.params.map(({ main_category_id, sub_category_id, operator }) => ({
			mainCategory: byId(main_category_id),
			subCategory: byId(sub_category_id),
			recipients: 'operators',
			operators: { operator },
		})),
	},
};

/**
 * An audience of the form: ranges of operators in the first sub category.
 *
 * @param {...any} operator
 */
const audienceOf = (...operator) => ({
	mainCategory: byId(1),
	subCategory: byId(1),
	recipients: 'operators',
	operators: { operator },
});

/** A form that sends `$json.message` of each item to ten people. */
const itemForm = {
	fromNumber: byNumber('+98PRO'),
	message: '={{ $json.message }}',
	audiences: { audience: [audienceOf({ id: 2, start: 0, size: 10 })] },
};

/**
 * A workflow of a trigger and the node under test.
 *
 * @param {IDataObject} parameters of the node
 * @param {Partial<import('n8n-workflow').INode>} [settings] of the node, e.g. `onError`
 * @returns {WorkflowJson}
 */
function workflowWith(parameters, settings = {}) {
	return {
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'node',
				name: NODE,
				type: NODE_TYPE,
				typeVersion: 1,
				position: [200, 0],
				credentials: { ipPanelEdgeApi: { id: '1', name: 'IPPanel' } },
				parameters: /** @type {import('n8n-workflow').INodeParameters} */ (parameters),
				...settings,
			},
		],
		connections: { Trigger: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/**
 * What tests do with an engine and a sandbox.
 *
 * @param {import('.').Engine} engine
 * @param {Awaited<ReturnType<typeof startSandbox>>} sandbox
 */
function harnessOf(engine, sandbox) {
	const credentials = {
		ipPanelEdgeApi: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	};

	/**
	 * Runs the node once.
	 *
	 * @param {IDataObject} parameters
	 * @param {object} [options]
	 * @param {IDataObject[]} [options.items] the trigger's items
	 * @param {Partial<import('n8n-workflow').INode>} [options.settings]
	 * @param {IDataObject} [options.credential] instead of the sandbox's own
	 */
	async function runNode(parameters, { items = [{}], settings, credential } = {}) {
		return await engine.run({
			workflow: workflowWith(parameters, settings),
			credentials: { ipPanelEdgeApi: { ...credentials.ipPanelEdgeApi, ...credential } },
			input: items,
		});
	}

	/**
	 * Runs the node once, against a server that answers as told.
	 *
	 * @param {Parameters<typeof startStub>[0]} answer
	 * @param {IDataObject} parameters
	 * @param {Parameters<typeof runNode>[1]} [options]
	 */
	async function runAgainst(answer, parameters, options = {}) {
		const api = await startStub(answer);
		const credential = { baseUrl: api.baseUrl, ...options.credential };
		const run = await runNode(parameters, { ...options, credential }).finally(api.close);
		const { requests } = api;
		return { run, error: run.error, requests, paths: requests.map(({ path }) => path) };
	}

	return {
		engine,
		sandbox,
		credentials,
		runNode,
		runAgainst,
		/** The bodies that reached `POST /api/send`, in order. */
		sent: () => sandbox.sends.map(({ body }) => body),
		/** The texts of these. */
		sentMessages: () => sandbox.sends.map(({ body }) => body.message),
		/**
		 * Does something with the same engine and a sandbox of its own, beside others.
		 *
		 * @param {(own: Harness) => Promise<void>} act
		 * @param {Parameters<typeof startSandbox>[0]} [sandboxOptions]
		 */
		async beside(act, sandboxOptions) {
			const own = harnessOf(engine, await startSandbox(sandboxOptions));
			await act(own).finally(own.sandbox.close);
		},
		async close() {
			await sandbox.close();
			await engine.close();
		},
	};
}

/** @typedef {ReturnType<typeof harnessOf>} Harness */

/**
 * Starts the engine and the sandbox for a test file.
 *
 * @param {Parameters<typeof startSandbox>[0]} [sandboxOptions]
 */
async function startHarness(sandboxOptions) {
	// One after the other: an engine that fails would leave an open sandbox, and Jest would wait for it.
	const engine = await createEngine();
	return harnessOf(engine, await startSandbox(sandboxOptions));
}

/**
 * Starts the engine and the sandbox for all tests of a file. Each test gets an untouched sandbox.
 *
 * @param {Parameters<typeof startSandbox>[0]} [sandboxOptions]
 * @returns {Harness} filled in before the first test
 */
function useHarness(sandboxOptions) {
	const harness = /** @type {Harness} */ ({});
	beforeAll(async () => {
		Object.assign(harness, await startHarness(sandboxOptions));
	});
	afterEach(() => {
		harness.sandbox.reset();
		harness.engine.restart(harness.sandbox.baseUrl);
	});
	afterAll(async () => {
		// What a test that ran out of time left open would keep Jest waiting for ever.
		for (const close of openStubs) close();
		await harness.close?.();
	});
	return harness;
}

/** The items that the node gives where nothing fails. @param {Run} run */
function outputOf(run) {
	expect(run.error?.message).toBeUndefined();
	return run.outputs(NODE)[0].map(({ json }) => json);
}

/**
 * @typedef {object} StubRequest
 * @property {string} method
 * @property {string} url exactly as received
 * @property {string} path without the query
 * @property {Record<string, string>} query
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} body parsed
 *
 * @typedef {object} StubAnswer
 * @property {number} [statusCode]
 * @property {Record<string, string>} [headers]
 * @property {unknown} body
 * @property {number} [everyMs] the body comes byte by byte, one in so many milliseconds
 */

/** What closes the stubs that are open. @type {Set<() => void>} */
const openStubs = new Set();

/** Requests after which a stub answers only 404, so that a reader who never ends is seen, not waited for. */
const STUB_LIMIT = 40;

/**
 * A server on loopback for answers that the sandbox never gives.
 *
 * @param {(request: StubRequest, count: number) => StubAnswer} answer `count` counts from 1
 */
async function startStub(answer) {
	/** @type {StubRequest[]} */
	const requests = [];
	const server = createServer(async (request, response) => {
		let rawBody = '';
		for await (const chunk of request.setEncoding('utf8')) rawBody += chunk;
		const { method = '', url = '', headers } = request;
		const { pathname, searchParams } = new URL(url, 'http://stub');
		const received = {
			method,
			url,
			path: pathname,
			query: Object.fromEntries(searchParams),
			headers,
			body: rawBody && JSON.parse(rawBody),
		};
		requests.push(received);
		const {
			statusCode = 200,
			headers: more,
			body,
			everyMs,
		} = requests.length > STUB_LIMIT
			? { statusCode: 404, headers: {}, body: null, everyMs: undefined }
			: answer(received, requests.length);
		const isText = typeof body === 'string';
		const text = isText ? body : JSON.stringify(body);
		const type = isText ? 'text/html' : 'application/json';
		response.writeHead(statusCode, { 'content-type': type, ...more });
		if (everyMs !== undefined) await trickle(response, text, everyMs);
		response.end(everyMs === undefined ? text : undefined);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	const close = () => {
		openStubs.delete(close);
		server.closeAllConnections();
		server.close();
	};
	openStubs.add(close);
	return { baseUrl: `http://127.0.0.1:${port}`, requests, close };
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} text
 * @param {number} everyMs
 */
async function trickle(response, text, everyMs) {
	for (const byte of Buffer.from(text)) {
		if (response.destroyed) return;
		response.write(Buffer.of(byte));
		await sleep(everyMs, undefined, { ref: false });
	}
}

module.exports = {
	NODE,
	NODE_TYPE,
	audienceOf,
	byId,
	byNumber,
	itemForm,
	outputOf,
	specificationBody,
	specificationForm,
	startHarness,
	startStub,
	useHarness,
	workflowWith,
};
