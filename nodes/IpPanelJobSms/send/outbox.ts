import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../api/request';
import type { SendRequest } from '../form/request';
import { isEmpty } from '../form/values';
import type { Attempt } from './ledger';

/** A report of the outbox (`POST /api/report/new_list`), as far as it is needed here. */
export interface OutboxReport extends IDataObject {
	messages_outbox_id?: string | number;
	number?: string;
	message?: string;
	/** When the message was made, in Unix seconds, as text. */
	time?: string | number;
}

/** Reports asked for. Where there are more, they can't be told apart anyway. */
export const OUTBOX_PAGE_SIZE = 100;

/** The request that lists what the outbox holds of this message since the attempt. */
export function outboxQuery({ from_number, message }: SendRequest, { at }: Attempt): ApiRequest {
	return {
		method: 'POST',
		url: '/api/report/new_list',
		body: {
			page: 1,
			limit: OUTBOX_PAGE_SIZE,
			filters: { number: from_number, message, create_from_date: String(unixSeconds(at)) },
		},
	};
}

/**
 * Tells which message of the outbox is the one of an attempt whose answer was lost.
 *
 * @param reports what the outbox lists
 * @param attempts all attempts of this node, this one among them: what another item got, or may still
 *   get, is not this item's
 * @returns the message's outbox ID where there is exactly one that it can be
 */
export function findInOutbox(
	reports: OutboxReport[],
	{ from_number, message }: SendRequest,
	attempt: Attempt,
	attempts: Attempt[],
): number | undefined {
	const claimed = new Set(attempts.flatMap(({ data }) => outboxIds(data)));
	const rivals = attempts.filter(
		(other) => other !== attempt && !other.data && other.text === attempt.text,
	);
	if (rivals.length > 0) return undefined;

	const matches = new Set(
		reports
			.filter(
				(report) =>
					report.number === from_number &&
					report.message === message &&
					!isEmpty(report.time) &&
					Number(report.time) >= unixSeconds(attempt.at),
			)
			.map(({ messages_outbox_id }) => Number(messages_outbox_id))
			.filter((id) => Number.isSafeInteger(id) && id > 0 && !claimed.has(id)),
	);
	return matches.size === 1 ? [...matches][0] : undefined;
}

/** @param data the `data` of an answer of `POST /api/send` */
export function outboxIds(data: unknown): number[] {
	const ids = (data as { message_outbox_ids?: unknown } | null | undefined)?.message_outbox_ids;
	return Array.isArray(ids) ? (ids as number[]) : [];
}

function unixSeconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}
