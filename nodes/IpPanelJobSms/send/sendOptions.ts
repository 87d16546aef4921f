import { InvalidInput } from '../form/invalidInput';
import { toInteger } from '../form/values';

/** The most items that may be in flight at once. */
export const MAX_CONCURRENCY = 20;

/** The `options` collection of Send. */
export interface SendOptions {
	/** The most recipients that one item may have; undefined: no cap. */
	maxRecipients?: number;
	/** How many items may be in flight at once. */
	concurrency: number;
}

/**
 * Reads the options of Send. An option that was added but is empty is refused: a cap that does not
 * hold would be a surprise.
 *
 * @throws InvalidInput when an option is not a whole number, or out of its range
 */
export function readSendOptions(value: unknown): SendOptions {
	const options = (value ?? {}) as Record<string, unknown>;
	const concurrency =
		'concurrency' in options ? toInteger(options.concurrency, 'Concurrency', 1) : 1;
	if (concurrency > MAX_CONCURRENCY) {
		throw new InvalidInput(
			`Concurrency is ${concurrency}, which is more than ${MAX_CONCURRENCY}`,
			`Enter a whole number from 1 to ${MAX_CONCURRENCY}.`,
		);
	}
	if (!('maxRecipients' in options)) return { concurrency };
	return { concurrency, maxRecipients: toInteger(options.maxRecipients, 'Max Recipients', 1) };
}
