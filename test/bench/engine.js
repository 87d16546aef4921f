/**
 * The engine that all contenders run in: n8n-core, n8n-workflow and the HTTP Request node of the n8n that
 * `npm start` installs, in one process. This package is loaded as a community package of that same n8n.
 */
const { join } = require('node:path');
const { createEngine } = require('../engine');
const { loadN8n } = require('../engine/n8n');
const { createSendOnlyNode } = require('./sendOnlyNode');
const { createDeclarativeNode, createProgrammaticNode } = require('./smallestNodes');

/** Types under which the node types stand in the workflows. */
const TYPES = /** @type {const} */ ({
	httpRequest: 'n8n-nodes-base.httpRequest',
	smallestDeclarative: 'bench.smallestDeclarative',
	smallestProgrammatic: 'bench.smallestProgrammatic',
	declarativeWay: 'bench.declarativeWay',
	sendOnly: 'bench.sendOnly',
});

/**
 * @typedef {'vm' | 'legacy'} Expressions n8n's N8N_EXPRESSION_ENGINE; `vm` is its default
 *
 * @typedef {object} EngineSettings
 * @property {string} n8nDir the folder into which n8n is installed
 * @property {string} packageDir this package, built
 * @property {string} baseUrl of the API
 * @property {Expressions} [expressions]
 */

/** @param {EngineSettings} settings */
async function startEngine({ n8nDir, packageDir, baseUrl, expressions = 'vm' }) {
	const n8nCoreDir = join(n8nDir, 'node_modules', 'n8n');
	const n8n = loadN8n(n8nCoreDir);
	/** @param {string} path */
	const fromNodesBase = (path) =>
		require(require.resolve(`n8n-nodes-base/dist/${path}`, { paths: [n8nCoreDir] }));
	const { HttpRequest } = fromNodesBase('nodes/HttpRequest/HttpRequest.node.js');
	const { HttpHeaderAuth } = fromNodesBase('credentials/HttpHeaderAuth.credentials.js');
	const headerAuth = new HttpHeaderAuth();
	headerAuth.properties = n8n.workflow.injectDomainRestrictionFields(headerAuth);

	const engine = await createEngine({
		packageDir,
		n8nCoreDir,
		expressionEngine: expressions,
		extraNodeTypes: {
			[TYPES.httpRequest]: new HttpRequest(),
			[TYPES.smallestDeclarative]: createDeclarativeNode(baseUrl),
			[TYPES.smallestProgrammatic]: createProgrammaticNode(baseUrl),
		},
		extraCredentialTypes: { httpHeaderAuth: headerAuth },
	});
	const full = engine.nodeTypes.getByNameAndVersion(engine.defaultNodeType(), 1);
	engine.nodeTypes.add(TYPES.sendOnly, createSendOnlyNode(full));
	const { customOperations, ...declarativeOnly } = full;
	engine.nodeTypes.add(TYPES.declarativeWay, declarativeOnly);
	return engine;
}

module.exports = { startEngine, TYPES };
