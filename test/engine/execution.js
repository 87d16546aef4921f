/**
 * Runs and retries executions, as n8n's `WorkflowRunner`, `ManualExecutionService` and `ExecutionService`
 * (packages/cli/src) do, on n8n-core's `WorkflowExecute`.
 */
const { isBefore } = require('./n8n');
const { Run } = require('./run');
const { StoredExecution } = require('./storage');

/**
 * @typedef {import('n8n-workflow').IRunExecutionData} IRunExecutionData
 * @typedef {import('n8n-workflow').INodeExecutionData} INodeExecutionData
 * @typedef {import('n8n-workflow').WorkflowExecuteMode} WorkflowExecuteMode
 *
 * @typedef {object} WorkflowJson a workflow as n8n exports it
 * @property {string} [id]
 * @property {string} [name]
 * @property {import('n8n-workflow').INode[]} nodes
 * @property {import('n8n-workflow').IConnections} connections
 * @property {import('n8n-workflow').IWorkflowSettings} [settings]
 * @property {Record<string, Array<INodeExecutionData | import('n8n-workflow').IDataObject>>} [pinData]
 * @property {import('n8n-workflow').IDataObject} [staticData]
 *
 * @typedef {object} Control how to end an execution early
 * @property {AbortSignal} [signal] does what a person's *Stop* does
 * @property {Array<Promise<unknown>>} [goesOn] where given, the signal is a *Stop* as in n8n: the execution ends at once,
 *   while the node in progress and what it has called may go on, and are found here
 * @property {number} [executionTimeout] seconds; by default the workflow's own setting
 *
 * @typedef {object} RunOptions
 * @property {WorkflowJson} workflow
 * @property {import('./credentials').Credentials} [credentials]
 * @property {Array<INodeExecutionData | import('n8n-workflow').IDataObject>} [input] the start node's items
 * @property {WorkflowExecuteMode} [mode]
 *
 * @typedef {object} RetryOptions
 * @property {WorkflowJson} [workflow] the changed workflow for "Retry with currently saved workflow"
 * @property {import('./credentials').Credentials} [credentials] by default those of the first run
 *
 * @typedef {object} Job everything that one execution needs
 * @property {WorkflowJson} original as it was given, never changed
 * @property {import('n8n-workflow').Workflow} workflow
 * @property {IRunExecutionData} data
 * @property {WorkflowExecuteMode} mode
 * @property {import('./credentials').Credentials} credentials
 * @property {string} executionId
 * @property {string} [retryOf]
 * @property {WorkflowExecuteMode} [rootExecutionMode] of a sub-workflow: the mode of the execution that began it all
 */

/** Modes in which n8n looks at pinned data (cli: `WorkflowRunner.resolvePinData`). */
const MODES_WITH_PIN_DATA = ['manual', 'evaluation'];

/**
 * @param {INodeExecutionData | import('n8n-workflow').IDataObject} item
 * @returns {INodeExecutionData}
 */
const toItem = (item) =>
	/** @type {INodeExecutionData} */ (
		typeof item.json === 'object' && item.json !== null ? { ...item } : { json: item }
	);

/** @param {Error} error */
const storedError = (error) => ({ ...error, message: error.message, stack: error.stack });

/** @param {import('./credentials').Credentials} credentials @returns {string | undefined} */
const apiOf = ({ ipPanelEdgeApi }) => /** @type {any} */ (ipPanelEdgeApi)?.baseUrl;

class Executions {
	/**
	 * @param {import('./n8n').N8n} n8n
	 * @param {import('./nodeTypes').NodeTypes} nodeTypes
	 * @param {import('./additionalData').AdditionalDataFactory} additionalDataFor
	 */
	constructor(n8n, nodeTypes, additionalDataFor) {
		this.n8n = n8n;
		this.nodeTypes = nodeTypes;
		this.additionalDataFor = additionalDataFor;
		this.lastExecutionId = 0;
		/** The API that each execution's credential names. @type {Map<string, unknown>} */
		this.apis = new Map();
	}

	/** @param {RunOptions & Control} options */
	async run(options) {
		const { workflow: original, mode = 'manual', credentials = {} } = options;
		const workflow = this.createWorkflow(original, credentials);
		const startNode = workflow.getStartNode();
		if (!startNode) {
			throw new this.n8n.workflow.UserError('No node to start the workflow from could be found');
		}

		/** @type {import('n8n-workflow').IPinData} */
		const pinData = {};
		for (const [name, items] of Object.entries(original.pinData ?? {})) {
			pinData[name] = items.map(toItem);
		}
		// Without pinned data, e.g. in mode `trigger`, what is pinned to the trigger is taken as its event.
		const input = options.input?.map(toItem) ?? pinData[startNode.name] ?? [{ json: {} }];
		if (options.input) delete pinData[startNode.name];

		const data = this.n8n.createRunExecutionData({
			startData: {},
			resultData: MODES_WITH_PIN_DATA.includes(mode) ? { pinData } : {},
			executionData: {
				nodeExecutionStack: [{ node: startNode, data: { main: [input] }, source: null }],
			},
		});
		const executionId = this.nextExecutionId();
		return await this.execute(
			{ original, workflow, data, mode, credentials, executionId },
			options,
		);
	}

