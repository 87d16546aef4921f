import type { OutboxView } from '../outbox/queryOutbox';
import type { Attempt, Attempts } from './ledger';

/** Whose message an outbox ID is. */
interface Owner {
	/** True where it was the answer; false where it was found in the outbox. */
	isAnswer: boolean;
	/** The node in the execution that sent it, or in the one that this was a retry of. */
	chain: string;
	/** The execution that called the one that sent it, if any. */
	parent?: string;
	/** When the first of the chain began, or its caller, in milliseconds since 1970; undefined: n8n did not tell. */
	beginning?: number;
	/** Fingerprint of the request that it is the answer to, or has been taken for. */
	request: string;
}

/** The owner, with the callers of all the executions that were told the ID; undefined: one that nobody called. */
interface KnownOwner extends Owner {
	toldTo: Set<string | undefined>;
}

/** What the outbox showed of the time before an execution. */
interface SettledView {
	view: OutboxView;
	/** How far back, in milliseconds since 1970. */
	since: number;
}

/** The attempts of a node in an execution that another one called. */
interface Called {
	parent: string;
	/** True where the calling execution repeats another one. */
	repeats: boolean;
	attempts: Attempts;
	/** Fingerprints of the requests of its items, also of those that were refused. */
	requests: Set<string>;
}

/** What this process knows, whenever asked, of executions that the repeated execution or other retries called. */
export interface CalledBefore {
	attempts: () => Attempt[];
	/** True where it is known that the request was had by one that each execution called, and by no other of them. */
	hadOnce: (request: string) => boolean;
}

/** How much is remembered, over all executions in this process. */
const REMEMBERED_CHAINS = 500;
const REMEMBERED_IDS = 50_000;
const REMEMBERED_VIEWS = 3;

/** What executions need that are sending at this moment, with how many of them do. */
const held = new Map<string, number>();

/** A map that forgets its oldest entries, but for what is held. */
class Bounded<V> extends Map<string, V> {
	constructor(private readonly most: number) {
		super();
	}

	override set(key: string, value: V): this {
		this.delete(key);
		super.set(key, value);
		for (const oldest of this.keys()) {
			if (this.size <= this.most) break;
			if (!held.has(oldest)) this.delete(oldest);
		}
		return this;
	}
}

const originals = new Bounded<string>(REMEMBERED_IDS);
const attempts = new Bounded<Attempts>(REMEMBERED_CHAINS);
const owners = new Bounded<KnownOwner>(REMEMBERED_IDS);
const called = new Bounded<Called[]>(REMEMBERED_CHAINS);
const unanswered = new Bounded<Set<Attempt>>(REMEMBERED_IDS);
const views = new Bounded<SettledView>(REMEMBERED_VIEWS);
/** How far back, in milliseconds since 1970, each execution has seen the outbox settled. */
const settled = new Bounded<number>(REMEMBERED_CHAINS);

/**
 * What this process knows of messages beyond one execution's ledger, until n8n is started anew. It is never
 * proof that something was not sent: n8n may run on several processes.
 */
export const processMemory = { originals, attempts, called, owners, unanswered, views, settled };

/**
 * Runs a task, during which what is remembered of chains is not forgotten, however many other executions there are.
 *
 * @param chains as `rememberAttempts` and `rememberCalled` are given them
 */
export async function whileHeld<T>(chains: string[], task: () => Promise<T>): Promise<T> {
	for (const chain of chains) held.set(chain, (held.get(chain) ?? 0) + 1);
	try {
		return await task();
	} finally {
		for (const chain of chains) {
			const others = held.get(chain)! - 1;
			if (others > 0) held.set(chain, others);
			else held.delete(chain);
		}
	}
}

/** What an execution is a retry of. */
interface Original {
	/** undefined: n8n does not tell. */
	id?: string;
	/** True where it is known to be no retry itself. */
	isFirst: boolean;
}

/**
 * Notes down an execution and what it is a retry of.
 *
 * @param original undefined for one that is no retry
 * @param beginning gives another name of the first execution, by when it began and with what, if n8n tells that
 * @returns the first of the chain of retries, as far as this process knows it
 */
export function firstOf(
	executionId: string,
	original: Original | undefined,
	beginning: () => string | undefined,
): string {
	const known = originals.get(executionId);
	if (known !== undefined) return known;
	const name = beginning();
	const named = name === undefined ? undefined : originals.get(name);
	const first = (original && (firstByOriginal(original, named) ?? name)) ?? executionId;
	originals.set(executionId, first);
	if (name !== undefined) originals.set(name, named ?? first);
	return first;
}

function firstByOriginal({ id, isFirst }: Original, named: string | undefined): string | undefined {
	if (id === undefined) return named;
	return originals.get(id) ?? (isFirst ? id : (named ?? id));
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

/**
 * Remembers the attempts of a node in an execution that another one called. n8n's *Stop* does not reach it, so it
 * may go on beside those that a retry calls.
 *
 * @param chain what the executions have in common that are called by an execution and by its retries
 */
export function rememberCalled(chain: string, one: Called): CalledBefore {
	const all = called.get(chain) ?? [];
	all.push(one);
	called.set(chain, all);
	const others = () => all.filter(({ parent }) => parent !== one.parent);
	return {
		attempts: () =>
			others()
				.filter(({ repeats }) => repeats || one.repeats)
				.flatMap(({ attempts }) => Object.values(attempts).flat()),
		hadOnce: (request) => {
			const parents = others().flatMap(({ parent, requests }) =>
				requests.has(request) ? parent : [],
			);
			return parents.length > 0 && new Set(parents).size === parents.length;
		},
	};
}

/**
 * The attempts of all executions of this process whose outcome is not known.
 *
 * @param words fingerprint of their text
 */
export function unansweredAt(baseUrl: string, words: string): Attempt[] {
	return [...(unanswered.get(`${baseUrl} ${words}`) ?? [])].filter(({ data }) => !data);
}

/**
 * Remembers an attempt as one that has no answer yet.
 *
 * @returns forgets it
 */
export function rememberUnanswered(baseUrl: string, words: string, attempt: Attempt): () => void {
	const key = `${baseUrl} ${words}`;
	const same = unanswered.get(key) ?? new Set();
	unanswered.set(key, same.add(attempt));
	return () => {
		same.delete(attempt);
		if (same.size === 0 && unanswered.get(key) === same) unanswered.delete(key);
	};
}

/**
 * Remembers whose message an outbox ID is, so that nobody else takes it for a lost one. Who was answered stays its
 * owner, whoever finds it later.
 */
export function rememberOwner(baseUrl: string, id: string, owner: Owner): void {
	const key = `${baseUrl} ${id}`;
	const known = owners.get(key);
	const toldTo = new Set([...(known?.toldTo ?? []), owner.parent]);
	owners.set(key, { ...(known?.isAnswer ? known : owner), toldTo });
}

export function ownerOf(baseUrl: string, id: string): KnownOwner | undefined {
	return owners.get(`${baseUrl} ${id}`);
}
