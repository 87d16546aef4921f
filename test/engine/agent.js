/**
 * A node's tool twin, called the way an AI agent calls it, with an agent that follows a script instead of
 * a language model.
 */

/**
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 *
 * @typedef {import('@langchain/core/tools').DynamicStructuredTool} Tool
 *
 * @typedef {object} ToolOptions
 * @property {import('n8n-workflow').INodeParameters} [parameters] of the tool node, with `$fromAI(…)`
 * @property {Record<string, import('n8n-workflow').INodeParameters>} [tools] the same for several tool nodes, by
 *   name
 * @property {IDataObject[]} [calls] what the model answers: the arguments of each call, one after the other
 * @property {(agent: { tools: () => Promise<Tool[]>, items: IDataObject[] }) => Promise<unknown>} [work] what
 *   the agent does instead, with LangChain's tools, as older agents and sub-agents have them
 * @property {Partial<import('n8n-workflow').INode>} [node] further settings, e.g. `retryOnFail`
 * @property {import('./credentials').Credentials} [credentials]
 * @property {'engine' | 'langchain'} [via] `engine`: as agents since n8n 1.113 do, the tool runs as a node
 *   of its own; `langchain`: as older agents and sub-agents do, n8n-core's LangChain tool is invoked
 * @property {IDataObject[]} [agentItems] the agent's own input items
 *
 * @typedef {object} ToolCall
 * @property {IDataObject} args
 * @property {any} [response] what the model would get to read
 * @property {string} [error] the message it would get instead
 */

/** Every script gets a node type of its own, so that agents may run at the same time. */
let agents = 0;

/**
 * The LangChain tools that n8n-core makes of the connected nodes.
 *
 * @param {import('n8n-workflow').IExecuteFunctions} context
 */
const connectedTools = async (context) =>
	/** @type {Tool[]} */ (await context.getInputConnectionData('ai_tool', 0));

/**
 * What the agent tells the model of a finished call (nodes-langchain: buildSteps, `buildObservation`).
 *
 * @param {import('n8n-workflow').ITaskData} data
 * @returns {Pick<ToolCall, 'response' | 'error'>}
 */
function observe({ data, error }) {
	const items = data?.ai_tool?.[0]?.map(({ json }) => json);
	if (error) return { error: error.message };
	return { response: items ?? [] };
}

/**
 * An agent node (nodes-langchain: `toolsAgentExecute` V3, `createEngineRequests`): asks the engine for one
 * tool call at a time and is run again with the answer, until its script is at the end.
 *
 * @param {Pick<ToolOptions, 'calls' | 'via' | 'work'>} script
 * @param {string} toolNode
 * @returns {import('n8n-workflow').INodeType}
 */
const createAgent = ({ calls = [], via = 'engine', work }, toolNode) => {
	/** @type {ToolCall[]} */
	const done = [];
	return {
		description: {
			displayName: 'Scripted Agent',
			name: 'scriptedAgent',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Agent' },
			inputs: ['main', 'ai_tool'],
			outputs: ['main'],
			properties: [],
		},
		async execute(response) {
			if (work) {
				const items = this.getInputData().map(({ json }) => json);
				await work({ tools: async () => await connectedTools(this), items });
				return [[]];
			}
			const tools = await connectedTools(this);
			if (via === 'langchain') {
				for (const args of calls) {
					try {
						const answer = String(await tools[0].invoke(args));
						// Older releases return the error instead of throwing it.
						const failed = answer.startsWith('Error during node execution:');
						done.push(failed ? { args, error: answer } : { args, response: JSON.parse(answer) });
					} catch (error) {
						done.push({ args, error: /** @type {Error} */ (error).message });
					}
				}
			} else {
				for (const { data } of response?.actionResponses ?? []) {
					done.push({ args: calls[done.length], ...observe(data) });
				}
				if (done.length < calls.length) {
					return {
						actions: [
							{
								actionType: 'ExecutionNodeAction',
								nodeName: toolNode,
								input: calls[done.length],
								type: 'ai_tool',
								id: `call_${done.length}`,
								metadata: { itemIndex: 0, toolName: tools[0].name },
							},
						],
						metadata: {},
					};
				}
			}
			const [{ name, description, schema }] = tools;
			const output = { calls: done, tool: { name, description, schema } };
			return [[{ json: /** @type {any} */ (output) }]];
		},
	};
};

/**
 * @param {import('./index').Engine} engine
 * @param {ToolOptions} options
 */
async function runAsTool(engine, options) {
	const nodeType = engine.defaultNodeType();
	const { credentials = {}, agentItems = [{}] } = options;
	const forms = options.tools ?? { [options.node?.name ?? 'Tool']: options.parameters ?? {} };
	const [toolNode] = Object.keys(forms);
	const { description } = engine.nodeTypes.getByNameAndVersion(nodeType);

	agents += 1;
	const agentType = `test-engine.scriptedAgent${agents}`;
	engine.nodeTypes.add(agentType, createAgent(options, toolNode));
	/** @param {string} name @param {string} type @returns {import('n8n-workflow').INode} */
	const node = (name, type) => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const run = await engine.run({
		workflow: {
			nodes: [
				node('Trigger', 'n8n-nodes-base.manualTrigger'),
				node('Agent', agentType),
				...Object.entries(forms).map(([name, parameters]) => ({
					...node(name, `${nodeType}Tool`),
					typeVersion: [description.version].flat().at(-1) ?? 1,
					parameters,
					credentials: engine.credentialsOf(description, credentials),
					...options.node,
				})),
			],
			connections: {
				Trigger: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				...Object.fromEntries(
					Object.keys(forms).map((name) => [
						name,
						{ ai_tool: [[{ node: 'Agent', type: /** @type {const} */ ('ai_tool'), index: 0 }]] },
					]),
				),
			},
			settings: { executionOrder: 'v1' },
		},
		input: agentItems,
		credentials,
	});
	engine.nodeTypes.remove(agentType);
	const output = run.outputs('Agent')[0]?.[0]?.json ?? {};
	return {
		run,
		/** The calls as the model saw them. */
		calls: /** @type {ToolCall[]} */ (output.calls ?? []),
		/** What the model is told of the tool: its name, description and arguments (a zod schema). */
		tool: /** @type {{ name: string, description: string, schema: any } | undefined} */ (
			output.tool
		),
	};
}

module.exports = { runAsTool };
