/** The workflow files that the demo runs. */
const { readFile } = require('node:fs/promises');
const { Problem } = require('../n8n/problem');
const { plural } = require('./demoText');

/**
 * @typedef {import('../engine/execution').WorkflowJson} WorkflowJson
 * @typedef {import('n8n-workflow').INode} INode
 */

const NODE_TYPE = 'n8n-nodes-ippanel-job-sms.ipPanelJobSms';
const TOOL_TYPE = `${NODE_TYPE}Tool`;
const TRIGGER_TYPE = `${NODE_TYPE}Trigger`;

/** How long a Wait node may take in a demo. */
const SHORT_WAIT = { amount: 1, unit: 'seconds' };

const SECONDS = /** @type {Record<string, number>} */ ({
	seconds: 1,
	minutes: 60,
	hours: 3600,
	days: 86_400,
});

/** @param {INode} node */
const isOurs = ({ type }) => [NODE_TYPE, TOOL_TYPE, TRIGGER_TYPE].includes(type);

/** @param {INode} node whether only an AI agent can call it */
const isTool = ({ type }) => type === TOOL_TYPE;

/** @param {INode} node whether it finds what people answered, or what became of messages */
const isTrigger = ({ type }) => type === TRIGGER_TYPE;

/**
 * @param {string} path
 * @returns {Promise<WorkflowJson>}
 * @throws {Problem} where the file can't be run
 */
async function readWorkflow(path) {
	const text = await readFile(path, 'utf8').catch((error) => {
		const reason = error.code === 'ENOENT' ? 'There is no such file' : `It can't be read`;
		throw new Problem(`${reason}: ${path}`, 'Usage:  npm run demo -- path/to/workflow.json');
	});
	const workflow = parse(text, path);
	if (workflow.nodes.some(isOurs)) return workflow;

	const names = workflow.nodes.map(({ name, type }) => `  ${name} (${type})`).join('\n');
	throw new Problem(
		`No node of this workflow is an IPPanel Job SMS node: ${path}`,
		`Its nodes are:\n${names || '  none'}\nThe type has to be ${NODE_TYPE}.`,
	);
}

/**
 * @param {string} text
 * @param {string} path
 * @returns {WorkflowJson}
 */
function parse(text, path) {
	const wayOut =
		'In n8n, open the workflow and choose Download in the menu with the three dots; run that file.';
	/** @type {any} */
	let parsed;
	try {
		parsed = JSON.parse(text.replace(/^\ufeff/, ''));
	} catch (error) {
		const reason = /** @type {Error} */ (error).message.replace(/\s+/g, ' ');
		throw new Problem(`This file is not JSON: ${path}\n  ${reason}`, wayOut);
	}
	// `n8n export:workflow` writes a list.
	const workflow = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
	if (!Array.isArray(workflow?.nodes)) {
		throw new Problem(`This JSON is not an n8n workflow, it has no nodes: ${path}`, wayOut);
	}
	return { connections: {}, ...workflow };
}

/**
 * The workflow as the demo runs it: its IPPanel nodes use the sandbox, and nobody has to wait for hours.
 *
 * @param {WorkflowJson} workflow
 * @returns {{ workflow: WorkflowJson, waits: string[] }} `waits`: what was shortened, in words
 */
function prepare(workflow) {
	/** @type {string[]} */
	const waits = [];
	const nodes = workflow.nodes.map((node) => {
		if (isOurs(node)) {
			return { ...node, credentials: { ipPanelEdgeApi: { id: 'sandbox', name: 'Sandbox' } } };
		}
		const { resume = 'timeInterval', amount = 5, unit = 'seconds' } = node.parameters ?? {};
		const isLong = Number(amount) * SECONDS[String(unit)] > SHORT_WAIT.amount;
		if (node.type !== 'n8n-nodes-base.wait' || resume !== 'timeInterval' || !isLong) return node;
		const time = plural(Number(amount), String(unit).replace(/s$/, ''));
		waits.push(`"${node.name}" waits ${SHORT_WAIT.amount} second instead of ${time}`);
		return { ...node, parameters: { ...node.parameters, ...SHORT_WAIT } };
	});
	return { workflow: { ...workflow, nodes }, waits };
}

module.exports = { isOurs, isTool, isTrigger, prepare, readWorkflow };
