import {
	sleep,
	type DeclarativeRestApiSettings,
	type INodeExecutionData,
	type INodePropertyRouting,
} from 'n8n-workflow';
import type { Transport } from '../../shared/api/connection';
import { nodeRunOf, type ItemContext, type NodeRun } from './nodeRun';
import type { ItemsOperation, Turn } from './itemsOperation';
import { Outcomes } from './outcomes';

const tries = new WeakMap<NodeRun, Try>();

/**
 * An operation as the `routing` of n8n's declarative engine. The engine starts all items at once and
 * forgets the answers of all when one of them fails; its `pagination` function is the one place in which
 * a request can be held back. So each item's call only hands the item over and waits: the operation
 * itself gets all of them together.
 *
 * @throws NodeApiError or NodeOperationError, in `routing`, of the first failed item when the node is set
 *   to stop
 */
export function declarative(operation: ItemsOperation): INodePropertyRouting {
	async function pagination(
		this: ItemContext,
		{ options }: DeclarativeRestApiSettings.ResultOptions,
	): Promise<INodeExecutionData[]> {
		const run = nodeRunOf(this);
		const itemIndex = this.getItemIndex();
		const { proxy, skipSslCertificateValidation, allowedDomains } = options as Transport;
		run.transport ??= { proxy, skipSslCertificateValidation, allowedDomains };

		const current = tryOf(run, itemIndex, operation);
		const outcomes = await current.outcomes;
		const stop = outcomes.stoppingError();
		if (!stop) return outcomes.outputOf(itemIndex);
		// The engine reports the first item that rejects and drops what the others return.
		if (stop.itemIndex !== itemIndex) return [];
		// It listens to no item before it has handed over all of them.
		await current.allHandedOver;
		throw stop.error;
	}
	return { send: { paginate: true }, operations: { pagination } };
}

/** When n8n hands over an item that it has handed over already, it has begun another try. */
function tryOf(run: NodeRun, itemIndex: number, operation: ItemsOperation): Try {
	let current = tries.get(run);
	if (!current || current.has(itemIndex)) {
		current = new Try(run, operation, current);
		tries.set(run, current);
	}
	current.handOver(itemIndex);
	return current;
}

/** One try of the node: the items that the engine hands over, and what becomes of them. */
class Try implements Turn {
	/** What became of the items, once that is known of all. */
	readonly outcomes: Promise<Outcomes>;
	readonly allHandedOver: Promise<void>;
	private lastHandedOver!: () => void;
	private readonly handedOver = new Set<number>();
	private readonly waiting = new Map<number, () => void>();
	private ended = false;

	constructor(
		private readonly run: NodeRun,
		operation: ItemsOperation,
		previous: Try | undefined,
	) {
		this.allHandedOver = new Promise((resolve) => (this.lastHandedOver = resolve));
		run.signal?.addEventListener('abort', () => this.end(), { once: true });
		this.outcomes = this.perform(operation, previous);
	}

	has(itemIndex: number): boolean {
		return this.handedOver.has(itemIndex);
	}

	handOver(itemIndex: number): void {
		this.handedOver.add(itemIndex);
		this.waiting.get(itemIndex)?.();
		if (this.handedOver.size >= this.run.items.length) this.lastHandedOver();
	}

	isOver(): boolean {
		return this.ended || this.run.signal?.aborted === true;
	}

	async comes(itemIndex: number): Promise<void> {
		if (this.isOver() || this.has(itemIndex)) return;
		await new Promise<void>((resolve) => this.waiting.set(itemIndex, resolve));
	}

	/** Lets no further item leave; what is in flight goes on. */
	private end(): void {
		this.ended = true;
		for (const resolve of this.waiting.values()) resolve();
	}

	private async perform(operation: ItemsOperation, previous: Try | undefined): Promise<Outcomes> {
		previous?.end();
		await previous?.outcomes;
		// The engine hands over all items in one go, unless it spaces them.
		await sleep(0);
		const { stopsOnError, items } = this.run;
		// An expression that fails makes it give up in the middle, without a word to the items before.
		const gaveUp = stopsOnError && !this.isSpaced() && this.handedOver.size < items.length;
		if (gaveUp) this.end();
		return gaveUp ? new Outcomes(this.run) : await operation(this.run, this);
	}

	/** True where the engine hands the items over with pauses (*Request Options > Batching*). */
	private isSpaced(): boolean {
		return (this.run.requestOptions.batching?.batch?.batchInterval ?? 0) > 0;
	}
}