	/**
	 * cli: `ExecutionService.retry`. Works on what n8n would have stored of the run.
	 *
	 * @param {Run} run
	 * @param {RetryOptions & Control} [options]
	 */
	async retry(run, options = {}) {
		const { flatted } = this.n8n;
		const { UserError, WorkflowOperationError } = this.n8n.workflow;
		/** @type {IRunExecutionData} */
		const data = flatted.parse(run.serialized());
		if (!data.executionData) {
			throw new UserError('The execution was aborted before starting, so it cannot be retried.');
		}
		if (run.finished) {
			throw new UserError('The execution succeeded, so it cannot be retried.');
		}

		const { lastNodeExecuted, runData } = data.resultData;
		if (lastNodeExecuted) {
			delete data.resultData.error;
			const nodeRunData = runData[lastNodeExecuted];
			if (nodeRunData?.at(-1)?.error !== undefined) nodeRunData.pop();
		}

		const original = options.workflow ?? run.workflow;
		const credentials = options.credentials ?? run.credentials;
		const workflow = this.createWorkflow(original, credentials);
		if (options.workflow) {
			for (const entry of data.executionData.nodeExecutionStack) {
				const node = workflow.getNode(entry.node.name);
				if (!node) {
					throw new WorkflowOperationError(
						`Could not find the node "${entry.node.name}" in workflow. It probably got deleted or renamed. Without it the workflow can sadly not be retried.`,
					);
				}
				entry.node = node;
			}
		}
		return await this.execute(
			{
				original,
				workflow,
				data,
				mode: 'retry',
				credentials,
				executionId: this.nextExecutionId(),
				retryOf: run.executionId,
			},
			options,
		);
	}

	/**
	 * cli: `WorkflowRunner.runMainProcess`.
	 *
	 * @param {Job} job
	 * @param {Control} control
	 * @returns {Promise<Run>}
	 */
	async execute(job, control) {
		const { ExecutionLifecycleHooks, WorkflowExecute, WorkflowHasIssuesError } = this.n8n.core;
		const { original, workflow, mode, executionId } = job;
		this.apis.set(executionId, apiOf(job.credentials));
		const timeout = control.executionTimeout ?? original.settings?.executionTimeout ?? -1;

		// cli: `WorkflowRunner.establishContextForPersistence`; before 2.20 the engine did it after storing.
		const { establishExecutionContext } = this.n8n.core;
		if (!isBefore(this.n8n.version, '2.20.0')) {
			await establishExecutionContext(
				workflow,
				job.data,
				/** @type {any} */ ({ executionId }),
				mode,
			);
		}
		const stored = new StoredExecution(this.n8n, {
			mode,
			data: job.data,
			stoppable: control.signal !== undefined,
		});
		const hooks = new ExecutionLifecycleHooks(
			mode,
			executionId,
			/** @type {import('n8n-workflow').IWorkflowBase} */ (/** @type {unknown} */ (original)),
			job.retryOf,
		);
		stored.attach(hooks);

		const additionalData = this.additionalDataFor({
			credentials: job.credentials,
			executionId,
			hooks,
			workflowSettings: original.settings,
			executeWorkflow: async (info, caller, options) => {
				const { goesOn } = control;
				return await this.call(job, goesOn ? { goesOn } : control, info, caller, options);
			},
			...(job.rootExecutionMode && { rootExecutionMode: job.rootExecutionMode }),
			...(timeout > 0 && { executionTimeoutTimestamp: Date.now() + timeout * 1000 }),
		});
		const startedAt = new Date();
		/** @param {import('n8n-workflow').IRun} result */
		const finish = async (result) =>
			new Run({
				...job,
				result,
				serialize: await stored.finish(executionId, result.data),
				nodeTypes: this.nodeTypes,
			});

		let execution;
		try {
			execution = new WorkflowExecute(additionalData, mode, job.data).processRunExecutionData(
				workflow,
			);
		} catch (error) {
			if (!(error instanceof WorkflowHasIssuesError)) throw error;
			return await finish(this.failedRun(mode, error, startedAt));
		}

		let running = true;
		/** @type {(result: import('n8n-workflow').IRun) => void} */
		let leave = () => {};
		/** @type {Promise<import('n8n-workflow').IRun>} */
		const left = new Promise((resolve) => (leave = resolve));
		const stop = () => {
			if (running && !execution.isCanceled) stored.stop();
			execution.cancel();
			if (!control.goesOn) return;
			const error = new this.n8n.workflow.ManualExecutionCancelledError(executionId);
			leave({ ...this.failedRun(mode, error, startedAt), status: 'canceled' });
		};
		const timers = [...(timeout > 0 ? [setTimeout(() => execution.cancel(), timeout * 1000)] : [])];
		if (control.signal?.aborted) stop();
		control.signal?.addEventListener('abort', stop);
		try {
			control.goesOn?.push(execution);
			const result = await Promise.race([execution, left]);
			running = false;
			if (execution.isCanceled) result.finished = false;
			const run = await finish(result);
			if (run.status !== 'waiting') return run;
			// cli: `WaitTracker.startExecution`, which tells neither what is retried nor by whom it was called; here nobody waits.
			const data = this.n8n.flatted.parse(run.serialized());
			const untold = { retryOf: undefined, rootExecutionMode: undefined };
			return await this.execute({ ...job, ...untold, data }, control);
		} finally {
			timers.forEach(clearTimeout);
			control.signal?.removeEventListener('abort', stop);
		}
	}

