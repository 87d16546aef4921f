import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listOf, type Answer } from '../api/answer';
import { connectionOf } from '../api/connection';
import type { ApiRequest } from '../api/endpoints';
import { query } from '../api/request';
import { toItemError } from '../api/errors';
import { searchable } from '../terms/texts';

/**
 * Asks the API for the entries of a list in the form.
 *
 * @param toRequest makes the request of what is chosen in the form
 * @throws NodeApiError or NodeOperationError, which the editor shows in the list
 */
export async function loadList<T>(
	context: ILoadOptionsFunctions,
	toRequest: () => ApiRequest,
): Promise<Answer<T[]>> {
	const node = context.getNode();
	try {
		const connection = await connectionOf(context);
		return listOf<T>(await query(context, connection, toRequest()), { node, itemIndex: 0 });
	} catch (error) {
		throw toItemError(error, { node, itemIndex: 0 });
	}
}

/**
 * Keeps the entries whose name or value contains what was typed into the list's search box.
 */
export function search(entries: INodeListSearchItems[], filter = ''): INodeListSearchResult {
	const wanted = searchable(filter);
	return {
		results: entries.filter(
			({ name, value }) => searchable(name).includes(wanted) || String(value) === wanted,
		),
	};
}
