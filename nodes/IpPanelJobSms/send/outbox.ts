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

/**
 * The request that lists what the outbox holds of a message.
 *
 * @param since in milliseconds since 1970
 */
export function outboxQuery({ from_number, message }: SendRequest, since: number): ApiRequest {
	return {
		method: 'POST',
		url: '/api/report/new_list',
		body: {
			page: 1,
			limit: OUTBOX_PAGE_SIZE,
			filters: { number: from_number, message, create_from_date: String(unixSeconds(since)) },
		},
	};
}

/**
 * Picks the messages of the outbox that one item's may be: the same sender and text, not older than
 * the attempt, and not what another item is known to have got.
 *
 * @param since in milliseconds since 1970
 * @param attempts all attempts of this node
 * @returns their outbox IDs
 */
export function candidates(
	reports: OutboxReport[],
	{ from_number, message }: SendRequest,
	since: number,
	attempts: Attempt[],
): number[] {
	const claimed = new Set(attempts.flatMap(({ data }) => outboxIds(data)));
	const ids = reports
		.filter(
			(report) =>
				report.number === from_number &&
				report.message === message &&
				!isEmpty(report.time) &&
				Number(report.time) >= unixSeconds(since),
		)
		.map(({ messages_outbox_id }) => Number(messages_outbox_id))
		.filter((id) => Number.isSafeInteger(id) && id > 0 && !claimed.has(id));
	return [...new Set(ids)];
}

/** True where another item with the same sender and text has no answer either: its message may be either's. */
export function hasRival(attempt: Attempt, attempts: Attempt[]): boolean {
	return attempts.some((other) => other !== attempt && !other.data && other.text === attempt.text);
}

/** How many accepted messages are remembered, over all executions in this process. */
const REMEMBERED = 10_000;

const accepted = new Set<string>();

/** Remembers what an API accepted, so that no other execution takes it for its own lost message. */
export function rememberAccepted(baseUrl: string, data: IDataObject): void {
	for (const id of outboxIds(data)) accepted.add(`${baseUrl} ${id}`);
	for (const oldest of accepted) {
		if (accepted.size <= REMEMBERED) break;
		accepted.delete(oldest);
	}
}

/** True where the message is the answer that some execution in this process got. */
export function isRemembered(baseUrl: string, id: number): boolean {
	return accepted.has(`${baseUrl} ${id}`);
}

/** @param data the `data` of an answer of `POST /api/send` */
export function outboxIds(data: unknown): number[] {
	const ids = (data as { message_outbox_ids?: unknown } | null | undefined)?.message_outbox_ids;
	return Array.isArray(ids) ? (ids as number[]) : [];
}

function unixSeconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}
