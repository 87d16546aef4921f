import { NodeOperationError, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import { toItemError, type ItemError } from '../api/errors';
import { ItemQueue, type Job, type Outcome } from './itemQueue';
import type { ItemContext, NodeRun } from './nodeRun';
import { toOutputItem } from './output';

const queues = new WeakMap<NodeRun, ItemQueue>();

/**
 * The queue that this item belongs to: one for all items of a try of the node. When n8n hands over an
 * item that the queue has had, it has begun another try.
 *
 * @param concurrency how many items may be in flight at once
 */
export function queueOf(
	context: ItemContext,
	run: NodeRun,
	concurrency: () => number = () => 1,
): ItemQueue {
	const current = queues.get(run);
	if (current && !current.has(context.getItemIndex())) return current;

	const queue = new ItemQueue({
		itemCount: run.itemCount,
		concurrency: concurrency(),
		stopsOnError: !context.continueOnFail(),
		batched: (run.requestOptions.batching?.batch?.batchInterval ?? 0) > 0,
		signal: context.getExecutionCancelSignal(),
		previous: current,
	});
	queues.set(run, queue);
	return queue;
}

/** What to do with one item. */
export interface ItemTask {
	/**
	 * Reads and checks the form, before anything waits. Returns the JSON of the item's output items
	 * where it is known already, or what remains to be done to get it.
	 */
	prepare: () => IDataObject[] | (() => Promise<IDataObject[]>);
	/** Completes the error that stops the node with what became of the other items. */
	complete?: (error: ItemError) => ItemError;
}

/**
 * Takes one item through the queue.
 *
 * @returns the item's output; with *On Error* set to continue, a failed item's error
 * @throws NodeApiError or NodeOperationError of the first failed item when the node is set to stop
 */
export async function runItem(
	context: ItemContext,
	run: NodeRun,
	queue: ItemQueue,
	{ prepare, complete = (error) => error }: ItemTask,
): Promise<INodeExecutionData[]> {
	const itemIndex = context.getItemIndex();
	const outcome = await queue.enrol(itemIndex, toJob(prepare, run, itemIndex));

	if (!context.continueOnFail()) {
		await queue.settled();
		const failed = queue.firstFailure();
		// The engine reports the first item that rejects and drops what the others return.
		if (failed !== undefined && failed !== itemIndex) return [];
		if (outcome.kind === 'failed') throw complete(outcome.error);
	}
	if (outcome.kind === 'done') return outcome.data.map((data) => toOutputItem(data, itemIndex));

	const error =
		outcome.kind === 'failed'
			? outcome.error
			: new NodeOperationError(run.node, 'Not done, because the execution was stopped', {
					itemIndex,
				});
	// Without the paired item, n8n could not tell later nodes which input item failed.
	return [{ json: {}, error, pairedItem: { item: itemIndex } }];
}

function toJob(prepare: ItemTask['prepare'], { node }: NodeRun, itemIndex: number): Job | Outcome {
	try {
		const task = prepare();
		if (typeof task !== 'function') return { kind: 'done', data: task };
		return async () => {
			try {
				return { kind: 'done', data: await task() };
			} catch (error) {
				return { kind: 'failed', error: toItemError(error, { node, itemIndex }) };
			}
		};
	} catch (error) {
		return { kind: 'failed', error: toItemError(error, { node, itemIndex }) };
	}
}
