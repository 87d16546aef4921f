/**
 * Polls the trigger of an active workflow, as n8n-core's `ActiveWorkflowTriggers` and `PollTriggerExecutor` do
 * with the functions of cli's `TriggerExecutionContextFactory`, on n8n-core's own `PollContext`.
 */

/**
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 *
 * @typedef {object} PollOptions
 * @property {import('./execution').WorkflowJson} workflow
 * @property {import('./credentials').Credentials} [credentials]
 */

class Poller {
	/**
	 * @param {import('./index').Engine} engine
	 * @param {PollOptions} options
	 */
	constructor(engine, { workflow, credentials = {} }) {
		this.engine = engine;
		this.original = workflow;
		this.credentials = credentials;
		/** The static data in n8n's database, as text. */
		this.stored = JSON.stringify(workflow.staticData ?? {});
		this.active = this.load();
	}

	/** The workflow, with its static data. */
	get workflow() {
		return this.active.workflow;
	}

	/** Makes the workflow anew, as n8n does where it is activated or n8n is started: all else is forgotten. */
	load() {
		const workflow = this.engine.executions.createWorkflow(
			{ ...this.original, staticData: JSON.parse(this.stored) },
			this.credentials,
		);
		const [node] = workflow.getPollNodes();
		const additionalData = this.engine.additionalDataFor({ credentials: this.credentials });
		const { PollContext } = this.engine.n8n.core;
		const context = new PollContext(workflow, node, additionalData, 'trigger', 'activate');
		return { workflow, node, context };
	}

	/**
	 * Activates the workflow: n8n polls it at once, and stores its static data where that succeeds.
	 *
	 * @param {IDataObject} [parameters] to change before
	 */
	async activate(parameters) {
		if (parameters) {
			const nodes = this.original.nodes.map((node) => ({
				...node,
				parameters: /** @type {import('n8n-workflow').INodeParameters} */ (parameters),
			}));
			this.original = { ...this.original, nodes };
		}
		this.active = this.load();
		const found = await this.poll();
		this.save();
		return found;
	}

	/**
	 * One poll. n8n stores the static data where something was found, and not otherwise.
	 *
	 * @returns the JSON of the items that start an execution; none: there is no execution
	 */
	async poll() {
		const { node, context } = this.active;
		const { poll } = this.engine.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		if (!poll) throw new Error(`"${node.type}" can not be polled.`);
		const response = await poll.call(context);
		if (response === null) return [];
		this.save();
		return response[0].map(({ json }) => json);
	}

	/** n8n stops and is started again: of the static data only what is in the database is left. */
	async restart() {
		this.active = this.load();
		return await this.poll();
	}

	save() {
		this.stored = JSON.stringify(this.workflow.staticData);
	}
}

module.exports = { Poller };
