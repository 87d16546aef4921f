import type { NodeApiError } from 'n8n-workflow';
import {
	apiError,
	LINE_BREAK,
	refusalError,
	type ErrorContext,
	type ItemError,
} from '../../shared/api/errors';
import type { Verdict } from '../../shared/api/verdict';
import { LABELS, quoted } from '../../shared/terms/labels';
import type { Outcomes } from '../items/outcomes';
import type { Lost } from './evidence';
import { outboxIds, type Attempt } from './ledger';
import type { Origin } from './origin';
import type { Sending } from './sending';

/** How an error ends when the item's message certainly did not go out. */
export const NOTHING_WAS_SENT = 'Nothing was sent for this item.';

/** How an error ends that came before anything could be sent in this try. */
export function nothingSent({ origin, ledger, keyOf }: Sending, itemIndex: number): string {
	return origin.repeats || ledger.at(keyOf(itemIndex)).length > 0
		? 'Nothing more was sent for this item. It may have been sent before.'
		: NOTHING_WAS_SENT;
}

/** How it ends when a cap is set and the recipients can't be counted. */
export const NOT_COUNTED = `The recipients couldn't be counted to compare them with ${quoted(LABELS.maxRecipients)}, so nothing was sent for this item.`;

const UNKNOWN = 'The message may or may not have been accepted';

/**
 * Why nobody knows, after a try or an execution that ended before the outbox told.
 *
 * @param attempt undefined in a retry of an execution that may have sent the message
 * @param origin of such a retry
 */
export function earlierAttempt(attempt: Attempt | undefined, { keptAll }: Origin): string {
	if (!attempt) {
		return keptAll
			? 'this execution is a retry, and another retry may have sent it'
			: 'this execution is a retry, and n8n kept no record of this item';
	}
	const { lost } = attempt;
	return lost === undefined ? 'an earlier attempt got no answer' : `in an earlier attempt, ${lost}`;
}

/** Why there is no answer, and what came instead. */
export interface LostAnswer {
	reason: string;
	statusCode?: number;
	body?: unknown;
}

/**
 * The error of a message of which nobody can say whether it went out.
 *
 * @param why what the outbox showed of it
 * @param staysOpen true where no retry sends it: n8n keeps that it has left, also for the retries of a caller
 */
export function unknownOutcomeError(
	answer: LostAnswer,
	why: string,
	{ sender, since, attempt }: Lost & { attempt?: Attempt },
	staysOpen: boolean,
	context: ErrorContext,
): NodeApiError {
	const instead = attempt?.instead;
	const time = since === undefined ? '' : ` at ${new Date(since).toISOString()} or later`;
	return apiError(
		`${UNKNOWN}: ${answer.reason}`,
		[
			`It may have left from ${sender}${time}.`,
			`${why[0].toUpperCase()}${why.slice(1)}.`,
			instead === undefined
				? "Look for it in the outbox: in the IPPanel user panel, or with Message > Get Many, filtered by this sender number and time. Only if it isn't there, send it with a new execution."
				: `See in the outbox whether ${instead} is what this item was to say. Only if it isn't, send this one with a new execution.`,
			staysOpen
				? "This node doesn't send it again by itself: retrying this execution only looks in the outbox again."
				: "Retrying this execution looks in the outbox again, and sends it if that then shows that it didn't go out. So don't retry after you have sent it with a new execution: it would go out twice.",
		],
		answer,
		context,
	);
}

/** The error of a message that never left, as no connection was made. */
export function notSentError(reason: string, context: ErrorContext): ItemError {
	const advice = `Check ${quoted(LABELS.baseUrl)} in the credential, and the network, then run it again.`;
	return apiError(`The message was not sent: ${reason}`, [NOTHING_WAS_SENT, advice], {}, context);
}

/** A refusal, with what a person should know of a 429. */
export type Refusal = Extract<Verdict, { kind: 'refused' }> & { advice?: string };

/** The error of a message that the API refused. */
export function refusedError(
	verdict: Refusal,
	context: ErrorContext,
	sending: Sending,
): NodeApiError {
	const consequence = verdict.advice ? nothingSent(sending, context.itemIndex) : NOTHING_WAS_SENT;
	return refusalError(verdict, consequence, context, verdict.advice);
}

/**
 * Completes the error of a run that was stopped: what became of the other items. n8n throws their
 * answers away, so this is the only place where the accepted outbox IDs can be read.
 */
export function addSummary(
	outcomes: Outcomes,
	itemCount: number,
	{ ledger, keyOf, origin }: Sending,
	hasLookedBack: boolean,
): void {
	const stop = outcomes.stoppingError();
	if (!stop || itemCount === 1) return;

	const accepted = outcomes.withKind('done');
	const alsoFailed = outcomes.withKind('failed').slice(1);
	const open = outcomes.withKind('skipped').flatMap(([{ index }]) => {
		const attempt = ledger.unanswered(keyOf(index));
		return attempt ? [`Item ${index}: ${UNKNOWN}: ${earlierAttempt(attempt, origin)}`] : [];
	});
	const isComplete = hasLookedBack || !origin.repeats;
	const left = itemCount - accepted.length - 1 - alsoFailed.length - open.length;
	addLines(stop.error, [
		...alsoFailed.map(([{ index }, { error }]) => `Item ${index} failed too: ${error.message}`),
		...open,
		`${isComplete ? 'Accepted' : 'Known to be accepted'}: ${accepted.length} of ${itemCount} items${accepted.length > 0 ? ', with these outbox IDs' : ''}.`,
		...accepted.map(
			([{ index }, { data }]) => `Item ${index}: ${data.flatMap(outboxIds).join(', ')}`,
		),
		left > 0 &&
			`Not sent${isComplete ? '' : ' in this retry'}, because item ${stop.itemIndex} failed: ${left} of ${itemCount} items.`,
		left > 0 && !isComplete && 'They may have been sent before.',
		left > 0 &&
			stop.error.message.startsWith(UNKNOWN) &&
			`To send the others without item ${stop.itemIndex}, set On Error to Continue and retry with the currently saved workflow.`,
		accepted.length > 0 &&
			"Retrying this execution doesn't send the accepted items again. A new execution would.",
	]);
}

function addLines(error: ItemError, lines: Array<string | false>): void {
	error.description = [error.description, ...lines].filter(Boolean).join(LINE_BREAK);
}
