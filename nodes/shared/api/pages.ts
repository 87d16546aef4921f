import type { IDataObject } from 'n8n-workflow';
import type { Answer } from './answer';
import type { Meta } from './reply';

/** Entries asked for at once. The API documents no maximum; more than this gains nothing. */
export const PAGE_SIZE = 100;

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
 * @returns the entries in the API's order
 */
export async function readPages<T extends IDataObject>(
	limit: number,
	key: keyof T,
	askPage: (page: number, pageSize: number) => Promise<Answer<T[]>>,
): Promise<T[]> {
	const pageSize = Math.min(limit, PAGE_SIZE);
	const entries: T[] = [];
	const seen = new Set<unknown>();
	for (let page = 1; entries.length < limit; page++) {
		const { data, meta } = await askPage(page, pageSize);
		// A server that does not know pages gives the same one for ever.
		if (data.every((entry) => seen.has(entry[key]))) break;
		for (const entry of data) seen.add(entry[key]);

		entries.push(...data);
		if (isLastPage(page, pageSize, data.length, meta)) break;
	}
	return entries.slice(0, limit);
}
