import { sleep } from 'n8n-workflow';
import { queryOutbox, TEHRAN, type OutboxView } from '../outbox/queryOutbox';
import { Evidence, MARGIN, type Lost } from './evidence';
import { fingerprint, outboxIds } from './ledger';
import { ownerOf, processMemory } from './processMemory';
import { idsOf, type ConnectedSending, type Sending } from './sending';

/** How long after something was accepted it may not be in the outbox yet, in milliseconds. */
export const LATE = 7_000;

/** How long a look serves for later runs of the node, in milliseconds: the API refuses the same message for longer than that. */
const FRESH = 20_000;

/**
 * Reads the outbox as far back as the lost messages need it. The look of a retry serves for its later runs of the
 * node, too, for some seconds.
 *
 * @param since the earliest time at which one of them may have left
 */
export async function viewFor(
	lost: Lost[],
	since: number,
	sending: ConnectedSending,
): Promise<OutboxView> {
	const { ask, connection, origin, run } = sending;
	// What certainly left is never shown to be absent, so less has to be read.
	if (lost.every(({ hasLeft }) => hasLeft)) return await queryOutbox(ask, since - MARGIN);

	// Each account has its own outbox. What one retry calls shares a look; a call that is retried by itself has its own.
	const { baseUrl, token } = connection;
	const executionId = run.items[0].context.getExecutionId();
	const { isRetry, parent } = origin;
	const looker = isRetry ? executionId : (parent ?? executionId);
	const key = `${baseUrl} ${fingerprint(token)} ${looker}`;
	const known = processMemory.views.get(key);
	// What has left since may be in it by now.
	const hasSomeLeft = lost.some(({ hasLeft }) => hasLeft);
	const isFresh = known && Math.abs(Date.now() - known.view.takenAt) < FRESH;
	if (!hasSomeLeft && isFresh && known.since <= since) return known.view;

	const backTo = since - MARGIN - TEHRAN;
	let view = await queryOutbox(ask, backTo);
	if (view.flaw) return view;
	const evidence = evidenceOf(view, sending);
	// An entry may show up some seconds late, and nobody knows when the last one left: one look is worth the wait.
	if (hasSomeLeft || (processMemory.settled.get(key) ?? Infinity) > since) {
		if (lost.every((one) => evidence.candidatesFor(one).length > 0)) return view;
		await sleep(LATE);
		view = await queryOutbox(ask, backTo);
	}
	if (view.flaw) return view;
	processMemory.views.set(key, { view, since });
	processMemory.settled.set(key, since);
	return view;
}

/** Why the outbox can't show that a message did not go out. */
export function flawOf(
	view: OutboxView,
	since: number,
	{ ledger, othersAttempts, calledBefore }: Sending,
): string | undefined {
	if (view.flaw) return view.flaw;
	if (since > view.takenAt) return CLOCK_WENT_BACK;
	// It may show only the latest messages, or those of today.
	if (view.oldest - view.clockAhead >= since - MARGIN) return NOTHING_BEFORE;
	const shown = new Map(view.sightings.map(({ id, text }) => [id, text]));
	const isMissing = [...ledger.all(), ...othersAttempts(true), ...calledBefore.attempts()].some(
		({ data, words, at }) =>
			data &&
			words &&
			at >= since &&
			at < view.takenAt - LATE &&
			outboxIds(data).some((id) => fingerprint(shown.get(id) ?? null) !== words),
	);
	return isMissing ? MISSING : undefined;
}

const CLOCK_WENT_BACK =
	"by this machine's clock the execution has not begun yet, so the times in the outbox prove nothing";

const NOTHING_BEFORE =
	'the outbox shows no message from before this execution, so it may not show everything';

const MISSING = "the outbox doesn't show messages that were accepted, so it proves nothing";

/** The outbox with all that is known of whose messages are in it. */
export function evidenceOf(view: OutboxView, sending: ConnectedSending): Evidence {
	const { ledger, othersAttempts, origin, connection } = sending;
	const { baseUrl } = connection;
	const attempts = [...ledger.all(), ...othersAttempts()];
	const ids = idsOf(attempts);
	return new Evidence(view, {
		isAnothers: (id) => ids.get(id)?.isAnswer ?? isOthers(baseUrl, id, origin),
		isTaken: (id) => ids.has(id) || isTakenElsewhere(baseUrl, id, origin),
		words: new Set([...attempts.flatMap(({ words }) => words ?? []), ...sending.words]),
	});
}

/**
 * True for what this process knows to be the message of an execution that is not repeated here. The retries of an
 * execution have its beginning in common; the execution IDs that this process knows may not tell all of them.
 */
function isOthers(baseUrl: string, id: string, origin: Sending['origin']): boolean {
	const owner = ownerOf(baseUrl, id);
	if (!owner?.isAnswer) return false;
	// What this retry has told another call of it, too.
	const isSiblings =
		!origin.isRetry && origin.parent !== undefined && owner.toldTo.has(origin.parent);
	if (isSiblings || !origin.repeats) return true;
	const beginnings = [owner.beginning, origin.beginning];
	return !beginnings.includes(undefined) && owner.beginning !== origin.beginning;
}

/** True for what another execution, or one beside this one, has been told already. */
function isTakenElsewhere(baseUrl: string, id: string, origin: Sending['origin']): boolean {
	const owner = ownerOf(baseUrl, id);
	if (!owner) return false;
	return owner.chain !== origin.chain || owner.toldTo.has(origin.parent);
}
