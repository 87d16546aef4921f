import type { NodeApiError } from 'n8n-workflow';
import { apiError, type ErrorContext, type ItemError } from '../api/errors';
import type { SendRequest } from '../form/request';
import type { Attempt } from './ledger';
import { outboxIds } from './outbox';
import type { ItemQueue } from '../items/itemQueue';

/** How an error ends when the item's message certainly did not go out. */
export const NOTHING_WAS_SENT = 'Nothing was sent for this item.';

/** How it ends when a cap is set and the recipients can't be counted. */
export const NOT_COUNTED =
	'The recipients could not be counted to compare them with Max Recipients, so nothing was sent for this item.';

/**
 * The error of a message of which nobody can say whether it went out. It never recommends to retry.
 *
 * @param reason why there is no answer
 * @param finding what the look into the outbox gave
 */
export function unknownOutcomeError(
	reason: string,
	finding: string,
	{ from_number }: SendRequest,
	{ at }: Attempt,
	answer: { statusCode?: number; body?: unknown },
	context: ErrorContext,
): NodeApiError {
	return apiError(
		`The message may or may not have been accepted: ${reason}`,
		[
			`It left from ${from_number} at ${new Date(at).toISOString()}.`,
			finding,
			'Look for it in the outbox: in the IPPanel user panel, or with Message > Get Many, filtered by this sender number and time. Only if it is not there, send it anew with a new execution.',
			'This node does not send it again by itself: running this execution again only looks in the outbox again.',
		],
		answer,
		context,
	);
}

/**
 * Completes the error of a run that was stopped: what became of the other items. n8n throws their
 * answers away, so this is the only place where the accepted outbox IDs can be read.
 *
 * @param itemCount how many items the run has
 */
export function withSummary(error: ItemError, queue: ItemQueue, itemCount: number): ItemError {
	if (itemCount === 1) return error;

	const accepted = queue.with('done');
	const [[failed], ...alsoFailed] = queue.with('failed');
	const left = itemCount - accepted.length - 1 - alsoFailed.length;
	const lines = [
		...alsoFailed.map(
			([itemIndex, other]) => `Item ${itemIndex} failed too: ${other.error.message}`,
		),
		`Accepted: ${accepted.length} of ${itemCount} items${accepted.length > 0 ? ', with these outbox IDs' : ''}.`,
		...accepted.map(
			([itemIndex, { data }]) => `Item ${itemIndex}: ${data.flatMap(outboxIds).join(', ')}`,
		),
		left > 0 && `Not sent, because item ${failed} failed: ${left} of ${itemCount} items.`,
		accepted.length > 0 &&
			'Retrying this execution does not send the accepted items again. A new execution would.',
	];
	error.description = [error.description, ...lines].filter(Boolean).join('\n');
	return error;
}
