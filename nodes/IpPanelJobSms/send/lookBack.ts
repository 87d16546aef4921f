import { sleep, type IDataObject } from 'n8n-workflow';
import { query } from '../../shared/api/request';
import type { Connection } from '../../shared/api/connection';
import { countAudiences } from '../costs/countAudiences';
import { givenSize } from '../costs/recipients';
import { answerOf } from '../../shared/api/answer';
import { isReadable, readOutbox, TEHRAN, type OutboxView, type Query } from '../outbox/readOutbox';
import type { Sighting } from '../outbox/sighting';
import { Evidence, MARGIN, type Lost } from './evidence';
import { fingerprint, outboxIds, type Attempt } from './ledger';
import type { Message } from './message';
import { ownerOf, processMemory } from './processMemory';
import { idsOf, type Sending } from './sending';

/** A message that may have gone out, with the attempt of which no answer is known, if there was one. */
export interface LostMessage extends Lost {
	message: Message;
	attempt?: Attempt;
}

/** What the outbox tells of a lost message. */
export type Finding =
	| { kind: 'found'; data: IDataObject }
	/** It is shown that it did not go out. */
	| { kind: 'absent' }
	| { kind: 'unknown'; why: string };

/** How long after something was accepted it may not be in the outbox yet, in milliseconds. */
const LATE = 7_000;

/** How long after the last thing that happened the outbox is not believed at once, in milliseconds. */
const RECENT = 60_000;

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
	sending: Sending,
	connection: Connection,
): Promise<Map<LostMessage, Finding>> {
	const { context } = lost[0].message.item;
	const ask: Query = async (request) => await query(context, connection, request);
	const since = Math.min(...lost.map((one) => one.since ?? Date.now()));
	const view = await viewFor(lost, since, ask, sending, connection);
	const flaw = flawOf(view, since, sending);
	const evidence = evidenceOf(view, sending, connection);
	const findings = new Map<LostMessage, Finding>();
	const candidates = new Map(lost.map((one) => [one, evidence.candidatesFor(one)]));
	const claimed = new Set<Sighting>();
	for (const one of lost) {
		const sighting = evidence.answerTo(one, candidates.get(one)!);
		if (!sighting || hasRival(one, lost, sighting, candidates, evidence, sending)) continue;
		if (!(await recipientsMatch(one.message, sighting, connection))) continue;
		claimed.add(sighting);
		findings.set(one, { kind: 'found', data: foundData(sighting) });
	}
	for (const one of lost) {
		if (findings.has(one)) continue;
		const open = candidates.get(one)!.filter((sighting) => !claimed.has(sighting));
		const why =
			whyUnknown(one, open, flaw) ??
			((await isReadable(view, one.sender, ask))
				? undefined
				: `the outbox shows no message of ${one.sender} that can be read, so it proves nothing`);
		findings.set(one, why === undefined ? { kind: 'absent' } : { kind: 'unknown', why });
	}
	return findings;
}

/** The look of a retry at the time before it serves for its later runs of the node, too. */
async function viewFor(
	lost: LostMessage[],
	since: number,
	ask: Query,
	sending: Sending,
	connection: Connection,
): Promise<OutboxView> {
	// What certainly left is never shown to be absent, so less has to be read.
	if (lost.every(({ hasLeft }) => hasLeft)) return await readOutbox(ask, since - MARGIN);

	const { context } = lost[0].message.item;
	const key = `${connection.baseUrl} ${sending.origin.parent ?? context.getExecutionId()}`;
	const known = processMemory.views.get(key);
	if (known && known.since <= since) return known.view;

	const backTo = since - MARGIN - TEHRAN;
	let view = await readOutbox(ask, backTo);
	if (mustLookAgain(lost, view, since, sending, connection)) {
		await sleep(LATE);
		view = await readOutbox(ask, backTo);
	}
	if (!view.flaw) processMemory.views.set(key, { view, since });
	return view;
}

/** Why the outbox can't show that a message did not go out. */
function flawOf(
	view: OutboxView,
	since: number,
	{ ledger, othersAttempts }: Sending,
): string | undefined {
	if (view.flaw) return view.flaw;
	const shown = new Map(view.sightings.map(({ id, text }) => [id, text]));
	const isMissing = [...ledger.all(), ...othersAttempts()].some(
		({ data, words, at }) =>
			data &&
			words &&
			at >= since &&
			at < view.takenAt - LATE &&
			outboxIds(data).some((id) => fingerprint(shown.get(id) ?? null) !== words),
	);
	return isMissing ? MISSING : undefined;
}

