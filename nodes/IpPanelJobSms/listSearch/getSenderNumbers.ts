import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { SENDER_NUMBERS } from '../api/endpoints';
import { isLastPage } from '../api/pages';
import { readList, search } from './search';

/** Numbers asked for at once: most accounts have fewer. */
const PAGE_SIZE = 100;

/** A sender number of the account (`GET /api/number/numbers`). */
interface SenderNumber extends IDataObject {
	number: string;
	alias: string | null;
}

/**
 * The account's sender numbers, with their alias where they have one. A search goes on to the next
 * page until it finds something; the editor asks for further pages when the person scrolls.
 */
export async function getSenderNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	for (let page = Number(paginationToken ?? 1); ; page++) {
		const { data, meta } = await readList<SenderNumber>(this, {
			...SENDER_NUMBERS,
			qs: { page, per_page: PAGE_SIZE },
		});
		const { results } = search(data.map(toEntry), filter);
		if (isLastPage(page, PAGE_SIZE, data.length, meta)) return { results };
		if (results.length > 0) return { results, paginationToken: String(page + 1) };
	}
}

function toEntry({ number, alias }: SenderNumber): INodeListSearchItems {
	return { name: alias ? `${number} (${alias})` : number, value: number };
}
