/**
 * The list of a resource locator, as n8n's `DynamicNodeParametersService` (packages/cli/src/services:
 * `getResourceLocatorResults`) loads it.
 */
const { nodeCredentialsFor } = require('./credentials');

/**
 * @typedef {object} SearchOptions
 * @property {string} method
 * @property {string} [filter] typed into the search box
 * @property {string} [paginationToken]
 * @property {string} [nodeType] full name; by default the package's first node
 * @property {import('n8n-workflow').INodeParameters} nodeParameters the form's values, expressions resolved
 * @property {string} path of the parameter, e.g. `parameters.audiences.audience[0].subCategory`
 * @property {import('./credentials').Credentials} credentials
 */

/**
 * @param {import('./index').Engine} engine
 * @param {SearchOptions} options
 * @returns {Promise<import('n8n-workflow').INodeListSearchResult>}
 */
async function listSearch(engine, options) {
	const { nodeType = engine.defaultNodeType(), nodeParameters, credentials } = options;
	const { core, workflow: n8nWorkflow } = engine.n8n;
	const { description, methods } = engine.nodeTypes.getByNameAndVersion(nodeType);
	const workflow = new n8nWorkflow.Workflow({
		nodes: [
			{
				parameters: nodeParameters,
				id: 'uuid-1234',
				name: 'Temp-Node',
				type: nodeType,
				typeVersion: [description.version].flat().at(-1) ?? 1,
				position: [0, 0],
				credentials: nodeCredentialsFor(description, credentials),
			},
		],
		connections: {},
		active: false,
		nodeTypes: engine.nodeTypes,
	});
	const context = new core.LoadOptionsContext(
		workflow,
		workflow.nodes['Temp-Node'],
		engine.additionalDataFor({ credentials, currentNodeParameters: nodeParameters }),
		options.path,
	);
	const method = methods?.listSearch?.[options.method];
	if (!method) throw new Error(`"${nodeType}" has no list "${options.method}".`);
	return await method.call(context, options.filter, options.paginationToken);
}

module.exports = { listSearch };
