/** One finished execution, with what a test or a demo wants to know about it. */

/**
 * @typedef {import('n8n-workflow').INodeExecutionData} INodeExecutionData
 *
 * @typedef {object} RunParts
 * @property {import('n8n-workflow').IRun} result
 * @property {import('./execution').WorkflowJson} original
 * @property {import('./credentials').Credentials} credentials
 * @property {string} executionId
 * @property {string} [retryOf]
 * @property {() => string} serialize
 * @property {import('./nodeTypes').NodeTypes} nodeTypes
 */

/**
 * cli: `determineFinalExecutionStatus`, which every lifecycle of n8n applies at the end.
 *
 * @param {import('n8n-workflow').IRun} result
 * @returns {import('n8n-workflow').ExecutionStatus}
 */
function finalStatus({ status, data, waitTill }) {
	if (waitTill) return 'waiting';
	if (status === 'crashed' || status === 'canceled') return status;
	return data.resultData.error || status === 'error' ? 'error' : 'success';
}

class Run {
	/** @param {RunParts} parts */
	constructor({ result, original, credentials, executionId, retryOf, serialize, nodeTypes }) {
		/** The execution data as n8n stores it: a `flatted` string. */
		this.serialized = serialize;
		this.nodeTypes = nodeTypes;
		/** The workflow as it was given. */
		this.workflow = original;
		this.credentials = credentials;
		this.executionId = executionId;
		this.retryOf = retryOf;
		this.data = result.data;
		this.status = finalStatus(result);
		this.finished = result.finished === true;
	}

	/** The error that ended the execution, as the engine has it; of a stopped one n8n shows its own. */
	get error() {
		return this.data.resultData.error;
	}

	/** @param {string} nodeName */
	runsOf(nodeName) {
		return this.data.resultData.runData[nodeName] ?? [];
	}

	/**
	 * The items of each output of a node, of its last run by default.
	 *
	 * @param {string} nodeName
	 * @param {number} [runIndex]
	 * @returns {INodeExecutionData[][]}
	 */
	outputs(nodeName, runIndex = -1) {
		const { data } = this.runsOf(nodeName).at(runIndex) ?? {};
		return (data?.main ?? data?.ai_tool ?? []).map((items) => items ?? []);
	}

	/**
	 * The error of a node, of its last run by default.
	 *
	 * @param {string} nodeName
	 * @param {number} [runIndex]
	 */
	errorOf(nodeName, runIndex = -1) {
		return this.runsOf(nodeName).at(runIndex)?.error;
	}

	/** The names of the nodes that only ran as a stand-in: unknown here, and without pinned data. */
	standIns() {
		const { pinData = {} } = this.data.resultData;
		return this.workflow.nodes
			.filter(({ type, name }) => this.nodeTypes.standIns.has(type) && !(name in pinData))
			.map(({ name }) => name)
			.filter((name) => this.runsOf(name).length > 0);
	}
}

module.exports = { Run };
