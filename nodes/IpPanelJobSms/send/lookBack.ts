import type { IDataObject } from 'n8n-workflow';
import { isReadable } from '../outbox/queryOutbox';
import { mayBeMasked, type Sighting } from '../outbox/sighting';
import { MARGIN, type Evidence, type Lost } from './evidence';
import type { Attempt } from './ledger';
import type { Message } from './message';
import { evidenceOf, flawOf, viewFor } from './outboxLook';
import { ownerOf, unansweredAt } from './processMemory';
import { recipientsMatch } from './recipientsMatch';
import { idsOf, type ConnectedSending, type Sending } from './sending';

/** A message that may have gone out, with the attempt of which no answer is known, if there was one. */
export interface LostMessage extends Lost {
	message: Message;
	attempt?: Attempt;
}

/** What the outbox tells of a lost message. */
type Finding =
	| { kind: 'found'; data: IDataObject }
	/** It is shown that it did not go out. */
	| { kind: 'absent' }
	| { kind: 'unknown'; why: string };

/** The lost messages of a run against what the outbox shows. */
interface Look {
	lost: LostMessage[];
	evidence: Evidence;
	/** What each of them could be. */
	candidates: Map<LostMessage, Sighting[]>;
}

/** Makes a lost message of one that has an attempt, or that an execution before may have sent. */
export function toLost(
	message: Message,
	attempt: Attempt | undefined,
	{ origin }: Sending,
): LostMessage {
	return {
		message,
		attempt,
		sender: message.request.from_number,
		words: message.words,
		mayBeMasked: mayBeMasked(message.request.message),
		since: attempt ? attempt.at : origin.since,
		until: attempt?.until,
		hasLeft: attempt !== undefined,
	};
}

/**
 * Looks in the outbox for messages that may have gone out, once for all of them.
 *
 * A message is *found* if exactly one message of the outbox can be it and nothing speaks against it. It is
 * *absent* only if that is shown: nothing in the outbox could be it, everything since then was read, the
 * list can be understood, and messages that are known to have been accepted are in it. All else is unknown.
 */
export async function lookBack(
	lost: LostMessage[],
	sending: ConnectedSending,
): Promise<Map<LostMessage, Finding>> {
	const since = Math.min(...lost.map((one) => one.since ?? Date.now()));
	const view = await viewFor(lost, since, sending);
	const flaw = flawOf(view, since, sending);
	const evidence = evidenceOf(view, sending);
	const findings = new Map<LostMessage, Finding>();
	const candidates = new Map(lost.map((one) => [one, evidence.candidatesFor(one)]));
	const look: Look = { lost, evidence, candidates };
	const claimed = new Set<Sighting>();
	for (const one of lost) {
		const all = candidates.get(one)!;
		const own = all.filter((seen) => isAnswerTo(one.message, seen, sending));
		const isAnswer = own.length > 0;
		const sighting = evidence.answerTo(one, isAnswer ? own : all);
		if (!sighting || isAnswerTo(one.message, sighting, sending) === false) continue;
		if (!isAnswer && hasRival(one, sighting, look, sending)) continue;
		if (!(await recipientsMatch(one.message, sighting, sending.connection))) continue;
		claimed.add(sighting);
		findings.set(one, { kind: 'found', data: foundData(sighting) });
	}
	for (const one of lost) {
		if (findings.has(one)) continue;
		const open = candidates.get(one)!.filter((sighting) => !claimed.has(sighting));
		const why =
			whyUnknown(one, open, flaw, sending) ??
			((await isReadable(view, one.sender, sending.ask))
				? undefined
				: `the outbox shows no message of ${one.sender} that can be read, so it proves nothing`);
		findings.set(one, why === undefined ? { kind: 'absent' } : { kind: 'unknown', why });
	}
	return findings;
}

/**
 * Whether this process knows a message to be the answer to the same request, in an execution that is repeated here.
 *
 * @returns false where it is the answer to another request or was taken for it, or may be that to another call with
 *   the same; undefined where that is not known
 */
function isAnswerTo(
	{ fingerprints: { request } }: Message,
	{ id }: Sighting,
	{ origin, calledBefore, connection }: ConnectedSending,
): boolean | undefined {
	const owner = id === undefined ? undefined : ownerOf(connection.baseUrl, id);
	if (owner?.chain !== origin.chain) return undefined;
	if (owner.request !== request) return false;
	return owner.isAnswer ? calledBefore.hadOnce(request) : undefined;
}

/** True where another message with the same words has no answer either, or may come from somewhere unseen. */
function hasRival(
	one: LostMessage,
	sighting: Sighting,
	{ lost, evidence, candidates }: Look,
	{ origin, ledger, othersAttempts, calledBefore, connection }: ConnectedSending,
): boolean {
	if (one.attempt?.refused) return true;
	if (origin.repeats && !origin.mayClaim && !one.hasLeft) return true;
	const mayBeCut = evidence.mayBeCut(sighting);
	const isRival = (other: LostMessage) =>
		other.words === one.words || (mayBeCut && candidates.get(other)!.includes(sighting));
	const { words, request } = one.message.fingerprints;
	const isOpen = (attempt: Attempt) => !attempt.data && attempt.words === words;
	const own = [...ledger.all(), ...othersAttempts()];
	const ofCalls = () => calledBefore.attempts().filter((other) => other.request === request);
	// What n8n has kept is a copy.
	const isKnown = (attempt: Attempt) =>
		[...own, ...ofCalls()].some(
			({ request, at }) => request === attempt.request && at === attempt.at,
		);
	const isOthers = (attempt: Attempt) => attempt.at >= one.since! - MARGIN && !isKnown(attempt);
	return (
		lost.some((other) => other !== one && isRival(other)) ||
		own.some((attempt) => attempt !== one.attempt && isOpen(attempt)) ||
		unansweredAt(connection.baseUrl, words).some(isOthers)
	);
}

function foundData({ id }: Sighting): IDataObject {
	const number = Number(id);
	return {
		message_outbox_ids: [Number.isSafeInteger(number) ? number : id!],
		found_in_outbox: true,
	};
}

function whyUnknown(
	one: LostMessage,
	open: Sighting[],
	flaw: string | undefined,
	{ ledger, othersAttempts }: Sending,
): string | undefined {
	if (open.length > 0) {
		const ids = open.slice(0, 5).map(({ report }) => String(report.messages_outbox_id ?? '?'));
		const more = open.length > 5 ? ` and ${open.length - 5} more` : '';
		const told = idsOf([...ledger.all(), ...othersAttempts()]);
		const taken = open.flatMap(({ id }) => (id && told.has(id) ? id : []));
		// In a loop, the items that say the same come one by one.
		const doubt =
			taken.length > 0
				? `. Another item with the same text was told ${taken.slice(0, 5).join(', ')} (found_in_outbox): it may be this one's`
				: '';
		return `the outbox holds messages that it could be, but it isn't certain which one it is: ${ids.join(', ')}${more}${doubt}`;
	}
	if (flaw) return flaw;
	if (one.since === undefined) {
		return "n8n doesn't tell when the first execution began, so the outbox proves nothing";
	}
	return one.hasLeft ? "the outbox doesn't show it, or not yet" : undefined;
}
