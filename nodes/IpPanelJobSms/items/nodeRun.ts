import type { IExecuteData, IExecutePaginationFunctions, INode } from 'n8n-workflow';
import { hasExpression } from '../form/values';
import type { Connection } from '../api/connection';

/** n8n's context of one input item in a declarative node. */
export type ItemContext = IExecutePaginationFunctions;

/**
 * What the input items of one node execution have in common. n8n's declarative engine makes every
 * item a context of its own and gives them no place to share anything, and what an item costs is the
 * number of parameters read for it: so what does not depend on the item is read here, once.
 */
export interface NodeRun {
	/** The node with its parameters as they are saved, expressions unresolved. */
	node: INode;
	/** How many items this execution of the node has. */
	itemCount: number;
	/** Counts the executions of this node within one workflow execution, from 0. */
	runIndex: number;
	/** n8n's *Request Options*; they are the same for all items. */
	requestOptions: RequestOptions;
	/** How to reach the API, set at the first use. */
	connection?: Promise<Connection>;
	/** Values of fields without an expression, by name. */
	fixedValues: Map<string, unknown>;
}

/** The parts of n8n's *Request Options* that matter here. */
export interface RequestOptions {
	batching?: { batch?: { batchInterval?: number } };
	timeout?: number;
}

const runs = new WeakMap<IExecuteData, NodeRun>();

/**
 * @param context n8n's context of any of the items
 * @returns the same object for all items, and for all tries of *Retry On Fail*: n8n keeps one
 *   `IExecuteData` for them, and another for each loop iteration. A tool call of an AI agent may come
 *   with the agent's, for all calls of all its tools: each of them is a run of one item
 */
export function nodeRunOf(context: ItemContext): NodeRun {
	const executeData = context.getExecuteData();
	const known = runs.get(executeData);
	if (known) return known;

	const node = context.getNode();
	const isToolCall = executeData.node.name !== node.name;
	const run: NodeRun = {
		node,
		itemCount: isToolCall || node.executeOnce ? 1 : countItems(executeData),
		runIndex: Number(context.getWorkflowDataProxy(0).$runIndex),
		requestOptions: context.getNodeParameter('requestOptions', {}) as RequestOptions,
		fixedValues: new Map(),
	};
	if (!isToolCall) runs.set(executeData, run);
	return run;
}

function countItems({ data }: IExecuteData): number {
	return (data.main ?? data.ai_tool)?.[0]?.length ?? 1;
}

/**
 * Reads a field of the form for one item, or, if it holds no expression, once for all of them.
 *
 * @param read turns the parameter's value into what is needed of it
 * @throws what `read` throws, for every item again
 */
export function readField<T>(
	context: ItemContext,
	run: NodeRun,
	name: string,
	read: (value: unknown) => T,
): T {
	if (run.fixedValues.has(name)) return run.fixedValues.get(name) as T;

	const value = read(context.getNodeParameter(name, undefined));
	if (!hasExpression(run.node.parameters[name])) run.fixedValues.set(name, value);
	return value;
}
