import type { IDataObject } from 'n8n-workflow';
import { outboxPage, type ApiRequest } from '../../shared/api/endpoints';
import { PAGE_SIZE } from '../../shared/api/pages';
import type { ApiClock, Verdict } from '../../shared/api/verdict';
import { sameNumber } from '../../shared/terms/numbers';
import { isMasked, toSighting, type Sighting } from './sighting';

/** Makes a reading request. */
export type Query = (request: ApiRequest) => Promise<Verdict>;

/** What the outbox showed. */
export interface OutboxView {
	sightings: Sighting[];
	/** Why it may not show everything; undefined: it was read back to where it was asked for. */
	flaw?: string;
	/** What the API's clock is ahead of ours, in milliseconds, by the `Date` of its answers. */
	clockAhead: number;
	/** When it was begun to be read, in milliseconds since 1970 by our clock. */
	takenAt: number;
	/** The oldest time in it, in milliseconds since 1970 by the API's clock; Infinity: none can be read. */
	oldest: number;
}

/** What its pages show. */
type Pages = Omit<OutboxView, 'clockAhead'>;

/** More pages are not read: it can't be told then. */
const MAX_PAGES = 200;

/** So many times, each earlier than the one before, show that a list is sorted; fewer may be chance. */
const EVIDENT = 5;

/** How long an answer may take that tells the API's clock well enough, in milliseconds. */
const PROMPT = 2_000;

/** How often the API is asked once more what time it is where no answer was prompt. */
const CLOCK_TRIES = 2;

/** What an outbox that writes times of Tehran as if they were UTC is off, either way, in milliseconds. */
export const TEHRAN = 3.5 * 60 * 60 * 1000;

/**
 * Reads the outbox, without any filter: what a filter really does is documented nowhere. The list counts
 * as read to the end where a page is empty, or where it is evidently sorted, newest first, and has come to
 * entries that are older than `backTo`.
 *
 * @param backTo in milliseconds since 1970, by our clock
 */
export async function queryOutbox(query: Query, backTo: number): Promise<OutboxView> {
	const clock: ApiClock = { ahead: 0, took: Infinity };
	const ask: Query = async (request) => {
		const verdict = await query(request);
		const told = verdict.kind === 'done' ? verdict.clock : undefined;
		if (told && told.took < clock.took) Object.assign(clock, told);
		return verdict;
	};
	const view = await readPages(ask, backTo, clock);
	for (let tries = 0; tries < CLOCK_TRIES && isInexact(clock) && !view.flaw; tries++) {
		await ask(outboxPage(1, PAGE_SIZE));
	}
	return { ...view, clockAhead: clock.ahead };
}

/** True where a slow answer told the time, not where none did. */
function isInexact({ took }: ApiClock): boolean {
	return took > PROMPT && took < Infinity;
}

async function readPages(ask: Query, backTo: number, clock: ApiClock): Promise<Pages> {
	const view: Pages = { sightings: [], takenAt: Date.now(), oldest: Infinity };
	const known = new Set<string>();
	let total = 0;
	let isSorted = true;
	let steps = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const verdict = await ask(outboxPage(page, PAGE_SIZE));
		const { reports, problem, ...paging } = readPage(verdict, page);
		if (problem) return { ...view, flaw: problem };
		// What comes in while pages are turned is counted on later ones, and not looked for.
		if (page === 1) total = paging.total;
		if (reports.length === 0) return { ...view, flaw: whatIsMissing(known.size, total) };

		const unseen = reports.filter((report) => !known.has(keyOf(report)));
		if (unseen.length === 0) return { ...view, flaw: 'the outbox repeats its first page' };
		for (const report of unseen) {
			known.add(keyOf(report));
			const sighting = toSighting(report);
			view.sightings.push(sighting);
			isSorted &&= sighting.time !== undefined && sighting.time <= view.oldest;
			if (sighting.time !== undefined && sighting.time < view.oldest) {
				view.oldest = sighting.time;
				steps++;
			}
		}
		if (isSorted && steps >= EVIDENT && view.oldest < backTo + clock.ahead) return view;
	}
	return { ...view, flaw: 'the outbox is too long to be read back far enough' };
}

/** Why a list that was read to its end may lack something. */
function whatIsMissing(shown: number, total: number): string | undefined {
	if (shown >= total) return undefined;
	return `the outbox shows ${shown} of the ${total} messages that it says it has`;
}

function readPage(
	verdict: Verdict,
	page: number,
): { reports: IDataObject[]; total: number; problem?: string } {
	if (verdict.kind !== 'done') return unread("the outbox couldn't be read");
	const { data, meta } = verdict;
	const isList = Array.isArray(data) && data.every((report) => report instanceof Object);
	const isOther = meta.current_page !== undefined && Number(meta.current_page) !== page;
	if (!isList || isOther) return unread('the outbox gives no list that can be read');
	return { reports: data as IDataObject[], total: Number(meta.total) || 0 };
}

function unread(problem: string) {
	return { reports: [], total: 0, problem };
}

function keyOf(report: IDataObject): string {
	return String(report.messages_outbox_id ?? JSON.stringify(report));
}

/**
 * True where the outbox proved that what it shows of a sender can be understood: it holds a message of
 * this sender of which everything can be read. An empty list proves nothing.
 */
export async function isReadable(view: OutboxView, sender: string, query: Query): Promise<boolean> {
	const proves = (sighting: Sighting) => {
		const { id, number, time } = sighting;
		const isRead = id && !isMasked(sighting) && time && number !== undefined;
		return isRead && sameNumber(number, sender);
	};
	if (view.sightings.some(proves)) return true;
	const verdict = await query(outboxPage(1, PAGE_SIZE, { number: sender }));
	return readPage(verdict, 1).reports.map(toSighting).some(proves);
}
