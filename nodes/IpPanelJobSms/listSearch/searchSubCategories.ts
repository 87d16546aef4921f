import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { subCategoriesOf } from '../../shared/api/endpoints';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isEmpty, locatorValue, toInteger } from '../../shared/terms/values';
import { loadList, search } from '../../shared/listSearch/search';
import { ALL_SUB_CATEGORIES } from '../form/subCategory';

/** The sub categories of the main category that stands beside the field, and first an entry for all of them. */
export async function searchSubCategories(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { data } = await loadList<{ id: number; name: string }>(this, () => {
		// n8n finds a sibling by "&" only within a collection.
		const sibling =
			this.getCurrentNodeParameter('&mainCategory') ?? this.getCurrentNodeParameter('mainCategory');
		const mainCategory = locatorValue(sibling);
		if (isEmpty(mainCategory)) {
			const first = `Choose ${quoted(LABELS.mainCategory)} first`;
			throw new InvalidInput(first, 'Then its sub categories are listed here.');
		}
		return subCategoriesOf(toInteger(mainCategory, LABELS.mainCategory, 1));
	});
	return search(
		[{ ...ALL_SUB_CATEGORIES }, ...data.map(({ id, name }) => ({ name, value: id }))],
		filter,
	);
}
