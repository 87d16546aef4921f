import { sameNumber } from '../../shared/terms/numbers';
import { couldBeText } from '../outbox/comparable';
import { TEHRAN, type OutboxView } from '../outbox/queryOutbox';
import { isMasked, type Sighting } from '../outbox/sighting';
import { fingerprint } from './ledger';

/** How much earlier than it can have left a message may seem to be, in milliseconds: clocks differ. */
export const MARGIN = 10 * 60 * 1000;

/** How far from its time a message may be to be taken for it, in milliseconds: the API counts seconds. */
export const SPARE = 3_000;

/** How long after its request left a message is made at the latest, in milliseconds, to be taken for it. */
const LATEST = 15_000;

/** A message of which the outbox is asked. */
export interface Lost {
	sender: string;
	/** Its text, as `comparableText` gives it. */
	words: string;
	/** True where it holds what could be a mask. */
	mayBeMasked?: boolean;
	/** When it left, or the earliest time at which it may have; undefined: not known. */
	since?: number;
	/** When its request ended; undefined: not known. */
	until?: number;
	/** True where it certainly left, false where it may have been sent by an execution before. */
	hasLeft: boolean;
}

/** What is known of the messages in the outbox besides what it shows. */
interface Known {
	/** True for the answer to another message than the lost ones. */
	isAnothers: (id: string) => boolean;
	/** True for what another message has been taken for already. */
	isTaken: (id: string) => boolean;
	/** Fingerprints of the texts of all messages of this execution. */
	words: Set<string>;
}

/** The lost messages against the outbox. */
export class Evidence {
	private readonly free: Sighting[];
	private readonly longest: number;
	private readonly now = Date.now();
	private readonly sameSender = new Map<string, boolean>();
	private readonly ofThisExecution = new Map<string, boolean>();

	constructor(
		private readonly view: OutboxView,
		private readonly known: Known,
	) {
		this.free = view.sightings.filter(({ id }) => !id || !known.isAnothers(id));
		this.longest = Math.max(0, ...view.sightings.map(({ text }) => text?.length ?? 0));
	}

	/** The messages of the outbox that it could be; when in doubt, a message is one of them. */
	candidatesFor(lost: Lost): Sighting[] {
		return this.free.filter(
			(sighting) =>
				this.couldBeTime(sighting, lost) &&
				this.couldBeWords(sighting, lost) &&
				this.couldBeSender(sighting, lost),
		);
	}

	/**
	 * The one message that it must be: the only one with its words and sender, made within seconds of when
	 * it left, which has not been taken for another one.
	 */
	answerTo(lost: Lost, candidates: Sighting[]): Sighting | undefined {
		const isEqual = (seen: Sighting) =>
			seen.text === lost.words && (!isMasked(seen) || lost.mayBeMasked === true);
		const equal = candidates.filter(isEqual);
		const isDoubtful = candidates.some((seen) => isMasked(seen) && !isEqual(seen));
		if (equal.length !== 1 || isDoubtful || lost.since === undefined) return undefined;
		const [sighting] = equal;
		const { id, number, time } = sighting;
		if (!id || !number || time === undefined || this.known.isTaken(id)) return undefined;
		const at = time - this.view.clockAhead;
		const latest = lost.hasLeft ? Math.min(lost.until ?? Infinity, lost.since + LATEST) : this.now;
		return at >= lost.since - SPARE && at <= latest + SPARE ? sighting : undefined;
	}

	/** True where the list shows no longer text, so that this one may be the beginning of another. */
	mayBeCut({ text, isCut }: Sighting): boolean {
		return text === undefined || text.length >= this.longest || isCut;
	}

	private couldBeTime({ time }: Sighting, { since }: Lost): boolean {
		if (time === undefined || since === undefined) return true;
		const at = time - this.view.clockAhead;
		const inTehran = at + TEHRAN;
		const earliest = since - MARGIN;
		// This machine's clock may have been right when it left, and wrong now.
		return (
			Math.max(at, time) >= earliest || (inTehran >= earliest && inTehran <= this.now + MARGIN)
		);
	}

	private couldBeWords(sighting: Sighting, { words }: Lost): boolean {
		const { text, pieces } = sighting;
		if (text === words) return true;
		if (!couldBeText(pieces, words)) return false;
		if (text === undefined || isMasked(sighting)) return true;
		const mayGoOn = words.startsWith(text) && this.mayBeCut(sighting);
		return mayGoOn || !this.isOfThisExecution(text);
	}

	/** True for a text that is, to the letter, another message of this execution. */
	private isOfThisExecution(text: string): boolean {
		const known = this.ofThisExecution.get(text) ?? this.known.words.has(fingerprint(text));
		this.ofThisExecution.set(text, known);
		return known;
	}

	private couldBeSender({ number }: Sighting, { sender }: Lost): boolean {
		if (number === undefined) return true;
		const pair = `${number} ${sender}`;
		const known = this.sameSender.get(pair) ?? sameNumber(number, sender);
		this.sameSender.set(pair, known);
		return known;
	}
}
