import type { NodeApiError } from 'n8n-workflow';
import { apiError, LINE_BREAK, type ErrorContext, type ItemError } from '../api/errors';
import type { SendRequest } from '../form/request';
import { outboxIds } from './outbox';
import type { ItemQueue } from '../items/itemQueue';
import { keyOf, type SendRun } from './sendRun';

/** How an error ends when the item's message certainly did not go out. */
export const NOTHING_WAS_SENT = 'Nothing was sent for this item.';

/** How it ends when a cap is set and the recipients can't be counted. */
export const NOT_COUNTED =
	'The recipients could not be counted to compare them with Max Recipients, so nothing was sent for this item.';

/** Why nobody knows, after a retry of an execution that was killed. */
export const LOST_LEDGER =
	'this execution is a retry, and n8n kept no record of what was sent before';

const UNKNOWN = 'The message may or may not have been accepted';

/** Why nobody knows, after a try or an execution that ended before the outbox told. */
export const EARLIER_ATTEMPT = 'an earlier attempt got no answer';

/**
 * The error of a message of which nobody can say whether it went out. It never recommends to retry.
 *
 * @param lost why there is no answer, and what came instead
 * @param found outbox IDs that it may have; undefined where the outbox could not be read
 * @param since when it may have left, in milliseconds since 1970
 */
export function unknownOutcomeError(
	lost: { reason: string; statusCode?: number; body?: unknown },
	found: number[] | undefined,
	{ from_number }: SendRequest,
	since: number,
	context: ErrorContext,
): NodeApiError {
	return apiError(
		`${UNKNOWN}: ${lost.reason}`,
		[
			`It may have left from ${from_number} at ${new Date(since).toISOString()} or later.`,
			findingOf(found),
			'Look for it in the outbox: in the IPPanel user panel, or with Message > Get Many, filtered by this sender number and time. Only if it is not there, send it anew with a new execution.',
			'This node does not send it again by itself: running this execution again only looks in the outbox again.',
		],
		lost,
		context,
	);
}

function findingOf(found: number[] | undefined): string {
	if (found === undefined) return 'The outbox could not be read completely, so it does not tell.';
	if (found.length === 0) return 'The outbox does not hold it, or not yet.';
	return `The outbox holds messages like it, but it is not certain which is this one: ${found.join(', ')}.`;
}

/**
 * Completes the error of a run that was stopped: what became of the other items. n8n throws their
 * answers away, so this is the only place where the accepted outbox IDs can be read.
 */
export function withSummary(error: ItemError, queue: ItemQueue, run: SendRun): ItemError {
	const { itemCount, ledger } = run;
	if (itemCount === 1) return error;

	const accepted = queue.with('done');
	const [[failed], ...alsoFailed] = queue.with('failed');
	const open = queue.with('skipped').filter(([itemIndex]) => ledger.isOpen(keyOf(run, itemIndex)));
	const left = itemCount - accepted.length - 1 - alsoFailed.length - open.length;
	const lines = [
		...alsoFailed.map(
			([itemIndex, other]) => `Item ${itemIndex} failed too: ${other.error.message}`,
		),
		...open.map(([itemIndex]) => `Item ${itemIndex}: ${UNKNOWN}: ${EARLIER_ATTEMPT}`),
		`Accepted: ${accepted.length} of ${itemCount} items${accepted.length > 0 ? ', with these outbox IDs' : ''}.`,
		...accepted.map(
			([itemIndex, { data }]) => `Item ${itemIndex}: ${data.flatMap(outboxIds).join(', ')}`,
		),
		left > 0 && `Not sent, because item ${failed} failed: ${left} of ${itemCount} items.`,
		accepted.length > 0 &&
			'Retrying this execution does not send the accepted items again. A new execution would.',
	];
	error.description = [error.description, ...lines].filter(Boolean).join(LINE_BREAK);
	return error;
}
