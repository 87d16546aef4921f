import type { IDataObject } from 'n8n-workflow';
import { isLastPage } from '../api/pages';
import { read } from '../api/request';
import type { Attempt } from './ledger';
import {
	candidates,
	hasRival,
	isRemembered,
	OUTBOX_PAGE_SIZE,
	outboxQuery,
	type OutboxReport,
} from './outbox';
import { LOST_LEDGER, unknownOutcomeError } from './sendErrors';
import type { SendItem } from './sendRun';

/** Looks in the outbox for a message whose answer was lost: exactly one that it can be is the answer. */
export async function recover(
	item: SendItem,
	attempt: Attempt,
	lost: { reason: string; statusCode?: number; body?: unknown },
): Promise<IDataObject> {
	const found = await lookInOutbox(item, attempt.at);
	const ids = found?.filter((id) => !isRemembered(item.connection.baseUrl, id));
	if (ids?.length === 1 && !hasRival(attempt, item.run.ledger.all())) {
		attempt.data = { message_outbox_ids: ids };
		return attempt.data;
	}
	throw unknownOutcomeError(lost, ids, item.request, attempt.at, item);
}

/**
 * Looks in the outbox for a message that this execution may have sent before n8n was killed.
 *
 * @returns the answer; undefined where the message did not go out
 * @throws NodeApiError where that can't be told
 */
export async function findLost(item: SendItem): Promise<IDataObject | undefined> {
	const { run, key, fingerprints, queue } = item;
	const since = run.lostSince;
	if (since === undefined) return undefined;

	return await queue.runAlone(async () => {
		const ids = await lookInOutbox(item, since);
		if (ids?.length === 0) return undefined;
		if (ids?.length === 1 && run.itemsByText.get(fingerprints.text)?.size === 1) {
			return run.ledger.open(key, fingerprints, { message_outbox_ids: ids }).data;
		}
		throw unknownOutcomeError({ reason: LOST_LEDGER }, ids, item.request, since, item);
	});
}

/**
 * @param since in milliseconds since 1970
 * @returns the outbox IDs that the item's message may have; undefined where that can't be told
 */
async function lookInOutbox(item: SendItem, since: number): Promise<number[] | undefined> {
	const { context, connection, run, request: sendRequest } = item;
	const verdict = await read(context, connection, outboxQuery(sendRequest, since));
	if (verdict.kind !== 'done' || !Array.isArray(verdict.data)) return undefined;

	const reports = verdict.data as OutboxReport[];
	if (!isLastPage(1, OUTBOX_PAGE_SIZE, reports.length, verdict.meta)) return undefined;
	return candidates(reports, sendRequest, since, run.ledger.all());
}
