import type { IDataObject } from 'n8n-workflow';
import { readSenderFilter } from '../../shared/form/sender';
import { LABELS } from '../../shared/terms/labels';
import { isEmpty, toInteger } from '../../shared/terms/values';

/** The filters of Reply > Get Many; undefined: none. */
interface ReplyFilters {
	/** `messages_inbox_id` of the last reply that is not wanted any more. */
	afterId?: number;
	/** One of the account's lines. */
	toNumber?: string;
}

/** @throws InvalidInput naming the filter that can't be used */
export function readReplyFilters(value: unknown): ReplyFilters {
	const { afterId, toNumber } = (value ?? {}) as IDataObject;
	return {
		afterId: isEmpty(afterId) ? undefined : toInteger(afterId, LABELS.afterId, 0),
		toNumber: readSenderFilter(toNumber, LABELS.toNumber),
	};
}
