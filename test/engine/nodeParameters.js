/**
 * The lists that a node's form loads, as n8n's `DynamicNodeParametersService`
 * (packages/cli/src/services) loads them.
 */
const { nodeCredentialsFor } = require('./credentials');

/**
 * @typedef {object} ListOptions
 * @property {string} [nodeType] full name; by default the package's first node
 * @property {number} [typeVersion]
 * @property {import('n8n-workflow').INodeParameters} nodeParameters the form's values, expressions resolved
 * @property {string} [path] of the parameter, e.g. `audiences.audience[0].subCategory`
 * @property {import('./credentials').Credentials} [credentials]
 *
 * @typedef {ListOptions & { method: string, filter?: string, paginationToken?: string }} SearchOptions
 * @typedef {ListOptions & ({ method: string, routing?: undefined } | { method?: undefined,
 *   routing: import('n8n-workflow').INodePropertyRouting })} LoadOptions
 */

class NodeParameters {
	/** @param {import('./index').Engine} engine */
	constructor(engine) {
		this.engine = engine;
	}

	/**
	 * @param {ListOptions} options
	 */
	prepare({ nodeType, typeVersion, nodeParameters, path = '', credentials = {} }) {
		const { engine } = this;
		const { core, workflow: n8nWorkflow } = engine.n8n;
		const name = nodeType ?? engine.defaultNodeType();
		const type = engine.nodeTypes.getByNameAndVersion(name, typeVersion);
		const version = typeVersion ?? [type.description.version].flat().at(-1) ?? 1;
		const workflow = new n8nWorkflow.Workflow({
			nodes: [
				{
					parameters: nodeParameters,
					id: 'uuid-1234',
					name: 'Temp-Node',
					type: name,
					typeVersion: version,
					position: [0, 0],
					credentials: nodeCredentialsFor(type.description, credentials),
				},
			],
			connections: {},
			active: false,
			nodeTypes: engine.nodeTypes,
		});
		const additionalData = engine.additionalDataFor({
			credentials,
			currentNodeParameters: nodeParameters,
		});
		const node = workflow.nodes['Temp-Node'];
		// The editor's paths start with `parameters.`.
		const fullPath = path.startsWith('parameters.') ? path : `parameters.${path}`;
		return {
			type,
			workflow,
			node,
			additionalData,
			context: new core.LoadOptionsContext(workflow, node, additionalData, fullPath),
		};
	}

	/**
	 * cli: `getResourceLocatorResults`.
	 *
	 * @param {SearchOptions} options
	 * @returns {Promise<import('n8n-workflow').INodeListSearchResult>}
	 */
	async listSearch(options) {
		const { type, workflow, context } = this.prepare(options);
		const method = this.method(type, 'listSearch', options.method);
		return await this.engine.withIsolate(workflow, async () => {
			const result = await method.call(context, options.filter, options.paginationToken);
			const token = result?.paginationToken;
			return typeof token === 'number' ? { ...result, paginationToken: String(token) } : result;
		});
	}

	/**
	 * cli: `getOptionsViaMethodName`, or with `routing` `getOptionsViaLoadOptions`.
	 *
	 * @param {LoadOptions} options
	 * @returns {Promise<import('n8n-workflow').INodePropertyOptions[]>}
	 */
	async loadOptions(options) {
		const { type, workflow, node, additionalData, context } = this.prepare(options);
		if (options.method !== undefined) {
			const method = this.method(type, 'loadOptions', options.method);
			return await this.engine.withIsolate(workflow, async () => await method.call(context));
		}

		const { core } = this.engine.n8n;
		const temporaryType = {
			...type,
			description: {
				...type.description,
				properties: [
					{
						displayName: '',
						type: /** @type {const} */ ('string'),
						name: '',
						default: '',
						routing: options.routing,
					},
				],
			},
		};
		const executeContext = new core.ExecuteContext(
			workflow,
			node,
			additionalData,
			'internal',
			this.engine.n8n.createRunExecutionData({ executionData: {} }),
			0,
			[],
			{ main: [[{ json: {} }]] },
			{ node, source: null, data: {} },
			[],
		);
		return await this.engine.withIsolate(workflow, async () => {
			const [items = []] =
				(await new core.RoutingNode(executeContext, temporaryType).runNode()) ?? [];
			return items.map(
				({ json }) =>
					/** @type {import('n8n-workflow').INodePropertyOptions} */ (
						/** @type {unknown} */ (json)
					),
			);
		});
	}

	/**
	 * @template {'listSearch' | 'loadOptions'} Kind
	 * @param {import('n8n-workflow').INodeType} type
	 * @param {Kind} kind
	 * @param {string} name
	 * @returns {NonNullable<NonNullable<import('n8n-workflow').INodeType['methods']>[Kind]>[string]}
	 */
	method(type, kind, name) {
		const method = type.methods?.[kind]?.[name];
		if (typeof method !== 'function') {
			throw new this.engine.n8n.workflow.UserError(
				`Node type "${type.description.name}" has no ${kind} method named "${name}".`,
			);
		}
		return /** @type {any} */ (method);
	}
}

module.exports = { NodeParameters };
