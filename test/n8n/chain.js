/** Workflows of nodes one behind the other. Data only. */
const { randomUUID } = require('node:crypto');

/** @typedef {import('n8n-workflow').INode} INode */

/**
 * @param {string} name
 * @param {string} type of n8n itself where it has no dot
 * @param {number} typeVersion
 * @param {any} parameters
 * @param {Partial<INode>} [settings]
 * @returns {INode}
 */
const node = (name, type, typeVersion, parameters, settings = {}) => ({
	id: randomUUID(),
	name,
	type: type.includes('.') ? type : `n8n-nodes-base.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
	...settings,
});

/**
 * @param {string} name
 * @param {INode[]} nodes in their order
 * @param {object} [settings]
 */
const chain = (name, nodes, settings = {}) => ({
	name,
	nodes: nodes.map((each, index) => ({
		...each,
		position: /** @type {INode['position']} */ ([index * 224, 0]),
	})),
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [
				nodes[index].name,
				{ main: [[{ node: next.name, type: /** @type {const} */ ('main'), index: 0 }]] },
			]),
	),
	settings: { executionOrder: /** @type {const} */ ('v1'), ...settings },
});

module.exports = { chain, node };
