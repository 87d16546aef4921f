const { requestBody } = require('./campaign');

/**
 * The smallest node that sends the campaign through n8n's declarative engine: what it costs is what the engine
 * costs whatever a node does. It checks nothing and remembers nothing.
 *
 * @param {string} baseUrl of the API
 * @param {{ inOrder: boolean }} how whether each item waits for the answer of the one before it; otherwise all
 *   are sent at once
 * @returns {import('n8n-workflow').INodeType}
 */
function createFloorNode(baseUrl, { inOrder }) {
	/** @type {Promise<unknown>} */
	let last = Promise.resolve();
	/** @this {import('n8n-workflow').IExecutePaginationFunctions} */
	async function waitForTurn(/** @type {any} */ requestData) {
		const turn = last.then(async () => await this.makeRoutingRequest(requestData));
		last = turn.catch(() => {});
		return await turn;
	}

	/** @type {import('n8n-workflow').PreSendAction} */
	const buildBody = async function (options) {
		return { ...options, body: requestBody(String(this.getNodeParameter('message'))) };
	};
	return {
		description: {
			displayName: 'Smallest Declarative Node',
			name: 'floor',
			group: ['output'],
			version: 1,
			description: '',
			defaults: { name: 'Floor' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'ipPanelEdgeApi', required: true }],
			requestDefaults: { baseURL: baseUrl },
			properties: [
				{ displayName: 'Message', name: 'message', type: 'string', default: '' },
				{
					displayName: 'Operation',
					name: 'operation',
					type: 'options',
					noDataExpression: true,
					options: [
						{
							name: 'Send',
							value: 'send',
							routing: {
								request: { method: 'POST', url: '/api/send' },
								send: { preSend: [buildBody], paginate: inOrder },
								...(inOrder && { operations: { pagination: waitForTurn } }),
								output: {
									postReceive: [{ type: 'rootProperty', properties: { property: 'data' } }],
								},
							},
						},
					],
					default: 'send',
				},
			],
		},
	};
}

module.exports = { createFloorNode };
