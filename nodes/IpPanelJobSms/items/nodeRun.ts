import { randomUUID } from 'crypto';
import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteData,
	type IExecutePaginationFunctions,
	type INode,
} from 'n8n-workflow';
import { connectionOf, type Connection, type Transport } from '../../shared/api/connection';
import type { Field } from '../../shared/form/field';
import { LABELS } from '../../shared/terms/labels';
import { hasExpression, toInteger } from '../../shared/terms/values';

/** n8n's context of one input item in a declarative node. */
export type ItemContext = IExecutePaginationFunctions;

/** One input item. */
export interface Item {
	index: number;
	context: ItemContext;
	field: Field;
}

/**
 * What the input items of one execution of the node have in common. n8n gives every item a context of
 * its own and no place to share anything, and what an item costs is the number of parameters read for
 * it: so what does not depend on the item is read here, once.
 */
export interface NodeRun {
	/** The node with its parameters as they are saved, expressions unresolved. */
	node: INode;
	/** Tells the executions of this node within one workflow execution apart. */
	id: string;
	items: Item[];
	/** True where the node is set to stop at the first error. */
	stopsOnError: boolean;
	/** n8n's *Request Options*, as the first item has them. */
	requestOptions: RequestOptions;
	/** n8n's signal that the execution was stopped. */
	signal?: AbortSignal;
	/** Proxy, certificates and allowed domains, as n8n's *Request Options* have them. */
	transport?: Transport;
	/** What the credential says, once it was asked for: n8n decrypts it anew at each call. */
	credential?: Promise<Connection>;
}

/** n8n's *Request Options*. */
interface RequestOptions {
	batching?: { batch?: { batchSize?: number; batchInterval?: number } };
	proxy?: string;
	allowUnauthorizedCerts?: boolean;
	timeout?: unknown;
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
 * A call of the node as an agent's tool, where n8n runs the tool within the agent. The IExecuteData is
 * then the agent's. n8n may give two calls one run index, or two tries of one call two of them; what
 * the model filled in is one object for all tries of a call, and another for each call.
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
	const fixedValues = new Map<string, unknown>();
	const items = Array.from({ length: itemCount }, (_, index) => {
		const itemContext = contextOf(context, index);
		return {
			index,
			context: itemContext,
			field: fieldReader(itemContext, node, fixedValues),
		};
	});
	return {
		node,
		id,
		items,
		stopsOnError: !context.continueOnFail(),
		requestOptions: context.getNodeParameter('requestOptions', {}) as RequestOptions,
		signal: context.getExecutionCancelSignal(),
	};
}

/**
 * How to reach the API.
 *
 * @throws InvalidInput when the credential's Base URL or the time-out is none
 */
export async function connect(run: NodeRun): Promise<Connection> {
	run.credential ??= connectionOf(run.items[0].context);
	return {
		...(await run.credential),
		timeout: readTimeout(run.requestOptions.timeout),
		transport: run.transport,
	};
}

/** Another item's context: n8n's own reads the item by this one property. */
function contextOf(context: ItemContext, itemIndex: number): ItemContext {
	if (context.getItemIndex() === itemIndex) return context;
	return Object.create(context, { itemIndex: { value: itemIndex } }) as ItemContext;
}

function countItems({ data }: IExecuteData): number {
	return (data.main ?? data.ai_tool)?.[0]?.length ?? 1;
}

/** Reads a field for one item, or, where it holds no expression, once for all of them. */
function fieldReader(context: ItemContext, node: INode, fixedValues: Map<string, unknown>): Field {
	return <T>(name: string, read: (value: unknown) => T): T => {
		if (fixedValues.has(name)) return fixedValues.get(name) as T;

		const value = read(context.getNodeParameter(name, undefined));
		if (!hasExpression(node.parameters[name])) fixedValues.set(name, value);
		return value;
	};
}

/**
 * @param value *Request Options > Timeout*; nothing or 0: none is set
 * @returns milliseconds
 * @throws InvalidInput when it is no time: n8n would fail in the middle of a request
 */
export function readTimeout(value: unknown): number | undefined {
	if (value === undefined || value === null || value === '' || value === 0) return undefined;
	return toInteger(value, LABELS.timeout, 1);
}
