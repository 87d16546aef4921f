import { LABELS } from '../../shared/terms/labels';
import { toInteger } from '../../shared/terms/values';

/** The most items that may be in flight at once. */
export const MAX_CONCURRENCY = 20;

/** The longest time in which a repeat is refused, in hours: 30 days. */
export const MAX_REFUSE_HOURS = 720;

/** The `options` collection of Send. */
export interface SendOptions {
	/** The most recipients that one item may have; undefined: no cap. */
	maxRecipients?: number;
	/** How many items may be in flight at once. */
	concurrency: number;
	/** Within how many hours the same message is refused; undefined: it is not. */
	refuseRepeatsHours?: number;
}

/**
 * Reads the options of Send. An option that was added but is empty is refused: a cap that does not
 * hold would be a surprise.
 *
 * @throws InvalidInput when an option is not a whole number, or out of its range
 */
export function readSendOptions(value: unknown): SendOptions {
	const given = (value ?? {}) as Record<string, unknown>;
	const read = (name: string, label: string, maximum?: number) =>
		name in given ? toInteger(given[name], label, 1, maximum) : undefined;
	return {
		concurrency: read('concurrency', LABELS.concurrency, MAX_CONCURRENCY) ?? 1,
		maxRecipients: read('maxRecipients', LABELS.maxRecipients),
		refuseRepeatsHours: read('refuseRepeatsHours', LABELS.refuseRepeats, MAX_REFUSE_HOURS),
	};
}
