import type { IDataObject } from 'n8n-workflow';
import { apiError, refusalError, type ErrorContext } from './errors';
import { LABELS, quoted } from '../terms/labels';
import type { Meta, Verdict } from './verdict';

/** The answer of a reading request. */
export interface Answer<T> {
	data: T;
	meta: Meta;
}

/** How an error of a reading request ends: people fear that something was sent. */
export const ONLY_READS = 'Nothing was sent: this only reads.';

/**
 * @param consequence what it means for the item that there is no answer
 * @returns data and `meta` of a reading request that was done
 * @throws NodeApiError when the API refused it or gave no usable answer
 */
export function answerOf<T = IDataObject>(
	verdict: Verdict,
	context: ErrorContext,
	consequence = ONLY_READS,
): Answer<T> {
	if (verdict.kind === 'refused') throw refusalError(verdict, consequence, context);
	if (verdict.kind !== 'done') {
		throw unusable(verdict.reason, verdict.kind === 'unclear' ? verdict : {});
	}
	const { data, meta } = verdict;
	if (data === null || typeof data !== 'object') {
		throw unusable('it holds no data', { statusCode: 200, body: { data, meta } });
	}
	return { data: data as T, meta };

	function unusable(reason: string, answer: { statusCode?: number; body?: unknown }) {
		const isAnswer = 'body' in answer;
		return apiError(
			isAnswer
				? `The API gave no usable answer: ${reason}`
				: reason[0].toUpperCase() + reason.slice(1),
			[consequence, `Check ${quoted(LABELS.baseUrl)} in the credential, and try again later.`],
			answer,
			context,
		);
	}
}

/**
 * The answer of a reading request for a list. One that is missing is an empty one.
 *
 * @throws NodeApiError as `answerOf`, or when the data is no list
 */
export function listOf<T = IDataObject>(verdict: Verdict, context: ErrorContext): Answer<T[]> {
	const isMissing = verdict.kind === 'done' && (verdict.data ?? undefined) === undefined;
	const answer = answerOf<T[]>(isMissing ? { ...verdict, data: [] } : verdict, context);
	if (Array.isArray(answer.data)) return answer;
	return answerOf({ kind: 'unclear', reason: 'it is no list', body: answer }, context);
}
