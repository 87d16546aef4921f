/** The workflows that scenarios begin with. Data only. */
const { randomUUID } = require('node:crypto');
const { NODE, NODE_TYPE } = require('../engine/harness');

/** @typedef {import('n8n-workflow').INode} INode */
/** @typedef {import('./world').CredentialReference} CredentialReference */

/**
 * @param {string} name
 * @param {string} type
 * @param {number} typeVersion
 * @param {any} parameters
 * @param {Partial<INode>} [settings]
 * @returns {INode}
 */
const node = (name, type, typeVersion, parameters, settings = {}) => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
	...settings,
});

/**
 * @param {CredentialReference} credential
 * @param {any} parameters
 * @param {string} [name]
 */
const ourNode = (credential, parameters, name = NODE) =>
	node(name, NODE_TYPE, 1, parameters, { credentials: { ipPanelEdgeApi: credential } });

const manualTrigger = () => node('Start', 'n8n-nodes-base.manualTrigger', 1, {});

/** @param {string} path */
const webhook = (path) =>
	node(
		'Webhook',
		'n8n-nodes-base.webhook',
		2,
		{ httpMethod: 'POST', path, options: {} },
		{ webhookId: randomUUID() },
	);

/** @param {string[]} messages an item each */
const messageItems = (messages) =>
	node('Messages', 'n8n-nodes-base.code', 2, {
		jsCode: `return ${JSON.stringify(messages.map((message) => ({ json: { message } })))};`,
	});

/**
 * A workflow of nodes one behind the other.
 * @param {string} name
 * @param {INode[]} nodes
 */
const chain = (name, nodes) => ({
	name,
	nodes: nodes.map((each, index) => ({ ...each, position: [index * 224, 0] })),
	connections: Object.fromEntries(
		nodes
			.slice(1)
			.map((next, index) => [
				nodes[index].name,
				{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
			]),
	),
	settings: { executionOrder: 'v1' },
});

/**
 * An agent with a model and, as yet, without a tool.
 * @param {CredentialReference} modelCredential
 */
function agentWorkflow(modelCredential) {
	const agent = node('Agent', '@n8n/n8n-nodes-langchain.agent', 3.1, {
		promptType: 'define',
		text: 'Invite the bakers and the restaurants.',
		options: {},
	});
	const model = node(
		'Model',
		'@n8n/n8n-nodes-langchain.lmChatOpenAi',
		1.3,
		{
			model: { __rl: true, mode: 'id', value: 'stand-in' },
			responsesApiEnabled: false,
			options: {},
		},
		{ position: [128, 224], credentials: { openAiApi: modelCredential } },
	);
	const workflow = chain('Agent', [manualTrigger(), agent]);
	return {
		...workflow,
		nodes: [...workflow.nodes, model],
		connections: {
			...workflow.connections,
			[model.name]: {
				ai_languageModel: [[{ node: agent.name, type: 'ai_languageModel', index: 0 }]],
			},
		},
	};
}

module.exports = {
	agentWorkflow,
	chain,
	manualTrigger,
	messageItems,
	node,
	ourNode,
	webhook,
};
