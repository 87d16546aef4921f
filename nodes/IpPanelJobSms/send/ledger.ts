import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/**
 * One attempt to send, kept in n8n's node context and so in the saved execution. It holds no token
 * and none of the message's words.
 */
export interface Attempt {
	/** Fingerprint of the request body. */
	request: string;
	/** Fingerprint of the fields as saved, expressions unresolved. */
	form: string;
	/** Fingerprint of sender and text, by which the outbox lists a message. */
	text: string;
	/** When the request left, in milliseconds since 1970. */
	at: number;
	/** The `data` of the API's answer; missing: the outcome is not known. */
	data?: IDataObject;
}

/** What identifies a message: what it says to whom, and the form that it came from. */
export type Fingerprints = Pick<Attempt, 'request' | 'form' | 'text'>;

/** @returns a short fingerprint that is the same for the same value, in any process */
export function fingerprint(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
}

/** True where the execution's node context has come through from an earlier run of this node. */
export function hasLedger(nodeContext: IDataObject): boolean {
	return nodeContext.sendLedger !== undefined;
}

/**
 * The attempts of one node in one execution. n8n keeps the node context through *Retry On Fail*,
 * *Executions > Retry*, loops and queue workers, and starts a new one with each execution.
 */
export class Ledger {
	private readonly attempts: Record<string, Attempt[]>;

	/** @param nodeContext `getContext('node')` of n8n */
	constructor(nodeContext: IDataObject) {
		nodeContext.sendLedger ??= {};
		this.attempts = nodeContext.sendLedger as unknown as Record<string, Attempt[]>;
	}

	/**
	 * Finds an earlier attempt at the same message. It is the same if the request is, or if the form
	 * is, as the input of a retried item is the same too: only an expression like `$now` makes its
	 * request differ. A person who wants another message changes the form.
	 */
	find(key: string, { request, form }: Pick<Attempt, 'request' | 'form'>): Attempt | undefined {
		return this.attempts[key]?.find(
			(attempt) => attempt.request === request || attempt.form === form,
		);
	}

	/** Writes down an attempt before its request leaves, or one that the outbox tells of. */
	open(key: string, fingerprints: Fingerprints, data?: IDataObject): Attempt {
		const attempt: Attempt = { ...fingerprints, at: Date.now(), ...(data && { data }) };
		(this.attempts[key] ??= []).push(attempt);
		return attempt;
	}

	/** Strikes out an attempt of which nothing was accepted. */
	remove(key: string, attempt: Attempt): void {
		this.attempts[key] = this.attempts[key].filter((other) => other !== attempt);
		if (this.attempts[key].length === 0) delete this.attempts[key];
	}

	/** True where an attempt got no answer, so that nobody knows whether it was accepted. */
	isOpen(key: string): boolean {
		return this.attempts[key]?.some(({ data }) => !data) ?? false;
	}

	/** All attempts, with or without an answer. */
	all(): Attempt[] {
		return Object.values(this.attempts).flat();
	}
}
