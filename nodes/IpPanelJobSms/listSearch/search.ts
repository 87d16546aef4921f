import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { listOf, type Answer } from '../../shared/api/answer';
import { connectionOf } from '../../shared/api/connection';
import type { ApiRequest } from '../../shared/api/endpoints';
import { query } from '../../shared/api/request';
import { toItemError } from '../../shared/api/errors';
import { toAsciiDigits } from '../../shared/terms/values';

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
 * Keeps the entries whose name or value contains what was typed into the list's search box, without
 * regard to the two ways of writing ی, ک and the digits.
 */
export function search(entries: INodeListSearchItems[], filter = ''): INodeListSearchResult {
	const wanted = comparable(filter);
	return {
		results: entries.filter(
			({ name, value }) => comparable(name).includes(wanted) || String(value) === wanted,
		),
	};
}

function comparable(text: string): string {
	return toAsciiDigits(text)
		.replace(/ي/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(/\u200c/g, ' ')
		.trim()
		.toLowerCase();
}
