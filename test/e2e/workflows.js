/** The workflows that scenarios begin with. Data only. */
const { randomUUID } = require('node:crypto');
const { NODE, NODE_TYPE } = require('../engine/harness');
const { chain, node } = require('../n8n/chain');

/** @typedef {import('./world').CredentialReference} CredentialReference */

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
