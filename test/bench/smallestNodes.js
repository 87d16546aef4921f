/**
 * The smallest nodes that send the campaign one message after the other, one for each way in which n8n lets a
 * node be written: what they cost is what n8n costs whatever a node does. They check and remember nothing.
 *
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').INodeProperties} INodeProperties
 */
const { requestBody } = require('./campaign');

const PATH = '/api/send';
const CREDENTIAL = 'ipPanelEdgeApi';

/** @type {INodeProperties} */
const MESSAGE = { displayName: 'Message', name: 'message', type: 'string', default: '' };

/**
 * @param {string} kind
 * @param {Partial<INodeType['description']>} rest
 * @returns {INodeType['description']}
 */
const descriptionOf = (kind, rest) => ({
	displayName: `Smallest ${kind} Node`,
	name: `smallest${kind}`,
	group: ['output'],
	version: 1,
	description: '',
	defaults: { name: 'Smallest' },
	inputs: ['main'],
	outputs: ['main'],
	credentials: [{ name: CREDENTIAL, required: true }],
	properties: [MESSAGE],
	...rest,
});

/**
 * @param {string} baseUrl of the API
 * @returns {INodeType}
 */
function createDeclarativeNode(baseUrl) {
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
	/** @type {INodeProperties['routing']} */
	const routing = {
		request: { method: 'POST', url: PATH },
		send: { preSend: [buildBody], paginate: true },
		operations: { pagination: waitForTurn },
		output: { postReceive: [{ type: 'rootProperty', properties: { property: 'data' } }] },
	};
	/** @type {INodeProperties} */
	const operation = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Send', value: 'send', routing }],
		default: 'send',
	};
	return {
		description: descriptionOf('Declarative', {
			requestDefaults: { baseURL: baseUrl },
			properties: [MESSAGE, operation],
		}),
	};
}

/**
 * @param {string} baseUrl of the API
 * @returns {INodeType}
 */
function createProgrammaticNode(baseUrl) {
	return {
		description: descriptionOf('Programmatic', {}),
		async execute() {
			const output = [];
			for (let item = 0; item < this.getInputData().length; item++) {
				const answer = await this.helpers.httpRequestWithAuthentication.call(this, CREDENTIAL, {
					method: 'POST',
					url: baseUrl + PATH,
					body: requestBody(String(this.getNodeParameter('message', item))),
					json: true,
				});
				output.push({ json: answer.data, pairedItem: { item } });
			}
			return [output];
		},
	};
}

module.exports = { createDeclarativeNode, createProgrammaticNode };
