/**
 * What n8n has in its database of an execution, which is what *Executions > Retry* starts from.
 *
 * Measured on n8n 2.41.1:
 * - A finished or failed execution is stored with all it holds.
 * - A person's *Stop* writes back what was in the database **before** (`ExecutionService.stopDuringRun`):
 *   the data the execution was started with. What the node in progress kept in `getContext('node')` is lost, and a retry runs it again. A
 *   manual execution has no start data and cannot be retried at all.
 * - A timeout stores the execution a moment after the abort signal, together with what nodes did on it.
 */
const { setImmediate: nextTurn } = require('node:timers/promises');

/** @typedef {import('n8n-workflow').IRunExecutionData} IRunExecutionData */

class StoredExecution {
	/**
	 * @param {import('./n8n').N8n} n8n
	 * @param {object} options
	 * @param {import('n8n-workflow').WorkflowExecuteMode} options.mode
	 * @param {IRunExecutionData} options.data
	 * @param {boolean} options.stoppable whether a person may stop it
	 */
	constructor(n8n, { mode, data, stoppable }) {
		this.n8n = n8n;
		/** What is in the database while the execution runs. @type {string | undefined} */
		this.inDatabase = undefined;
		if (stoppable) {
			this.inDatabase = n8n.flatted.stringify(
				mode === 'manual' ? { version: 1, resultData: { runData: {} } } : data,
			);
		}
		this.stopped = false;
		/** @type {Promise<string> | undefined} */
		this.afterTimeout = undefined;
	}

	/** @param {import('n8n-core').ExecutionLifecycleHooks} hooks */
	attach(hooks) {
		hooks.addHandler('workflowExecuteAfter', ({ status, data }) => {
			if (status !== 'canceled' || this.stopped || this.afterTimeout) return;
			this.afterTimeout = nextTurn().then(() => this.n8n.flatted.stringify(data));
		});
	}

	/** To be called right before a person's stop reaches the engine. */
	stop() {
		this.stopped = true;
	}

	/**
	 * The data as n8n stores it in the end.
	 *
	 * @param {string} executionId
	 * @param {IRunExecutionData} finalData
	 * @returns {Promise<() => string>}
	 */
	async finish(executionId, finalData) {
		const { flatted, workflow } = this.n8n;
		if (this.stopped) {
			/** @type {IRunExecutionData} */
			const data = flatted.parse(/** @type {string} */ (this.inDatabase));
			const error = new workflow.ManualExecutionCancelledError(executionId);
			data.resultData.error = /** @type {import('n8n-workflow').ExecutionError} */ ({
				...error,
				message: error.message,
				stack: error.stack,
			});
			return () => flatted.stringify(data);
		}
		const afterTimeout = await this.afterTimeout;
		const { executionData } = finalData;
		// What nodes have kept may go on changing in their memory, but not in the database.
		const stored = executionData && {
			...executionData,
			contextData: structuredClone(executionData.contextData),
		};
		return () => afterTimeout ?? flatted.stringify({ ...finalData, executionData: stored });
	}
}

module.exports = { StoredExecution };
