import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { MAIN_CATEGORIES } from '../../shared/api/endpoints';
import { loadList, search } from '../../shared/listSearch/search';

/** The main job categories, `GET /api/send/jobs/categories`. */
export async function searchMainCategories(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { data } = await loadList<{ id: number; name: string }>(this, () => MAIN_CATEGORIES);
	return search(
		data.map(({ id, name }) => ({ name, value: id })),
		filter,
	);
}
