import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { subCategoriesOf } from '../../shared/api/endpoints';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS } from '../../shared/terms/labels';
import { isEmpty, locatorValue, toInteger } from '../../shared/terms/values';
import { loadList, search } from '../../shared/lists/search';

/** The sub categories of the main category that stands beside the field. */
export async function getSubCategories(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { data } = await loadList<{ id: number; name: string }>(this, () => {
		// n8n finds a sibling by "&" only within a collection.
		const sibling =
			this.getCurrentNodeParameter('&mainCategory') ?? this.getCurrentNodeParameter('mainCategory');
		const mainCategory = locatorValue(sibling);
		if (isEmpty(mainCategory)) {
			const first = `Choose the ${LABELS.mainCategory} first`;
			throw new InvalidInput(first, 'Its sub categories are listed here then.');
		}
		return subCategoriesOf(toInteger(mainCategory, LABELS.mainCategory, 1));
	});
	return search(
		data.map(({ id, name }) => ({ name, value: id })),
		filter,
	);
}
