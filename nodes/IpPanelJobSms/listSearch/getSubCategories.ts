import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';
import { subCategoriesOf } from '../api/endpoints';
import { LABELS } from '../form/labels';
import { isEmpty } from '../form/values';
import { readList, search } from './search';

/** The sub categories of the main category chosen in the same audience. */
export async function getSubCategories(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const mainCategory = this.getCurrentNodeParameter('&mainCategory', { extractValue: true });
	if (isEmpty(mainCategory)) {
		throw new NodeOperationError(this.getNode(), `Choose the ${LABELS.mainCategory} first`);
	}
	const { data } = await readList<{ id: number; name: string }>(
		this,
		subCategoriesOf(Number(mainCategory)),
	);
	return search(
		data.map(({ id, name }) => ({ name, value: id })),
		filter,
	);
}