	/**
	 * cli: `executeWorkflow` and `startExecution` of workflow-execute-additional-data.ts, for a sub-workflow that
	 * is given as code.
	 *
	 * @param {Job} job of the execution that calls
	 * @param {Control} control
	 * @param {import('n8n-workflow').IExecuteWorkflowInfo} info
	 * @param {import('n8n-workflow').IWorkflowExecuteAdditionalData} caller
	 * @param {import('n8n-workflow').ExecuteWorkflowOptions} options
	 * @returns {Promise<import('n8n-workflow').ExecuteWorkflowData>}
	 */
	async call({ credentials }, control, { code }, caller, options) {
		const original = /** @type {WorkflowJson} */ (/** @type {unknown} */ (code));
		const workflow = this.createWorkflow(original, credentials);
		const [start] = workflow.queryNodes(
			({ description }) => description.name === 'executeWorkflowTrigger',
		);
		const { inputData = [{ json: {} }], parentExecution } = options;
		const data = this.n8n.createRunExecutionData({
			executionData: {
				nodeExecutionStack: [
					{ node: start, data: { main: [inputData] }, metadata: { parentExecution }, source: null },
				],
			},
			parentExecution,
		});
		const run = await this.execute(
			{
				original,
				workflow,
				data,
				mode: 'integrated',
				credentials,
				executionId: this.nextExecutionId(),
				...(!isBefore(this.n8n.version, '2.12.0') && {
					rootExecutionMode: caller.rootExecutionMode ?? options.executionMode,
				}),
			},
			control,
		);
		const { error, lastNodeExecuted = '' } = run.data.resultData;
		if (!run.finished) throw Object.assign(new Error(error?.message), error);
		return {
			executionId: run.executionId,
			data: run.runsOf(lastNodeExecuted).at(-1)?.data?.main ?? [],
		};
	}

	/**
	 * cli: `FailedRunFactory.generateFailedExecutionFromError`, for a workflow with issues.
	 *
	 * @param {WorkflowExecuteMode} mode
	 * @param {import('n8n-workflow').ExecutionError} error
	 * @param {Date} startedAt
	 * @returns {import('n8n-workflow').IRun}
	 */
	failedRun(mode, error, startedAt) {
		const data = this.n8n.createRunExecutionData({
			resultData: {
				error: /** @type {import('n8n-workflow').ExecutionError} */ (storedError(error)),
				runData: {},
			},
		});
		return {
			data,
			mode,
			startedAt,
			stoppedAt: new Date(),
			status: 'error',
			finished: false,
			storedAt: 'db',
		};
	}

	/**
	 * @param {WorkflowJson} workflow one without an ID gets the address of its API: tests that run side by side have one each
	 * @param {import('./credentials').Credentials} credentials
	 */
	createWorkflow({ id, name, nodes, connections, settings = {}, staticData }, credentials) {
		const { Workflow, deepCopy } = this.n8n.workflow;
		return new Workflow({
			id: id ?? apiOf(credentials) ?? 'engine-workflow',
			name: name ?? 'Workflow',
			// The Workflow writes the default parameters into its nodes.
			nodes: deepCopy(nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote')),
			connections,
			active: false,
			nodeTypes: this.nodeTypes,
			settings,
			staticData,
		});
	}

	nextExecutionId() {
		this.lastExecutionId += 1;
		return String(this.lastExecutionId);
	}
}

module.exports = { Executions };
