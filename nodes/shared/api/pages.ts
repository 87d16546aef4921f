import type { IDataObject } from 'n8n-workflow';
import type { Answer } from './answer';
import { toId } from '../terms/ids';
import type { Meta } from './verdict';

/** Entries asked for at once. The API documents no maximum; more than this gains nothing. */
export const PAGE_SIZE = 100;

/** Asks for a page of a list, counted from 1. */
type AskPage<T> = (page: number, pageSize: number) => Promise<Answer<T[]>>;

/**
 * Tells whether a page is the last one. The paged `meta` may be missing, and a list may change its
 * length while it is read: an empty page always ends it.
 *
 * @param count how many entries the page has
 */
export function isLastPage(page: number, pageSize: number, count: number, meta: Meta): boolean {
	if (count === 0) return true;
	return meta.last_page === undefined ? count < pageSize : page >= Number(meta.last_page);
}

/**
 * Reads a paged list, one page after the other and no further than needed.
 *
 * @param limit the most entries wanted; `Infinity`: all of them
 * @param key the field that tells one entry from another
 * @param askPage asks for a page, counted from 1
 * @param isWanted where only some of the entries count
 * @returns the entries in the API's order
 */
export async function queryPages<T extends IDataObject>(
	limit: number,
	key: keyof T,
	askPage: AskPage<T>,
	isWanted?: (entry: T) => boolean,
): Promise<T[]> {
	const pageSize = isWanted ? PAGE_SIZE : Math.min(limit, PAGE_SIZE);
	const entries: T[] = [];
	const seen = new Set<unknown>();
	for (let page = 1; entries.length < limit; page++) {
		const { data, meta } = await askPage(page, pageSize);
		// A server that does not know pages gives the same one for ever.
		if (data.every((entry) => seen.has(entry[key]))) break;
		for (const entry of data) seen.add(entry[key]);

		entries.push(...(isWanted ? data.filter(isWanted) : data));
		if (isLastPage(page, pageSize, data.length, meta)) break;
	}
	return entries.slice(0, limit);
}

/**
 * So many pages in a row without anything new end a list: a server that knows no pages repeats the first for
 * ever. Where the API tells how many pages there are, it is rather that much comes in.
 */
const MAX_REPEATS = { unpaged: 3, paged: 100 };

/**
 * Goes through a list that changes while it is read: what comes in pushes the rest on, so that a page
 * repeats entries of the one before. A page that is not full is not taken for the last one, as a server
 * may give less than it is asked for.
 *
 * @param key the field with the ID; entries without one are passed over
 * @returns page by page the entries that were not there before, with their IDs, in the API's order
 */
export async function* unseenPages<T extends IDataObject>(
	key: keyof T,
	askPage: AskPage<T>,
): AsyncGenerator<Array<[id: bigint, entry: T]>> {
	const seen = new Set<bigint>();
	let repeats = 0;
	for (let page = 1; ; page++) {
		const { data, meta } = await askPage(page, PAGE_SIZE);
		const unseen = new Map<bigint, T>();
		for (const entry of data) {
			const id = toId(entry?.[key]);
			if (id !== undefined && !seen.has(id)) unseen.set(id, entry);
		}
		for (const id of unseen.keys()) seen.add(id);
		yield [...unseen];

		repeats = unseen.size === 0 ? repeats + 1 : 0;
		const lastPage = Number(meta.last_page) || undefined;
		if (data.length === 0 || page >= (lastPage ?? Infinity)) return;
		if (repeats === (lastPage ? MAX_REPEATS.paged : MAX_REPEATS.unpaged)) return;
	}
}
