/** The credential test, as n8n's `CredentialsTester` (packages/cli/src/services) does it. */

/**
 * @typedef {import('n8n-workflow').INodeCredentialTestResult} TestResult
 * @typedef {import('n8n-workflow').ICredentialsDecrypted} CredentialsDecrypted
 * @typedef {import('n8n-workflow').ICredentialTestRequestData} TestRequest
 * @typedef {import('n8n-workflow').ICredentialTestFunction} TestFunction
 */

/**
 * The credential's own test or the one a node declares in `testedBy` (`getCredentialTestFunction`).
 *
 * @param {import('./index').Engine} engine
 * @param {string} credentialType
 * @returns {TestFunction | TestRequest | undefined}
 */
function findTest(engine, credentialType) {
	const { test } = engine.credentialTypes.getByName(credentialType);
	if (test) return { testRequest: test };

	for (const name of engine.packageNodeTypes()) {
		const type = engine.nodeTypes.getByName(name);
		const versions = 'nodeVersions' in type ? Object.values(type.nodeVersions).reverse() : [type];
		for (const nodeType of versions) {
			for (const { name: usedType, testedBy } of nodeType.description.credentials ?? []) {
				if (usedType !== credentialType || !testedBy) continue;
				if (typeof testedBy !== 'string') return { nodeType, testRequest: testedBy };
				const method = nodeType.methods?.credentialTest?.[testedBy];
				if (method) return method;
			}
		}
	}
	return undefined;
}

/**
 * `runRequestTest`: the test request as the only parameter of a temporary node.
 *
 * @param {import('./index').Engine} engine
 * @param {string} credentialType
 * @param {CredentialsDecrypted} credentials
 * @param {TestRequest} test
 * @returns {Promise<TestResult>}
 */
async function runRequestTest(engine, credentialType, credentials, test) {
	const { core, workflow: n8nWorkflow, get } = engine.n8n;
	const nodeType = test.nodeType ?? engine.nodeTypes.getByNameAndVersion('n8n-nodes-base.noOp');
	const { request, rules = [] } = test.testRequest;

	/** @type {import('n8n-workflow').INode} */
	const node = {
		id: 'temp',
		parameters: {},
		name: 'Temp-Node',
		type: nodeType.description.name,
		typeVersion: [nodeType.description.version].flat().at(-1) ?? 1,
		position: [0, 0],
		credentials: { [credentialType]: { id: credentials.id, name: credentials.name } },
	};
	const temporaryType = {
		description: {
			...nodeType.description,
			credentials: [{ name: credentialType, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: /** @type {const} */ ('string'),
					routing: { request },
					default: '',
				},
			],
		},
	};
	const getType = () => temporaryType;
	const workflow = new n8nWorkflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: getType,
			getByNameAndVersion: getType,
			getKnownTypes: () => ({}),
		},
	});
	const additionalData = engine.additionalDataFor({
		credentials: {},
		currentNodeParameters: node.parameters,
	});
	additionalData.credentialsHelper.getDecrypted = async () => credentials.data ?? {};
	const context = new core.ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		engine.n8n.createRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);

	let response;
	try {
		response = await engine.withIsolate(
			workflow,
			async () => await new core.RoutingNode(context, temporaryType, credentials).runNode(),
		);
	} catch (error) {
		return { status: 'Error', message: explainFailure(/** @type {any} */ (error), rules) };
	}
	for (const rule of rules) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = /** @type {Record<string, any>} */ (rule.properties);
		if (get(response?.[0][0].json, key) === value) return { status: 'Error', message };
	}
	return { status: 'OK', message: 'Connection successful!' };
}

/**
 * @param {Error & { cause?: { code?: string, response?: { status: number, statusText: string } } }} error
 * @param {NonNullable<TestRequest['testRequest']['rules']>} rules
 * @returns {string}
 */
function explainFailure(error, rules) {
	const { response, code } = error.cause ?? {};
	if (response) {
		for (const rule of rules) {
			if (rule.type === 'responseCode' && response.status === rule.properties.value) {
				return rule.properties.message;
			}
		}
		if (response.status < 199 || response.status > 299) {
			return response.statusText || `Received HTTP status code: ${response.status}`;
		}
	} else if (code) {
		return code;
	}
	return error.message.toString();
}

/**
 * @param {import('./index').Engine} engine
 * @param {{ data: import('n8n-workflow').ICredentialDataDecryptedObject, type?: string }} options
 * @returns {Promise<TestResult>}
 */
async function testCredential(engine, { data, type = engine.defaultCredentialType() }) {
	const test = findTest(engine, type);
	if (!test) {
		return { status: 'Error', message: 'No testing function found for this credential.' };
	}
	const additionalData = engine.additionalDataFor({ credentials: { [type]: { type, data } } });
	/** @type {CredentialsDecrypted} */
	const credentials = { id: 'tested', name: 'Tested', type };
	try {
		credentials.data = await additionalData.credentialsHelper.getDecrypted(
			additionalData,
			{ id: type, name: type },
			type,
			'internal',
		);
	} catch (error) {
		return { status: 'Error', message: /** @type {Error} */ (error).message };
	}
	if (typeof test !== 'function') return await runRequestTest(engine, type, credentials, test);
	const context = new engine.n8n.core.CredentialTestContext(additionalData);
	return await test.call(context, credentials);
}

module.exports = { testCredential };
