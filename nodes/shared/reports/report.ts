import type { IDataObject } from 'n8n-workflow';
import { toNumber } from '../terms/values';

/** A sent message as the API reports it: numbers and Unix seconds are text in several fields. */
export type Report = IDataObject;

/** What became of a message, by `state_id`. */
export const STATES = [
	{ value: 0, name: 'Being Created' },
	{ value: 1, name: 'In the Monitoring Queue' },
	{ value: 2, name: 'Sending' },
	{ value: 3, name: 'Rejected by Monitoring' },
	{ value: 4, name: 'No Valid Recipients' },
	{ value: 5, name: 'In the Send Queue' },
	{ value: 6, name: 'Sent' },
	{ value: 7, name: 'Cancelled' },
	{ value: 8, name: 'Insufficient Credit' },
	{ value: 9, name: 'System Error' },
];

/** The states of a message that is on its way; in all others it stays. */
export const IN_PROGRESS = [0, 1, 2, 5];

/** The states that are an end. */
export const END_STATES = STATES.filter(({ value }) => !IN_PROGRESS.includes(value));

/** The state of a message; undefined for one that is not documented. */
export function stateOf({ state_id }: Report): number | undefined {
	return STATES.find(({ value }) => value === toNumber(state_id))?.value;
}

/** Whether a message has reached an end. */
export function hasEnded(report: Report): boolean {
	return END_STATES.some(({ value }) => value === stateOf(report));
}

/** What became of a message for one recipient, by `message_status`. */
const DELIVERY: Record<number, string> = {
	0: 'sent to the operator',
	1: 'received by the operator',
	2: 'delivered',
	3: 'not delivered',
	4: 'blacklisted number',
};

/** The state of a message that monitoring rejected. */
export const REJECTED = 3;

/** The fields of a report that the API gives as numbers, or as text that is one. */
const NUMBERS = ['messages_outbox_id', 'state_id', 'rcpts_count', 'exit_count', 'part', 'cost'];

/**
 * The named fields of a report, with typed numbers, ISO 8601 times, and `state` in words. The API's own
 * Persian words stay in `status`.
 */
export function selectFromReport(report: Report, names: string[]): IDataObject {
	const state = STATES.find(({ value }) => value === stateOf(report))?.name.toLowerCase();
	const tidy: IDataObject = {
		...report,
		...Object.fromEntries(NUMBERS.map((name) => [name, toNumber(report[name])])),
		state: state ?? report.state,
		time: toIsoTime(report.time),
		time_send: toIsoTime(report.time_send),
	};
	return Object.fromEntries(names.map((name) => [name, tidy[name]]));
}

/**
 * The ten fields of a report that serve people. Of a rejected message nothing went out: there,
 * `reject_comment` stands in place of `exit_count`.
 */
export function simplifyReport(report: Report): IDataObject {
	return selectFromReport(report, [
		'messages_outbox_id',
		'number',
		'message',
		'state',
		'status',
		'time',
		'time_send',
		'rcpts_count',
		stateOf(report) === REJECTED ? 'reject_comment' : 'exit_count',
		'cost',
	]);
}

/** A recipient with typed numbers and the delivery status in words beside `message_status`. */
export function simplifyRecipient(recipient: IDataObject): IDataObject {
	const message_status = toNumber(recipient.message_status);
	return {
		...recipient,
		msg_parts: toNumber(recipient.msg_parts),
		message_status,
		status: DELIVERY[message_status as number] ?? null,
	};
}

/** The statuses of `bulk_stats`, each `operators_<status>` of the API. */
const STATISTICS = ['pending', 'sent', 'delivered', 'failed', 'blacklist'];

/** One total for each status, over all operators and languages. */
export function simplifyStatistics(statistics: IDataObject): IDataObject {
	return Object.fromEntries(
		STATISTICS.map((status) => [status, sum(statistics[`operators_${status}`])]),
	);
}

function sum(value: unknown): number {
	if (value !== null && typeof value === 'object') {
		return Object.values(value).reduce((total: number, part) => total + sum(part), 0);
	}
	const number = toNumber(value);
	return typeof number === 'number' ? number : 0;
}

/** A time that the API gives in Unix seconds, as ISO 8601; null where there is none. */
export function toIsoTime(value: unknown): string | null {
	const seconds = toNumber(value);
	return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000).toISOString() : null;
}
