/** The credential, and the test behind its Save button. */
const { refusal, done } = require('../sandbox/envelope');
const { NODE, NODE_TYPE, specificationForm, startStub, useHarness } = require('./harness');

const harness = useHarness();

/** @param {import('n8n-workflow').ICredentialDataDecryptedObject} data instead of the sandbox's own */
const testWith = async (data = {}) =>
	await harness.engine.testCredential({ data: { ...harness.credentials.ipPanelEdgeApi, ...data } });

/** @param {import('./harness').StubAnswer} answer */
async function testAgainst(answer) {
	const api = await startStub(() => answer);
	const result = await testWith({ baseUrl: api.baseUrl });
	api.close();
	return { ...result, received: api.requests.map(({ method, path }) => `${method} ${path}`) };
}

test('has a secret token, and the base URL of IPPanel as its default', () => {
	const { displayName, properties } = harness.engine.credentialTypes.getByName('ipPanelEdgeApi');
	expect(displayName).toBe('IPPanel Edge API');
	// n8n adds fields of its own behind these.
	expect(properties.slice(0, 2)).toMatchObject([
		{ name: 'apiToken', type: 'string', typeOptions: { password: true }, default: '' },
		{ name: 'baseUrl', type: 'string', default: 'https://edge.ippanel.com/v1' },
	]);
});

test('is the one that the node asks for', () => {
	const { description } = harness.engine.nodeTypes.getByNameAndVersion(NODE_TYPE);
	expect(description.credentials).toMatchObject([{ name: 'ipPanelEdgeApi', required: true }]);
});

test.each([{}, { operation: 'estimate' }, { resource: 'account' }])(
	'every request of %j carries the bare token',
	async (operation) => {
		await harness.runNode({ ...specificationForm, ...operation });
		const tokens = harness.sandbox.requests.map(({ headers }) => headers.authorization);
		expect(new Set(tokens)).toEqual(new Set([harness.sandbox.token]));
	},
);

describe('what is pasted works as it is, in requests, lists and the test', () => {
	/** @param {import('n8n-workflow').ICredentialDataDecryptedObject} change */
	async function useWith(change) {
		const { engine, credentials, sandbox } = harness;
		const credential = { ...credentials.ipPanelEdgeApi, ...change };
		const run = await harness.runNode(specificationForm, { credential });
		const list = await engine.listSearch({
			method: 'searchMainCategories',
			path: 'parameters.mainCategory',
			nodeParameters: {},
			credentials: { ipPanelEdgeApi: credential },
		});
		expect(await testWith(credential)).toMatchObject({ status: 'OK' });
		expect(list.results).toHaveLength(8);
		expect(run.outputs(NODE)[0][0].json.message_outbox_ids).toEqual([sandbox.outbox[0].id]);
		expect(sandbox.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
			['/api/send', sandbox.token],
			['/api/send/jobs/categories', sandbox.token],
			['/api/send/jobs/categories', sandbox.token],
		]);
	}

	// How else they may be pasted is a matter of test/unit/api.test.js.
	test('a token in quotes behind "Bearer", and a base URL that ends in /api/', async () => {
		const { token, baseUrl } = harness.sandbox;
		await useWith({ apiToken: `"Bearer ${token}"`, baseUrl: `${baseUrl}/api/` });
	});
});

test('a base URL that is none is refused before anything leaves', async () => {
	const credential = { ...harness.credentials.ipPanelEdgeApi, baseUrl: 'edge.ippanel.com' };
	const run = await harness.runNode(specificationForm, { credential });
	expect(run.error?.message).toMatch(/Base URL.*not a web address/);
	expect(run.error?.description).toMatch(/begin with https:.*Nothing was sent for this item\./s);
	expect(harness.sandbox.requests).toEqual([]);
});

