const { requestBody } = require('./campaign');

/**
 * The smallest node that sends the campaign through n8n's declarative engine: what it costs is what the engine
 * costs whatever a node does. It checks nothing, remembers nothing, and sends all items at once.
 *
 * @param {string} baseUrl of the API
 * @returns {import('n8n-workflow').INodeType}
 */
function createFloorNode(baseUrl) {
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
								send: { preSend: [buildBody] },
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
