import type { Meta } from './reply';

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