const MISSING = 'the outbox does not show messages that were accepted, so it proves nothing';

function evidenceOf(view: OutboxView, sending: Sending, { baseUrl }: Connection): Evidence {
	const { ledger, othersAttempts, origin } = sending;
	const attempts = [...ledger.all(), ...othersAttempts()];
	const ids = idsOf(attempts);
	return new Evidence(view, {
		isAnothers: (id) => ids.get(id)?.isAnswer ?? isOthers(baseUrl, id, origin),
		isTaken: (id) => ids.has(id) || ownerOf(baseUrl, id) !== undefined,
		words: new Set([...attempts.flatMap(({ words }) => words ?? []), ...sending.words]),
	});
}

/** True for what this process knows to be the message of an execution that is not repeated here. */
function isOthers(baseUrl: string, id: string, origin: Sending['origin']): boolean {
	const owner = ownerOf(baseUrl, id);
	if (!owner?.isAnswer) return false;
	if (origin.isLinked) return owner.chain !== origin.chain || !origin.repeats;
	const isSibling = owner.parent !== undefined && owner.parent === origin.parent;
	return isSibling || (origin.since !== undefined && owner.at < origin.since);
}

/** An entry may show up some seconds late: where that matters, one more look is worth the wait. */
function mustLookAgain(
	lost: LostMessage[],
	view: OutboxView,
	since: number,
	sending: Sending,
	connection: Connection,
): boolean {
	if (view.flaw) return false;
	const evidence = evidenceOf(view, sending, connection);
	const isRecent = view.takenAt - Math.max(since, evidence.newest()) < RECENT;
	return isRecent && lost.some((one) => evidence.candidatesFor(one).length === 0);
}

/** True where another message with the same words has no answer either, or may come from somewhere unseen. */
function hasRival(
	one: LostMessage,
	lost: LostMessage[],
	sighting: Sighting,
	candidates: Map<LostMessage, Sighting[]>,
	evidence: Evidence,
	{ origin, ledger, othersAttempts }: Sending,
): boolean {
	if (!one.hasLeft && origin.mayHaveSiblings) return true;
	const mayBeCut = evidence.mayBeCut(sighting);
	const isRival = (other: LostMessage) =>
		other.words === one.words || (mayBeCut && candidates.get(other)!.includes(sighting));
	const isOpen = ({ data, words }: Attempt) => !data && words === fingerprint(one.words);
	return (
		lost.some((other) => other !== one && isRival(other)) ||
		[...ledger.all(), ...othersAttempts()].some(
			(attempt) => attempt !== one.attempt && isOpen(attempt),
		)
	);
}

/** A message to another number of people is not this one: somebody may have changed its audiences. */
async function recipientsMatch(
	{ item, request, node, itemIndex }: Message,
	{ recipients }: Sighting,
	connection: Connection,
): Promise<boolean> {
	if (recipients === undefined) return true;
	const sizes = request.params.map(givenSize);
	if (sizes.every((size) => size !== undefined)) {
		const given = sizes.reduce((sum, size) => sum + size, 0);
		if (given === recipients) return true;
		if (given < recipients) return false;
	}
	try {
		const counted = await countAudiences(request.params, async (asked) =>
			answerOf(await query(item.context, connection, asked), { node, itemIndex }),
		);
		return counted.recipients.total === recipients;
	} catch {
		return false;
	}
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
): string | undefined {
	if (open.length > 0) {
		const ids = open.slice(0, 5).map(({ report }) => String(report.messages_outbox_id ?? '?'));
		const more = open.length > 5 ? ` and ${open.length - 5} more` : '';
		return `the outbox holds messages that it could be, but it is not certain which is this one: ${ids.join(', ')}${more}`;
	}
	if (flaw) return flaw;
	if (one.since === undefined) {
		return 'n8n does not tell when the first execution began, so the outbox proves nothing';
	}
	return one.hasLeft ? 'the outbox does not hold it, or not yet' : undefined;
}
