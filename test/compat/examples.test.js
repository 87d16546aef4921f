/**
 * The examples in the oldest promised n8n, whose own nodes are installed for it; run by `npm run test:compat`.
 * That they run there, with these nodes, is in test/engine/examples.test.js.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { realNodes } = require('../engine/baseNodes');
const { files, isOurs, read } = require('../engine/exampleFiles');
const { loadN8n } = require('../engine/n8n');
const versions = require('../engine/nodeVersions.json');
const { nodeVersions, readDescriptions } = require('./nodeVersions');

const n8n = loadN8n(process.env.IPPANEL_N8N_CORE);
const hasNodes = existsSync(join(n8n.nodeModules, 'n8n-nodes-base'));

/** The other releases are installed without their nodes. */
const where = hasNodes ? describe : describe.skip;

where('the oldest promised n8n', () => {
	const descriptions = hasNodes ? readDescriptions(n8n.nodeModules) : new Map();

	test('has the nodes that test/engine/nodeVersions.json says', async () => {
		expect(await nodeVersions(n8n.nodeModules)).toEqual(versions);
	});

	test('gives the examples its own nodes', () => {
		expect(Object.keys(realNodes(n8n))).toContain('n8n-nodes-base.set');
	});

	describe.each(files)('%s', (file) => {
		const nodes = read(file).nodes.filter((node) => !isOurs(node));
		test.each(nodes.map((node) => [node.name, node]))(
			'knows all that "%s" has filled in',
			(_, node) => {
				const description = descriptions
					.get(node.type)
					.find((/** @type {any} */ { version }) => [version].flat().includes(node.typeVersion));
				// What n8n does not know, or would not show, is lost when it saves the workflow.
				const saved = n8n.workflow.NodeHelpers.getNodeParameters(
					description.properties,
					node.parameters,
					false,
					false,
					node,
					description,
				);
				expect(saved).toEqual(node.parameters);
			},
		);
	});
});
