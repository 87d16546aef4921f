/** The ways to send the campaign, each as a workflow or a loop that can be run again and again. */
const { AUDIENCE, AUDIENCE_FIELDS, itemsOf, requestBody, SENDER } = require('./campaign');
const { NODE, workflowWith } = require('../engine/harness');
const { TYPES } = require('./engine');

/**
 * @typedef {import('./rounds').Contender} Contender
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 * @typedef {import('n8n-workflow').INodeParameters} INodeParameters
 * @typedef {import('../engine').Engine} Engine
 *
 * @typedef {object} Job what is to be sent; each item has a text of its own, as Send refuses the same message twice
 * @property {number} items
 *
 * @typedef {Job & { name: string, concurrency?: number }} FetchJob
 * @typedef {FetchJob & { type?: string, audiencesJson?: INodeParameters[string], input?: IDataObject[] }} SendJob
 * @typedef {Job & { name: string, batch?: { batchSize: number, batchInterval: number } }} HttpJob
 */

/** The text as the expression that people write. */
const TEXT = '={{ $json.message }}';

/**
 * @param {string} type
 * @param {number} typeVersion
 * @param {string} credential its type
 * @param {INodeParameters} parameters
 * @returns {import('../engine/execution').WorkflowJson}
 */
function workflowOf(type, typeVersion, credential, parameters) {
	const credentials = { [credential]: { id: credential, name: credential } };
	return workflowWith(/** @type {IDataObject} */ (parameters), { type, typeVersion, credentials });
}

/** @param {unknown} data of an answer of the API */
const countIds = (data) =>
	/** @type {{ message_outbox_ids?: unknown[] } | undefined} */ (data)?.message_outbox_ids
		?.length ?? 0;

/**
 * @param {Engine} engine
 * @param {import('./api').Api} api
 */
function createContenders(engine, { baseUrl, token }) {
	const credentials = {
		ipPanelEdgeApi: { apiToken: token, baseUrl },
		httpHeaderAuth: { name: 'Authorization', value: token },
	};

	/**
	 * @param {import('../engine/execution').WorkflowJson} workflow
	 * @param {IDataObject[]} input
	 */
	async function runWorkflow(workflow, input) {
		// As in production: in mode `manual` n8n would keep more for its editor.
		const run = await engine.run({ workflow, credentials, input, mode: 'trigger' });
		if (run.status !== 'success') throw run.error ?? new Error(`The run ended as ${run.status}.`);
		return run.outputs(NODE)[0].map(({ json }) => json);
	}

	/**
	 * @param {string} name
	 * @param {IDataObject[]} input
	 * @param {import('../engine/execution').WorkflowJson} workflow
	 * @param {(json: IDataObject) => unknown} [dataOf] the `data` of the answer in an output item
	 * @returns {Contender}
	 */
	const contender = (name, input, workflow, dataOf = (json) => json) => ({
		name,
		items: input.length,
		run: async () => {
			const output = await runWorkflow(workflow, input);
			return output.reduce((count, json) => count + countIds(dataOf(json)), 0);
		},
	});

	/** @param {Pick<SendJob, 'concurrency' | 'type' | 'audiencesJson'>} form */
	function sendWorkflow({ concurrency, type, audiencesJson }) {
		const audiences =
			audiencesJson === undefined
				? { specifyAudiences: 'fields', audiences: { audience: [AUDIENCE_FIELDS] } }
				: { specifyAudiences: 'json', audiencesJson };
		const parameters = /** @type {INodeParameters} */ ({
			resource: 'message',
			operation: 'send',
			fromNumber: { __rl: true, mode: 'number', value: SENDER },
			message: TEXT,
			...audiences,
			options: concurrency === undefined ? {} : { concurrency },
		});
		const nodeType = type ?? engine.defaultNodeType();
		return workflowOf(nodeType, 1, 'ipPanelEdgeApi', parameters);
	}

	return {
		credentials,
		sendWorkflow,

		/** This package's Send. @param {SendJob} job */
		send({ name, items, input = itemsOf(items), ...form }) {
			return contender(name, input, sendWorkflow(form));
		},

		/** n8n's HTTP Request node, filled in as people do it. @param {HttpJob} job */
		httpRequest({ name, items, batch }) {
			const text = '{{ JSON.stringify($json.message) }}';
			const body = JSON.stringify(requestBody('TEXT'), null, 2).replace('"TEXT"', text);
			const parameters = /** @type {INodeParameters} */ ({
				method: 'POST',
				url: `${baseUrl}/api/send`,
				authentication: 'genericCredentialType',
				genericAuthType: 'httpHeaderAuth',
				sendBody: true,
				specifyBody: 'json',
				jsonBody: `=${body}`,
				options: batch ? { batching: { batch } } : {},
			});
			const workflow = workflowOf(TYPES.httpRequest, 4.5, 'httpHeaderAuth', parameters);
			return contender(name, itemsOf(items), workflow, ({ data }) => data);
		},

		/**
		 * What n8n costs by itself.
		 *
		 * @param {Job & { name: string, type: string }} job
		 */
		smallest({ name, items, type }) {
			const parameters = { message: TEXT, operation: 'send' };
			return contender(name, itemsOf(items), workflowOf(type, 1, 'ipPanelEdgeApi', parameters));
		},

		/**
		 * No n8n at all: as many loops as requests may be open, each sending one message after the other.
		 *
		 * @param {FetchJob} job
		 * @returns {Contender}
		 */
		fetchLoop({ name, items, concurrency = 1 }) {
			const input = itemsOf(items);
			const headers = { Authorization: token, 'Content-Type': 'application/json' };
			/** @param {string} message */
			const send = async (message) => {
				const body = JSON.stringify(requestBody(message));
				const response = await fetch(`${baseUrl}/api/send`, { method: 'POST', headers, body });
				const { data } = /** @type {any} */ (await response.json());
				return countIds(data);
			};
			return {
				name,
				items,
				async run() {
					let next = 0;
					let answers = 0;
					const loop = async () => {
						while (next < items) {
							const { message } = input[next++];
							const ids = await send(message);
							answers += ids;
						}
					};
					await Promise.all(Array.from({ length: concurrency }, loop));
					return answers;
				},
			};
		},
	};
}

module.exports = { AUDIENCE, createContenders, NODE };
