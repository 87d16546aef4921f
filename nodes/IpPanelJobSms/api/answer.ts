import { apiError, refusalError, type ErrorContext } from './errors';
import type { Meta, Verdict } from './reply';

/** The answer of a reading request. */
export interface Answer<T> {
	data: T;
	meta: Meta;
}

/** How an error of a reading request ends: people fear that something was sent. */
const NOTHING_SENT = 'Nothing was sent: this only reads.';

/**
 * @param consequence what it means for the item that there is no answer
 * @returns data and `meta` of a reading request that was done
 * @throws NodeApiError when the API refused it or gave no usable answer
 */
export function answerOf<T>(
	verdict: Verdict,
	context: ErrorContext,
	consequence = NOTHING_SENT,
): Answer<T> {
	if (verdict.kind === 'done') return { data: verdict.data as T, meta: verdict.meta };
	if (verdict.kind === 'refused') throw refusalError(verdict, consequence, context);
	throw apiError(
		`The API gave no usable answer: ${verdict.reason}`,
		[consequence, 'Check the Base URL of the credential, and try again later.'],
		verdict.kind === 'unclear' ? verdict : {},
		context,
	);
}
