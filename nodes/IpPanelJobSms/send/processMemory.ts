import type { OutboxView } from '../outbox/readOutbox';
import type { Attempts } from './ledger';

/** Whose message an outbox ID is. */
export interface Owner {
	/** True where it was the answer; false where it was found in the outbox. */
	isAnswer: boolean;
	/** The node in the execution that sent it, or in the one that this was a retry of. */
	chain: string;
	/** The execution that called the one that sent it, if any. */
	parent?: string;
	/** When its request left, in milliseconds since 1970. */
	at: number;
}

/** What the outbox showed of the time before an execution. */
export interface SettledView {
	view: OutboxView;
	/** How far back, in milliseconds since 1970. */
	since: number;
}

/** How much is remembered, over all executions in this process. */
const REMEMBERED_CHAINS = 500;
const REMEMBERED_IDS = 50_000;
const REMEMBERED_VIEWS = 3;

/** A map that forgets its oldest entries. */
class Bounded<V> extends Map<string, V> {
	constructor(private readonly most: number) {
		super();
	}

	override set(key: string, value: V): this {
		this.delete(key);
		super.set(key, value);
		for (const oldest of this.keys()) {
			if (this.size <= this.most) break;
			this.delete(oldest);
		}
		return this;
	}
}

const originals = new Bounded<string>(REMEMBERED_IDS);
const attempts = new Bounded<Attempts>(REMEMBERED_CHAINS);
const owners = new Bounded<Owner>(REMEMBERED_IDS);
const views = new Bounded<SettledView>(REMEMBERED_VIEWS);

/**
 * What this process knows of messages beyond one execution's ledger, until n8n is started anew. It is never
 * proof that something was not sent: n8n may run on several processes.
 */
export const processMemory = { originals, attempts, owners, views };

/**
 * Notes down an execution and what it is a retry of.
 *
 * @returns the first of the chain of retries, as far as this process knows it
 */
export function firstOf(executionId: string, retryOf: string | undefined): string {
	const original = retryOf === undefined ? executionId : (originals.get(retryOf) ?? retryOf);
	originals.set(executionId, original);
	return original;
}

/**
 * Remembers the attempts of one node in an execution, for the retries of it.
 *
 * @param chain the node in the first of a chain of retries
 * @param kept what n8n has kept of them
 * @param isRetry false for the first execution: nobody was before it
 * @returns what this process knows of them; it is shared and may be added to
 */
export function rememberAttempts(chain: string, kept: Attempts, isRetry: boolean): Attempts {
	const known = (isRetry && attempts.get(chain)) || kept;
	attempts.set(chain, known);
	return known;
}

/** Remembers whose message an outbox ID is, so that nobody else takes it for a lost one. */
export function rememberOwner(baseUrl: string, id: string, owner: Owner): void {
	owners.set(`${baseUrl} ${id}`, owner);
}

export function ownerOf(baseUrl: string, id: string): Owner | undefined {
	return owners.get(`${baseUrl} ${id}`);
}
