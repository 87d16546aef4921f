import { randomUUID } from 'crypto';
import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteData,
	type IExecutePaginationFunctions,
	type INode,
} from 'n8n-workflow';
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
	/** Tells the executions of this node within one workflow execution apart. */
	id: string;
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

const runs = new WeakMap<object, NodeRun>();

/** The tool calls of one node in one execution, by run index. */
const toolCalls = new WeakMap<object, Map<unknown, object>>();

/**
 * @param context n8n's context of any of the items
 * @returns the same object for all items, and for all tries of *Retry On Fail*
 */
export function nodeRunOf(context: ItemContext): NodeRun {
	const executeData = context.getExecuteData();
	const known = runs.get(executeData);
	if (known) return known;

	const node = context.getNode();
	if (executeData.node.name !== node.name) return toolCallOf(context, node);

	const runIndex = String(context.getWorkflowDataProxy(0).$runIndex);
	const run = newRun(context, node, runIndex, node.executeOnce ? 1 : countItems(executeData));
	// n8n keeps one IExecuteData for all items and tries, and another for each loop iteration.
	runs.set(executeData, run);
	return run;
}

/**
 * A tool call of an agent that calls its tools itself. These come with the agent's IExecuteData, and
 * n8n may give two calls one run index and two tries of one call two: only what the model filled in is
 * one object for all tries, and another for each call.
 *
 * @throws NodeOperationError where two calls have one run index: n8n then fills the second one's fields
 *   with what the model said in the first
 */
function toolCallOf(context: ItemContext, node: INode): NodeRun {
	const { json: filledIn } = context.getInputData(0, NodeConnectionTypes.AiTool);
	const known = runs.get(filledIn);
	if (known) return known;

	const nodeContext = context.getContext('node');
	const calls = toolCalls.get(nodeContext) ?? new Map<unknown, object>();
	toolCalls.set(nodeContext, calls);
	const runIndex: unknown = context.getWorkflowDataProxy(0).$runIndex;
	if (calls.has(runIndex)) {
		throw new NodeOperationError(node, 'Not done: n8n mixed up two calls of this tool', {
			description:
				'The agent works on several items at once, and n8n gave this call the words of another. Let the agent have one item at a time, for example with Loop Over Items.',
		});
	}
	const run = newRun(context, node, randomUUID(), 1);
	calls.set(runIndex, filledIn);
	runs.set(filledIn, run);
	return run;
}

function newRun(context: ItemContext, node: INode, id: string, itemCount: number): NodeRun {
	const requestOptions = context.getNodeParameter('requestOptions', {}) as RequestOptions;
	return { node, id, itemCount, requestOptions, fixedValues: new Map() };
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
