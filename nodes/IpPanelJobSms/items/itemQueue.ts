import { sleep, type IDataObject } from 'n8n-workflow';
import type { ItemError } from '../api/errors';

/** What became of one item. */
export type Outcome =
	/** The JSON of the item's output items. */
	| { kind: 'done'; data: IDataObject[] }
	| { kind: 'failed'; error: ItemError }
	/** The item's turn never came: an earlier item failed, or the execution was stopped. */
	| { kind: 'skipped' };

/** Does everything for one item; never rejects. */
export type Job = () => Promise<Outcome>;

export interface ItemQueueSettings {
	/** How many items this try has. */
	itemCount: number;
	/** How many may be in flight at once, 1 or more. */
	concurrency: number;
	/** True where the node is set to stop at the first error. */
	stopsOnError: boolean;
	/** True where n8n starts the items over time (*Request Options > Batching*). */
	batched: boolean;
	/** n8n's signal that the execution was stopped. */
	signal?: AbortSignal;
	/** An earlier try that may still have requests in flight. */
	previous?: ItemQueue;
}

/**
 * Does the items of one try of the node in order. n8n's declarative engine starts all items at once
 * and forgets the answers of all when one of them fails; here each item waits for its turn, and the
 * first failure stops the rest.
 */
export class ItemQueue {
	private readonly enrolled = new Set<number>();
	private readonly outcomes = new Map<number, Outcome>();
	private readonly waiting: Array<{
		itemIndex: number;
		job: Job;
		tell: (outcome: Outcome) => void;
	}> = [];
	private readonly whenIdle: Array<() => void> = [];
	private readonly whenSettled: Array<() => void> = [];
	private lastAlone: Promise<unknown> = Promise.resolve();
	/** Items that wait to be alone or are; none is started meanwhile. */
	private alone = 0;
	private inFlight = 0;
	private readonly failures: number[] = [];
	private state: 'closed' | 'open' | 'givenUp' = 'closed';

	constructor(private readonly settings: ItemQueueSettings) {}

	/** True where the item has been here already: the engine has begun another try. */
	has(itemIndex: number): boolean {
		return this.enrolled.has(itemIndex);
	}

	/**
	 * Puts an item in the queue. Must be called before the item's code awaits anything.
	 *
	 * @param job what to do when the item's turn comes, or the outcome where it is known already
	 */
	async enrol(itemIndex: number, job: Job | Outcome): Promise<Outcome> {
		if (this.enrolled.size === 0) void this.open();
		this.enrolled.add(itemIndex);
		if (typeof job !== 'function') return this.settle(itemIndex, job);
		return await new Promise((tell) => {
			this.waiting.push({ itemIndex, job, tell });
			this.startNext();
		});
	}

	/** Resolves when every item of the try has an outcome. */
	async settled(): Promise<void> {
		if (!this.isSettled()) await new Promise<void>((resolve) => this.whenSettled.push(resolve));
	}

	/** Resolves when nothing is in flight. */
	async idle(): Promise<void> {
		if (this.inFlight > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
	}

	/**
	 * Runs a part of a job while no other item is in flight, so that what it finds in the outbox is
	 * not another item's message whose answer is still on the way.
	 */
	async runAlone<T>(task: () => Promise<T>): Promise<T> {
		this.alone++;
		this.leave();
		const turn = this.lastAlone.then(async () => await this.idle()).then(task);
		this.lastAlone = turn.catch(() => {});
		try {
			return await turn;
		} finally {
			this.alone--;
			this.inFlight++;
		}
	}

	/** The first of the failed items, in the order of the items. */
	firstFailure(): number | undefined {
		return this.failures.length > 0 ? Math.min(...this.failures) : undefined;
	}

	/** The items with this kind of outcome, in their order. */
	with<K extends Outcome['kind']>(kind: K): Array<[number, Extract<Outcome, { kind: K }>]> {
		return [...this.outcomes]
			.filter((entry): entry is [number, Extract<Outcome, { kind: K }>] => entry[1].kind === kind)
			.sort(([one], [other]) => one - other);
	}

	/**
	 * Lets the first item leave once the engine has handed over all of them: what is wrong with a
	 * later item is then known before anything is sent. An expression that fails makes the engine
	 * give up in the middle of that, without a word to the items before: they do not leave either.
	 */
	private async open(): Promise<void> {
		await sleep(0);
		await this.settings.previous?.idle();
		const { batched, stopsOnError, itemCount } = this.settings;
		const complete = batched || !stopsOnError || this.enrolled.size >= itemCount;
		this.state = complete ? 'open' : 'givenUp';
		this.startNext();
	}

	private startNext(): void {
		if (this.state === 'closed') return;
		while (this.waiting.length > 0) {
			const skip = this.mustSkip();
			if (!skip && (this.alone > 0 || this.inFlight >= this.settings.concurrency)) return;
			const { itemIndex, job, tell } = this.waiting.shift()!;
			if (skip) {
				tell(this.settle(itemIndex, { kind: 'skipped' }));
			} else {
				this.inFlight++;
				void job().then((outcome) => {
					this.settle(itemIndex, outcome);
					this.leave();
					tell(outcome);
					this.startNext();
				});
			}
		}
	}

	private mustSkip(): boolean {
		const { stopsOnError, signal } = this.settings;
		if (this.state === 'givenUp' || signal?.aborted) return true;
		return stopsOnError && this.failures.length > 0;
	}

	private settle(itemIndex: number, outcome: Outcome): Outcome {
		this.outcomes.set(itemIndex, outcome);
		if (outcome.kind === 'failed') this.failures.push(itemIndex);
		if (this.isSettled()) this.whenSettled.splice(0).forEach((resolve) => resolve());
		return outcome;
	}

	private isSettled(): boolean {
		return this.outcomes.size >= this.settings.itemCount || this.state === 'givenUp';
	}

	private leave(): void {
		this.inFlight--;
		if (this.inFlight === 0) this.whenIdle.splice(0).forEach((resolve) => resolve());
	}
}
