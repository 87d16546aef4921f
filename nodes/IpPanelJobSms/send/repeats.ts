import { sleep } from 'n8n-workflow';
import type { Verdict } from '../../shared/api/verdict';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { queryOutbox, type OutboxView } from '../outbox/queryOutbox';
import { isMasked, type Sighting } from '../outbox/sighting';
import { Evidence, MARGIN, SPARE } from './evidence';
import type { Attempt } from './ledger';
import type { Message } from './message';
import { evidenceOf, LATE } from './outboxLook';
import { ownerOf, unansweredAt } from './processMemory';
import { NOTHING_WAS_SENT, type Refusal } from './sendErrors';
import { idsOf, type ConnectedSending, type Sending } from './sending';

const HOUR = 60 * 60 * 1000;

/** Within this time the API takes the same message only once, in milliseconds; clocks and lists differ. */
const GUARD = 2 * 60 * 1000;

/**
 * Finds the messages that went out within `options.refuseRepeatsHours` already, with one look for all of
 * them. What this execution itself has sent is no repeat.
 *
 * @returns each of them with its error; all of them where the outbox could not be read
 */
export async function findRepeats(
	messages: Message[],
	sending: ConnectedSending,
): Promise<Array<[Message, InvalidInput]>> {
	const guarded = messages.filter(({ options }) => options.refuseRepeatsHours !== undefined);
	if (guarded.length === 0) return [];

	const sinceOf = ({ options }: Message) => Date.now() - options.refuseRepeatsHours! * HOUR;
	const view = await queryOutbox(sending.ask, Math.min(...guarded.map(sinceOf)));
	const evidence = withoutOwn(view, sending);
	return guarded.flatMap((message): Array<[Message, InvalidInput]> => {
		const repeat = repeatOf(message, sinceOf(message), evidence, view.clockAhead);
		const rule = `${quoted(LABELS.refuseRepeats)} is ${message.options.refuseRepeatsHours}.`;
		if (repeat) {
			const title = `${nameOf(repeat, message)} went out already: ${describe(repeat)}`;
			const advice = 'To send it all the same, remove this option.';
			return [[message, new InvalidInput(title, `${NOTHING_WAS_SENT} ${rule} ${advice}`)]];
		}
		if (!view.flaw) return [];
		const title = `It isn't known whether the same message went out already: ${view.flaw}`;
		return [[message, new InvalidInput(title, `${NOTHING_WAS_SENT} ${rule} Try again later.`)]];
	});
}

/**
 * Weighs a 429: the API takes the same message only once in 40 seconds, so it is looked for in the outbox.
 *
 * @returns the verdict, with what a person should know of a 429; every other one as it is
 */
export async function weighTooMany(
	verdict: Verdict,
	message: Message,
	attempt: Attempt,
	sending: ConnectedSending,
): Promise<Exclude<Verdict, { kind: 'refused' }> | Refusal> {
	if (verdict.kind !== 'refused' || verdict.statusCode !== 429) return verdict;
	const since = Date.now() - GUARD;
	const look = async () => {
		const view = await queryOutbox(sending.ask, since);
		const evidence = withoutOtherRequests(view, message, sending);
		const before = repeatOf(message, since, evidence, view.clockAhead);
		return { view, before, isOwn: mayBeOwn(view, message, since, attempt, sending) };
	};
	let seen = await look();
	// What it repeats may show up some seconds late. Where many are refused, one wait is enough.
	const isShown = seen.isOwn || (seen.before && isCertain(seen.before, message));
	if (!isShown && !seen.view.flaw && Date.now() - sending.waitedAt > GUARD) {
		sending.waitedAt = Date.now();
		await sleep(LATE);
		seen = await look();
	}
	const { view, before, isOwn } = seen;
	if (isOwn) {
		attempt.refused = true;
		const which = before ? ` (${describe(before)})` : '';
		const reason = `the API takes the same message only once in 40 seconds${which}`;
		return { ...verdict, kind: 'unclear', reason };
	}

	const rule = 'The API takes a message only once in 40 seconds';
	const shown = view.flaw
		? `Whether the same message went out isn't known, as ${view.flaw}: look`
		: 'The outbox shows no such message of the last two minutes, or not yet: look';
	const advice = before
		? `${rule}. ${nameOf(before, message)} is in the outbox: ${describe(before)}. Send it again only if it has to go out twice.`
		: `${rule}, and only so many requests at a time. ${shown} there again before you run this again.`;
	return { ...verdict, advice };
}

/**
 * True where the outbox shows what may be this item's own message: what was made since its request left, where
 * something on the way repeated that, or what the execution sent that is repeated here.
 */
function mayBeOwn(
	view: OutboxView,
	message: Message,
	since: number,
	{ at }: Attempt,
	sending: ConnectedSending,
): boolean {
	const { repeats } = sending.origin;
	const known = evidenceOf(view, sending);
	const own = repeatOf(message, repeats ? since : at - SPARE, known, view.clockAhead);
	if (!own) return false;
	if (!repeats) {
		const beside = unansweredAt(sending.connection.baseUrl, message.fingerprints.words);
		const isBeside = beside.some((other) => other.at >= at - MARGIN);
		return isCertain(own, message) && own.id !== undefined && !isBeside;
	}
	// A text that only begins like ours is more likely another item's.
	return isMasked(own) || own.text === message.words || own.isCut;
}

/** The outbox without what this execution has sent. */
function withoutOwn(view: OutboxView, { ledger, othersAttempts }: Sending): Evidence {
	const own = idsOf([...ledger.all(), ...othersAttempts()]);
	return new Evidence(view, {
		isAnothers: (id) => own.has(id),
		isTaken: (id) => own.has(id),
		words: new Set(),
	});
}

/** The outbox without what this process knows to be the answer to another request. */
function withoutOtherRequests(
	view: OutboxView,
	{ fingerprints }: Message,
	{ words, connection }: ConnectedSending,
): Evidence {
	return new Evidence(view, {
		isAnothers: (id) => {
			const owner = ownerOf(connection.baseUrl, id);
			return owner?.isAnswer === true && owner.request !== fingerprints.request;
		},
		isTaken: () => false,
		words: new Set(words),
	});
}

function repeatOf(
	message: Message,
	since: number,
	evidence: Evidence,
	clockAhead: number,
): Sighting | undefined {
	const lost = {
		sender: message.request.from_number,
		words: message.words,
		since,
		hasLeft: false,
	};
	const repeats = evidence
		.candidatesFor(lost)
		.filter(({ time }) => time === undefined || time - clockAhead >= since);
	return repeats.find((sighting) => isCertain(sighting, message)) ?? repeats[0];
}

/** True where the outbox shows all by which a message is known. */
function isCertain({ text, number, time }: Sighting, { words }: Message): boolean {
	return text === words && number !== undefined && time !== undefined;
}

function nameOf(sighting: Sighting, message: Message): string {
	return isCertain(sighting, message) ? 'The same message' : 'A message that could be the same';
}

function describe({ report, time }: Sighting): string {
	const at = time === undefined ? '' : ` at ${new Date(time).toISOString()}`;
	return `outbox ID ${String(report.messages_outbox_id ?? 'not shown')}${at}`;
}
