import type { Report } from '../../shared/reports/report';
import { toNumber } from '../../shared/terms/values';
import { readIds, writeIds } from './idSet';

/**
 * What is remembered of the outbox between two polls, as `writeIds` writes it: the IDs of messages and
 * nothing else of them.
 */
export type Memory = {
	/** Messages up to this ID are not looked at any more, unless they are followed. */
	floor: string;
	/** Those above it that are done with: reported, or passed over by a filter. */
	known: string;
	/** Those that were on their way. */
	followed: string;
	/** The last one that was asked for by itself. */
	turn: string;
};

/** `Memory`, to be worked with. */
export interface Marks {
	/** True where nothing is remembered yet. */
	isFirst: boolean;
	floor: bigint;
	known: Set<bigint>;
	followed: Set<bigint>;
	turn: bigint;
}

/** The messages that a poll saw, by ID. */
export type Seen = Map<bigint, Report>;

/** So long after a message was made its entry may still come up in the outbox, in seconds. */
const LATE = 120;

/** More messages than anybody has on their way at once; beyond, the oldest are no longer followed. */
const MAX_FOLLOWED = 10_000;

export function marksOf(memory: Memory | undefined): Marks {
	const { floor = '', known = '', followed = '', turn = '' } = memory ?? {};
	const [lowest = 0n] = readIds(floor);
	const [asked = 0n] = readIds(turn);
	return {
		isFirst: memory === undefined,
		floor: lowest,
		known: readIds(known),
		followed: readIds(followed),
		turn: asked,
	};
}

/** True for a message that is followed, or was not in the outbox at the last poll. */
export function isOpen({ isFirst, floor, known, followed }: Marks, id: bigint): boolean {
	return isFirst || followed.has(id) || (id > floor && !known.has(id));
}

/**
 * What to remember after a poll.
 *
 * @param before the marks that the poll began with
 * @param followed the messages that are on their way now
 */
export function memoryAfter(
	before: Marks,
	seen: Seen,
	followed: Set<bigint>,
	turn: bigint,
): Memory {
	const newest = newestOf(seen.values());
	let { floor } = before;
	for (const [id, report] of seen) {
		if (id > floor && !isYoung(report, newest)) floor = id;
	}
	const known = [...before.known, ...seen.keys()].filter((id) => id > floor && !followed.has(id));
	return {
		floor: writeIds([floor]),
		known: writeIds(known),
		followed: writeIds([...followed].sort(descending).slice(0, MAX_FOLLOWED)),
		turn: writeIds([turn]),
	};
}

/** When the newest message was made, in Unix seconds by the API's clock. */
export function newestOf(reports: Iterable<Report>): number {
	let newest = -Infinity;
	for (const report of reports) newest = Math.max(newest, secondsOf(report) || -Infinity);
	return newest;
}

/** True where messages that were made before this one may still be missing in the outbox. */
export function isYoung(report: Report, newest: number): boolean {
	return secondsOf(report) >= newest - LATE;
}

/** NaN where the API gives no number. */
export function secondsOf({ time }: Report): number {
	return Number(toNumber(time ?? NaN));
}

function descending(one: bigint, other: bigint): number {
	return one > other ? -1 : 1;
}
