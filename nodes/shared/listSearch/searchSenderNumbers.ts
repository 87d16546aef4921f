import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { senderNumbers } from '../api/endpoints';
import { isLastPage, PAGE_SIZE, queryPages } from '../api/pages';
import { loadList, search } from './search';

/** A sender number of the account (`GET /api/number/numbers`). */
interface SenderNumber extends IDataObject {
	number: string;
	alias: string | null;
}

/**
 * The account's sender numbers, with their alias where they have one. A search goes through all
 * pages; without one, the editor asks for the next page when the person scrolls.
 */
export async function searchSenderNumbers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const askPage = async (page: number, per_page: number) =>
		await loadList<SenderNumber>(this, () => senderNumbers(page, per_page));
	if (filter) return search((await queryPages(Infinity, 'number', askPage)).map(toEntry), filter);

	const page = Number(paginationToken ?? 1);
	const { data, meta } = await askPage(page, PAGE_SIZE);
	const isLast = isLastPage(page, PAGE_SIZE, data.length, meta);
	return { results: data.map(toEntry), paginationToken: isLast ? undefined : String(page + 1) };
}

function toEntry({ number, alias }: SenderNumber): INodeListSearchItems {
	return { name: alias ? `${number} (${alias})` : number, value: number };
}