describe('its test', () => {
	test('asks once for the free list of categories, with the bare token', async () => {
		expect(await testWith()).toMatchObject({ status: 'OK' });
		const [{ method, path, headers }, ...more] = harness.sandbox.requests;
		expect([method, path]).toEqual(['GET', '/api/send/jobs/categories']);
		expect(headers.authorization).toBe(harness.sandbox.token);
		expect(more).toEqual([]);
	});

	test.each(['wrong', ''])(
		'says of the wrong token %j where to find one, with the words of the API',
		async (apiToken) => {
			const { status, message } = await testWith({ apiToken });
			expect(status).toBe('Error');
			expect(message).toMatch(/API key.*Developers > Access Keys/);
			expect(message).toContain('اطلاعات وارد شده صحیح نمی باشد');
		},
	);

	test('says in the words of the API that meta.status is false', async () => {
		const { status, message } = await testAgainst(refusal(200, 'حساب مسدود است', '400-1'));
		expect(status).toBe('Error');
		expect(message).toMatch(/refused.*حساب مسدود است/);
		const { message: without } = await testAgainst(refusal(200, '', '400-1'));
		expect(without).toBe('IPPanel refused the request');
	});

	// From abroad it may come from a server in front of the API, in no envelope.
	test.each([
		['in the envelope', refusal(403, 'دسترسی غیر مجاز', '403-1'), ' (دسترسی غیر مجاز)'],
		['without it', { statusCode: 403, body: '<h1>Forbidden</h1>' }, ''],
	])('says of HTTP 403 %s what Send says of it', async (_, answer, words) => {
		const { status, message, received } = await testAgainst(answer);
		expect(status).toBe('Error');
		expect(message).toBe(
			`IPPanel doesn't allow this${words}. The API may accept only addresses in Iran: check where n8n runs. Otherwise check the account's rights in the IPPanel user panel.`,
		);
		expect(received).toEqual(['GET /api/send/jobs/categories']);
	});

	test.each(['', 'edge.ippanel.com/v1'])('says that %j is not a web address', async (baseUrl) => {
		const { status, message } = await testWith({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toMatch(/Base URL.*not a web address/);
	});

	test.each([
		['http://127.0.0.1:1/v1', 'refused the connection'],
		['http://nobody.invalid/v1', "server's name"],
	])('says of %s that the host does not answer', async (baseUrl, reason) => {
		const { status, message } = await testWith({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain('Base URL');
		expect(message).toContain(reason);
	});

	test('says of a connection that is lost that there was no answer', async () => {
		harness.sandbox.addFault({ kind: 'closeBefore', path: '/api/send/jobs/categories' });
		expect(await testWith()).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/Base URL.*connection/),
		});
	});

	test.each([
		['a web page', { body: '<html><title>Welcome</title></html>' }],
		['a page that is not found', { statusCode: 404, body: '<h1>Not Found</h1>' }],
		['a page that asks for a password', { statusCode: 401, body: '<h1>Unauthorized</h1>' }],
		['JSON of something else', { body: { hello: 'world' } }],
		['JSON that is a list', { body: [] }],
		['an answer without a list', { body: done({}) }],
		['a redirect', { statusCode: 301, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
		['a server error', { statusCode: 502, body: '<h1>Bad Gateway</h1>' }],
		['no content', { statusCode: 204, body: '' }],
	])('says of %s that the base URL must be checked', async (_, answer) => {
		const { status, message, received } = await testAgainst(answer);
		expect(status).toBe('Error');
		expect(message).toMatch(/Base URL/);
		expect(received).toEqual(['GET /api/send/jobs/categories']);
	});

	test.each([200, 401, 422])('never tells the token: HTTP %i', async (statusCode) => {
		const api = await startStub(({ headers }) =>
			refusal(statusCode, `توکن ${headers.authorization}`, '400-1'),
		);
		const apiToken = '"Bearer echoed-by-a-\r\nserver-\u200b0123456789"';
		const { message } = await testWith({ apiToken, baseUrl: api.baseUrl });
		api.close();
		expect(message).toContain('توکن [token]');
		expect(message).not.toContain('0123456789');
	});
});
