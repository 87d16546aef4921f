/** n8n's own nodes, where they are installed beside the n8n under test: see test/compat/install.js. */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/**
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').IVersionedNodeType} IVersionedNodeType
 */

/** Those that run by themselves: Code needs a task runner, Remove Duplicates and Wait n8n's database. */
const FILES = {
	filter: 'Filter/Filter',
	if: 'If/If',
	set: 'Set/Set',
	splitOut: 'Transform/SplitOut/SplitOut',
};

/**
 * @param {import('./n8n').N8n} n8n
 * @returns {Record<string, INodeType | IVersionedNodeType>} by type; none where they are not installed
 */
function realNodes(n8n) {
	const folder = join(n8n.nodeModules, 'n8n-nodes-base/dist/nodes');
	if (!existsSync(folder)) return {};
	return Object.fromEntries(
		Object.entries(FILES).map(([name, file]) => {
			const [NodeType] = Object.values(require(join(folder, `${file}.node.js`)));
			return [`n8n-nodes-base.${name}`, new NodeType()];
		}),
	);
}

module.exports = { realNodes };
