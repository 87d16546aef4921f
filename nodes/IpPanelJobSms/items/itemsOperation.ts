import { sleep } from 'n8n-workflow';
import type { NodeRun } from './nodeRun';
import type { Outcomes } from './outcomes';

/** When the items of one try may be done. */
export interface Turn {
	/** True when nothing more may leave: the execution was stopped, or n8n has begun another try. */
	isOver: () => boolean;
	/** Resolves when the item may be begun (*Request Options > Batching* spaces that), or the turn is over. */
	comes: (itemIndex: number) => Promise<void>;
}

/**
 * What an operation does with all items of one try. It never rejects: what is wrong with an item is the
 * item's outcome.
 */
export type ItemsOperation = (run: NodeRun, turn: Turn) => Promise<Outcomes>;

/** Where all items are there from the beginning: *Request Options > Batching* spaces them. */
export function turnOf({ requestOptions, signal }: NodeRun): Turn {
	const { batchSize = 1, batchInterval = 0 } = requestOptions.batching?.batch ?? {};
	const begun = Date.now();
	const isOver = () => signal?.aborted === true;
	const pause = 100;
	return {
		isOver,
		comes: async (itemIndex) => {
			const at = begun + Math.floor(itemIndex / Math.max(1, batchSize)) * batchInterval;
			while (Date.now() < at && !isOver()) await sleep(Math.min(pause, at - Date.now()));
		},
	};
}

/**
 * Begins tasks in their order, and never has more than `concurrency` of them in flight.
 *
 * @param waiting what is left of it was not begun
 * @param mayGoOn asked before each task
 * @returns when nothing is in flight
 */
export async function inOrder<T>(
	waiting: T[],
	concurrency: number,
	mayGoOn: () => boolean,
	perform: (task: T) => Promise<void>,
): Promise<void> {
	const lane = async () => {
		while (waiting.length > 0 && mayGoOn()) await perform(waiting.shift()!);
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, waiting.length) }, lane));
}
