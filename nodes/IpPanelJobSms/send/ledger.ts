import { hash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { idText } from '../../shared/terms/ids';

/**
 * One attempt to send, kept in n8n's node context and so in the saved execution. It holds no token
 * and none of the message's words.
 */
export interface Attempt {
	/** Fingerprint of the request body. */
	request: string;
	/** Fingerprint of the fields as saved, expressions unresolved. */
	form: string;
	/** Fingerprint of the text as the outbox may show it. Attempts of version 0.1 have none. */
	words?: string;
	/** When the request left, in milliseconds since 1970. */
	at: number;
	/** When it ended without an answer. */
	until?: number;
	/** What came in place of an answer, in words of this node. */
	lost?: string;
	/** True where the API refused it with a 429, and the outbox then showed what may be it, or another one. */
	refused?: boolean;
	/** Outbox IDs of another text or other audiences that were accepted in the item's place. */
	instead?: string;
	/** The item's output; missing: the outcome is not known. */
	data?: IDataObject;
}

/** What identifies a message: what it says to whom, and the form that it came from. */
export type Fingerprints = Required<Pick<Attempt, 'request' | 'form' | 'words'>>;

/** Attempts by the item's place: run of the node and index. */
export type Attempts = Record<string, Attempt[]>;

/** @returns a short fingerprint that is the same for the same value, in any process */
export function fingerprint(value: unknown): string {
	return hash('sha256', JSON.stringify(value), 'base64url').slice(0, 22);
}

/**
 * The outbox IDs of an answer of `POST /api/send`, as digits.
 *
 * @param data its `data`; where one of the IDs can't be one, there is none
 */
export function outboxIds(data: unknown): string[] {
	const ids = (data as { message_outbox_ids?: unknown } | null | undefined)?.message_outbox_ids;
	const texts = Array.isArray(ids) ? ids.map(idText) : [];
	return texts.every((text) => text !== undefined) ? texts : [];
}

/** True where an answer says something of outbox IDs, even where they can't be used. */
export function namesOutboxIds(body: unknown): boolean {
	const data = (body as { data?: { message_outbox_ids?: unknown } } | null | undefined)?.data;
	const ids = data?.message_outbox_ids;
	return Array.isArray(ids) ? ids.length > 0 : Boolean(ids);
}

/** What another retry said in an item's place may have been the same message, or another one. */
function withoutData({ data, ...attempt }: Attempt): Attempt {
	if (!data) return attempt;
	const instead = outboxIds(data).join(', ');
	const lost = `another text or other audiences were accepted in its place, as ${instead}`;
	return { ...attempt, lost, instead };
}

/** The same attempts by request: looking through all of them for each item would take for ever. */
const indexes = new WeakMap<Attempts, Map<string, Set<Attempt>>>();

function byRequest(attempts: Attempts): Map<string, Set<Attempt>> {
	const known = indexes.get(attempts);
	if (known) return known;
	const index = new Map<string, Set<Attempt>>();
	for (const attempt of Object.values(attempts).flat()) addTo(index, attempt);
	indexes.set(attempts, index);
	return index;
}

function addTo(index: Map<string, Set<Attempt>>, attempt: Attempt): void {
	const same = index.get(attempt.request) ?? new Set();
	index.set(attempt.request, same.add(attempt));
}

/**
 * The attempts of one node in one execution. What n8n has lost, this process may still remember, as long as
 * `processMemory.ts` says.
 */
export class Ledger {
	/**
	 * @param kept what n8n has kept
	 * @param remembered what this process knows of the same node in this execution, or in the one that it
	 *   repeats
	 */
	constructor(
		private readonly kept: Attempts,
		private readonly remembered: Attempts,
	) {
		this.unite();
	}

	/** What was kept is a copy: an attempt that is remembered, too, is one object, with what is known by now. */
	private unite(): void {
		for (const [key, remembered] of Object.entries(this.remembered)) {
			this.kept[key] = this.kept[key]?.map(
				(kept) =>
					remembered.find(({ request, at }) => request === kept.request && at === kept.at) ?? kept,
			);
			if (!this.kept[key]) delete this.kept[key];
		}
	}

	/**
	 * Finds an earlier attempt at the same message. It is the same if the request is, or if the form
	 * is, as the input of a retried item is the same too: only an expression like `$now` makes its
	 * request differ. A person who wants another message changes the form.
	 *
	 * Another retry may have had other input: of what only this process remembers, the request tells, wherever
	 * it stood there; the form alone leaves it open.
	 */
	find(key: string, { request, form }: Pick<Attempt, 'request' | 'form'>): Attempt | undefined {
		const kept = (this.kept[key] ?? []).filter(
			(attempt) => attempt.request === request || attempt.form === form,
		);
		const there = this.remembered[key] ?? [];
		const same = [kept, there.filter((attempt) => attempt.request === request)].flat();
		const known = same.length > 0 || this.remembered === this.kept ? same : this.moved(request);
		const open = there.find((attempt) => attempt.form === form);
		return known.find(({ data }) => data) ?? known[0] ?? (open && withoutData(open));
	}

	/** Attempts at a request that only this process remembers, wherever they stood. */
	private moved(request: string): Attempt[] {
		const all = [...(byRequest(this.remembered).get(request) ?? [])];
		if (all.length === 0) return all;
		const kept = new Set(Object.values(this.kept).flat());
		return all.filter((attempt) => !kept.has(attempt));
	}

	/** Writes down an attempt before its request leaves. */
	open(key: string, fingerprints: Fingerprints): Attempt {
		const attempt: Attempt = { ...fingerprints, at: Date.now() };
		for (const attempts of this.both()) (attempts[key] ??= []).push(attempt);
		addTo(byRequest(this.remembered), attempt);
		return attempt;
	}

	/** Writes down what the outbox tells of an attempt, or of one of which nothing else is known. */
	answer(
		{ key, fingerprints }: { key: string; fingerprints: Fingerprints },
		data: IDataObject,
		attempt = this.open(key, fingerprints),
	): Attempt {
		attempt.data = data;
		this.keep(key, attempt);
		return attempt;
	}

	/** Strikes out an attempt of which nothing was accepted. */
	remove(key: string, attempt: Attempt): void {
		byRequest(this.remembered).get(attempt.request)?.delete(attempt);
		for (const attempts of this.both()) {
			attempts[key] = (attempts[key] ?? []).filter((other) => other !== attempt);
			if (attempts[key].length === 0) delete attempts[key];
		}
	}

	/** Keeps an attempt that only this process remembers, so that it is saved with the execution. */
	keep(key: string, attempt: Attempt): void {
		const kept = (this.kept[key] ??= []);
		if (!kept.includes(attempt)) kept.push(attempt);
	}

	/** An attempt that got no answer, so that nobody knows whether it was accepted. */
	unanswered(key: string): Attempt | undefined {
		return this.at(key).find(({ data }) => !data);
	}

	/** All attempts, with or without an answer. */
	all(): Attempt[] {
		return [...new Set([...this.both()].flatMap((all) => Object.values(all).flat()))];
	}

	private both(): Set<Attempts> {
		return new Set([this.kept, this.remembered]);
	}

	/** All attempts of an item. */
	at(key: string): Attempt[] {
		return [...(this.kept[key] ?? []), ...(this.remembered[key] ?? [])];
	}
}
