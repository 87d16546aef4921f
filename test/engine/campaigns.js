/** Workflows that send several items, each to a range of its own, and what can go wrong with them. */
const { audienceOf, itemForm, NODE, workflowWith } = require('./harness');

/** The ways in which a node can be set, each with the settings that n8n saves for it. */
const MODES = /** @type {const} */ ({
	stop: {},
	continue: { onError: 'continueRegularOutput' },
	'error output': { onError: 'continueErrorOutput' },
	'Retry On Fail': { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	'retried execution': {},
	loop: {},
});

/** @typedef {keyof typeof MODES} Mode */

/**
 * @param {Mode} mode
 * @param {number} concurrency
 * @param {number} [timeout] of a request, in milliseconds; by default none that a busy machine could reach
 */
function campaignWorkflow(mode, concurrency, timeout = 60_000) {
	const workflow = workflowWith(
		{
			...itemForm,
			audiences: { audience: [audienceOf({ id: 2, start: '={{ $json.item }}', size: 1 })] },
			options: { concurrency },
			requestOptions: { timeout },
		},
		/** @type {any} */ (MODES[mode]),
	);
	if (mode !== 'loop') return workflow;

	workflow.nodes.push({
		id: 'loop',
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [100, 0],
		parameters: { batchSize: 3, options: {} },
	});
	workflow.connections = {
		Trigger: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
		Loop: { main: [[], [{ node: NODE, type: 'main', index: 0 }]] },
		[NODE]: { main: [[{ node: 'Loop', type: 'main', index: 0 }]] },
	};
	return workflow;
}

/**
 * A workflow that calls the given one, whose node under test it takes the name of.
 *
 * @param {import('./execution').WorkflowJson} workflow a trigger and the rest
 * @param {object} options
 * @param {'once' | 'each'} options.mode for all items at once, or for each of them
 * @param {Partial<import('n8n-workflow').INode>} [options.settings] of the node that calls
 * @returns {import('./execution').WorkflowJson}
 */
function callerOf(workflow, { mode, settings }) {
	const [trigger, ...rest] = workflow.nodes;
	const called = { ...trigger, type: 'n8n-nodes-base.executeWorkflowTrigger' };
	const call = {
		...trigger,
		id: 'call',
		name: NODE,
		type: 'n8n-nodes-base.executeWorkflow',
		typeVersion: 1.2,
		parameters: {
			source: 'parameter',
			workflowJson: JSON.stringify({ ...workflow, nodes: [called, ...rest] }),
			mode,
		},
		...settings,
	};
	return {
		...workflow,
		nodes: [trigger, call],
		connections: { [trigger.name]: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

/**
 * How the items come to the node: all at once, or in the batches of the loop.
 *
 * @param {Mode} mode
 * @param {number[]} items
 */
function batchesOf(mode, items) {
	if (mode !== 'loop') return [items];
	return Array.from({ length: Math.ceil(items.length / 3) }, (_, index) =>
		items.slice(index * 3, index * 3 + 3),
	);
}

/** What a fault does to an item, by the table of outcomes in the design. What waits longest is first. */
const FAULTS = /** @type {const} */ ({
	noAnswer: { outcome: 'unknown' },
	'noAnswer, accepted': { outcome: 'found' },
	validation: { outcome: 'refused' },
	unauthorized: { outcome: 'refused' },
	tooManyRequests: { outcome: 'refused' },
	statusFalse: { outcome: 'refused' },
	refusedConnection: { outcome: 'refused' },
	redirect: { outcome: 'refused' },
	serverError: { outcome: 'unknown' },
	badGateway: { outcome: 'unknown' },
	brokenJson: { outcome: 'unknown' },
	closeBefore: { outcome: 'unknown' },
	noIds: { outcome: 'unknown' },
	'serverError, accepted': { outcome: 'found' },
	'badGateway, accepted': { outcome: 'found' },
	'brokenJson, accepted': { outcome: 'found' },
	'noIds, accepted': { outcome: 'found' },
	closeAfter: { outcome: 'found' },
});

/** @typedef {keyof typeof FAULTS} FaultName */

/**
 * @param {FaultName} name
 * @param {number} item the item that it strikes
 * @param {number} [times] how often; for ever by default
 * @returns {import('../sandbox/faults').Fault}
 */
function faultFor(name, item, times = -1) {
	const [kind, accepted] = name.split(', ');
	return {
		kind: /** @type {import('../sandbox/faults').Fault['kind']} */ (kind),
		bodyIncludes: `"start":${item},`,
		accepted: accepted !== undefined,
		times,
	};
}

module.exports = { batchesOf, callerOf, campaignWorkflow, FAULTS, faultFor, MODES };
