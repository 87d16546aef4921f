/** The workflows of the queue tests. Data only. */
const { randomUUID } = require('node:crypto');
const { itemForm, NODE, NODE_TYPE } = require('../engine/harness');
const { TRIGGER, TRIGGER_TYPE } = require('../engine/triggers');
const { chain, node } = require('../n8n/chain');

/** @typedef {import('n8n-workflow').INode} INode */
/** @typedef {{ id: string, name: string }} Reference */

/**
 * Called with `{ "messages": [{ "message": "…" }, …] }`.
 * @param {string} path
 * @param {'onReceived' | 'lastNode'} responseMode
 */
const webhook = (path, responseMode) => [
	node(
		'Webhook',
		'webhook',
		2,
		{ httpMethod: 'POST', path, responseMode, responseData: 'allEntries', options: {} },
		{ webhookId: randomUUID() },
	),
	node('Split', 'splitOut', 1, { fieldToSplitOut: 'body.messages', options: {} }),
];

/**
 * Sends each item's `message`.
 * @param {Reference} credential
 * @param {{ concurrency?: number }} [options]
 * @param {Partial<INode>} [settings]
 */
const send = (credential, options = {}, settings = {}) =>
	node(
		NODE,
		NODE_TYPE,
		1,
		{ ...itemForm, options },
		{ ...settings, credentials: { ipPanelEdgeApi: credential } },
	);

/** n8n refuses a time that comes more often than once a minute, but takes any number of times. */
const POLL_TIMES = Array.from({ length: 12 }, (_, index) => ({
	mode: 'custom',
	cronExpression: `${index * 5} * * * * *`,
}));

/**
 * Asks for replies every five seconds.
 * @param {Reference} credential
 */
const replyReceived = (credential) =>
	node(
		TRIGGER,
		TRIGGER_TYPE,
		1,
		{ pollTimes: { item: POLL_TIMES } },
		{ credentials: { ipPanelEdgeApi: credential } },
	);

const passOn = () => node('Passed on', 'noOp', 1, {});

/**
 * Shows each item to a server, and fails unless that gives it back.
 * @param {string} url
 */
const gate = (url) =>
	node('Gate', 'httpRequest', 4.2, {
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify($json) }}',
		options: {},
	});

/** @param {string} workflowId */
const callSubWorkflow = (workflowId) =>
	node('Call', 'executeWorkflow', 1.1, {
		workflowId: { __rl: true, mode: 'id', value: workflowId },
		options: {},
	});

const calledByWorkflow = () => node('Called', 'executeWorkflowTrigger', 1, {});

module.exports = {
	callSubWorkflow,
	calledByWorkflow,
	chain,
	gate,
	passOn,
	replyReceived,
	send,
	webhook,
};
