/** The demo of any workflow: what each IPPanel node sent, and what came out of it. */
const { isOurs, isTool, isTrigger } = require('./demoWorkflow');
const { audienceNames, entry, errorText, firstOf } = require('./demoText');

/**
 * @typedef {import('../engine/run').Run} Run
 * @typedef {import('n8n-workflow').ITaskData} ITaskData
 * @typedef {import('n8n-workflow').INode} INode
 * @typedef {import('../sandbox').ReceivedRequest} ReceivedRequest
 *
 * @typedef {object} NodeRun one run of one of our nodes
 * @property {INode} node
 * @property {number} runIndex
 * @property {number} runs how many runs the node had
 * @property {ITaskData} data
 * @property {ReceivedRequest[]} requests
 */

/**
 * n8n runs one node after the other, so that a request belongs to the node that has begun last.
 *
 * @param {Run} run
 * @param {ReceivedRequest[]} requests
 * @returns {NodeRun[]} in the order in which they ran
 */
function nodeRuns(run, requests) {
	const { pinData = {} } = run.data.resultData;
	const nodeRuns = run.workflow.nodes
		.filter((node) => isOurs(node) && !(node.name in pinData))
		.flatMap((node) =>
			run.runsOf(node.name).map((data, runIndex, { length: runs }) => ({
				node,
				runIndex,
				runs,
				data,
				requests: /** @type {ReceivedRequest[]} */ ([]),
			})),
		)
		.sort((one, other) => one.data.executionIndex - other.data.executionIndex);
	for (const request of requests) {
		const begun = nodeRuns.filter(({ data }) => data.startTime <= request.at);
		begun.at(-1)?.requests.push(request);
	}
	return nodeRuns;
}

/** @param {ReceivedRequest} request */
function requestText({ method, path, query, rawBody, body, status }) {
	const search = new URLSearchParams(query).toString();
	const audiences = Array.isArray(body?.params) ? body.params : [];
	return [
		`${method} ${path}${search ? `?${search}` : ''} → ${status ?? 'no answer'}`,
		...(rawBody ? [rawBody] : []),
		...firstOf(audiences.map((/** @type {any} */ it) => audienceNames(it).join(': '))),
	].join('\n');
}

/**
 * @param {NodeRun} nodeRun
 * @param {number} runIndex
 * @param {Run} run
 */
function outputText({ node: { name } }, runIndex, run) {
	const outputs = run.outputs(name, runIndex);
	const lines = outputs.flatMap((items) =>
		items.map(({ json, error }) => (error ? `failed: ${errorText(error)}` : JSON.stringify(json))),
	);
	return lines.length > 0 ? firstOf(lines).join('\n') : 'nothing';
}

/** What a node does, as the canvas of n8n says it. @param {INode} node */
function subtitleOf(node) {
	const { resource = 'message', operation, event = 'replyReceived' } = node.parameters;
	if (isTrigger(node)) return event;
	return `${operation ?? (resource === 'message' ? 'send' : '')} ${resource}`.trim();
}

/**
 * @param {Run} run
 * @param {ReceivedRequest[]} requests
 * @param {(text: string) => void} write
 * @returns {number} how many of our nodes ran
 */
function showNodes(run, requests, write) {
	const all = nodeRuns(run, requests);
	for (const nodeRun of all) {
		const { node, runIndex, runs, data } = nodeRun;
		write(
			`\n${node.name} (${subtitleOf(node)})${runs > 1 ? `, run ${runIndex + 1} of ${runs}` : ''}\n`,
		);
		const sent = firstOf(nodeRun.requests.map(requestText));
		write(entry('Requests', sent.length > 0 ? sent.join('\n') : 'none'));
		if (data.error) write(entry('Error', errorText(data.error)));
		else write(entry('Output', outputText(nodeRun, runIndex, run)));
	}
	return new Set(all.map(({ node }) => node.name)).size;
}

/**
 * What a person has to know to read the rest.
 *
 * @param {Run} run
 * @param {string[]} waits
 * @param {(text: string) => void} write
 */
function showCircumstances(run, waits, write) {
	const { pinData = {} } = run.data.resultData;
	const pinned = Object.keys(pinData).filter((name) => run.runsOf(name).length > 0);
	const standIns = run.standIns();
	if (pinned.length > 0) write(entry('Pinned data', pinned.join(', ')));
	if (standIns.length > 0) {
		write(entry('Passed on', standIns.join(', '), '(not run here: items went through unchanged)'));
	}
	if (waits.length > 0) write(entry('Waiting', ...waits));
}

/**
 * Why none of our nodes ran.
 *
 * @param {Run} run
 */
function whyNone(run) {
	const { pinData = {} } = run.data.resultData;
	const ours = run.workflow.nodes.filter(isOurs);
	const names = ours.map(({ name }) => `"${name}"`).join(', ');
	if (ours.every(isTool)) {
		return `${names}: tools of an AI agent, and this demo has no language model to call them. To try the workflow in n8n itself:  npm start`;
	}
	if (ours.some(({ name }) => name in pinData)) {
		return `${names}: the output is pinned, so that n8n does not run the node. Unpin it in n8n.`;
	}
	return `${names}: no item got there.`;
}

module.exports = { showCircumstances, showNodes, whyNone };
