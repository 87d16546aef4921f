import { NodeOperationError, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import { toItemError, type ItemError } from '../../shared/api/errors';
import { readTimeout, type Item, type NodeRun } from './nodeRun';

/** What became of one item. */
type Outcome =
	/** The JSON of the item's output items. */
	| { kind: 'done'; data: IDataObject[] }
	| { kind: 'failed'; error: ItemError }
	/** The item's turn never came: an earlier item failed, or the execution was stopped. */
	| { kind: 'skipped' };

/** What became of the items of one try of the node. */
export class Outcomes {
	private readonly outcomes = new Map<number, Outcome>();
	private hasFailed = false;

	constructor(private readonly run: NodeRun) {}

	done(item: Item, data: IDataObject[]): void {
		this.outcomes.set(item.index, { kind: 'done', data });
	}

	/**
	 * @param error whatever was thrown while the item was done
	 * @param consequence what that means for the item, unless the error itself says so
	 */
	failed(item: Item, error: unknown, consequence?: string): void {
		const context = { node: this.run.node, itemIndex: item.index };
		const itemError = toItemError(error, context, consequence);
		this.outcomes.set(item.index, { kind: 'failed', error: itemError });
		this.hasFailed = true;
	}

	of(index: number): Outcome {
		return this.outcomes.get(index) ?? { kind: 'skipped' };
	}

	/** True where an item failed and the node is set to stop then. */
	get mustStop(): boolean {
		return this.run.stopsOnError && this.hasFailed;
	}

	/** The items with this kind of outcome, in their order. */
	withKind<K extends Outcome['kind']>(kind: K): Array<[Item, Extract<Outcome, { kind: K }>]> {
		return this.run.items
			.map((item): [Item, Outcome] => [item, this.of(item.index)])
			.filter((entry): entry is [Item, Extract<Outcome, { kind: K }>] => entry[1].kind === kind);
	}

	/** The error with which the node stops: that of the first failed item. */
	stoppingError(): { itemIndex: number; error: ItemError } | undefined {
		if (!this.mustStop) return undefined;
		const [item, { error }] = this.withKind('failed')[0];
		return { itemIndex: item.index, error };
	}

	/** The output items of an item that was done, or its error where the node goes on after errors. */
	outputOf(index: number): INodeExecutionData[] {
		const outcome = this.of(index);
		// Without the paired item, n8n could not tell later nodes which input item failed.
		const pairedItem = { item: index };
		if (outcome.kind === 'done') {
			return outcome.data.map((data) => ({ json: withoutErrorKey(data), pairedItem }));
		}
		const error =
			outcome.kind === 'failed'
				? outcome.error
				: new NodeOperationError(this.run.node, 'Not done, because the execution was stopped', {
						itemIndex: index,
					});
		return [{ json: {}, error, pairedItem }];
	}
}

/**
 * n8n takes a top-level `error` key for a failure, and *Retry On Fail* then runs the node again: should
 * the API ever use that name, it becomes `api_error`.
 */
function withoutErrorKey({ error, ...json }: IDataObject): IDataObject {
	if (error !== undefined) json.api_error = error;
	return json;
}

/**
 * Reads and checks the form of every item, before anything leaves for any of them.
 *
 * @param read checks one item; what it throws is the item's error
 * @param consequenceOf what such an error means for an item
 * @returns the items that can be done, with what `read` gave
 */
export function checkItems<T>(
	run: NodeRun,
	outcomes: Outcomes,
	read: (item: Item) => T,
	consequenceOf?: (item: Item) => string,
): T[] {
	return run.items.flatMap((item) => {
		try {
			readTimeout(run.requestOptions.timeout);
			if (run.requestOptions.batching) evaluateAll(item, run);
			return [read(item)];
		} catch (error) {
			outcomes.failed(item, error, consequenceOf?.(item));
			return [];
		}
	});
}

/**
 * With *Batching* n8n evaluates a later item's fields only after earlier ones have left, and gives up
 * where an expression fails, even in a field that nobody reads.
 */
function evaluateAll({ context }: Item, { node }: NodeRun): void {
	for (const name of Object.keys(node.parameters)) context.getNodeParameter(name, undefined);
}
