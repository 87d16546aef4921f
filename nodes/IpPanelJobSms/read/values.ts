import { InvalidInput } from '../form/invalidInput';
import { LABELS } from '../form/labels';
import { isEmpty, locatorValue, toInteger } from '../form/values';

/**
 * Reads the ID of a sent message, typed or taken from Send's output.
 *
 * @throws InvalidInput when it is empty, not a number, or a list of several
 */
export function readOutboxId(value: unknown): number {
	const id: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
	if (Array.isArray(id)) {
		throw new InvalidInput(
			`${LABELS.messageOutboxId} is a list of ${id.length}`,
			'Give one ID, for example with {{ $json.message_outbox_ids[0] }}.',
		);
	}
	return toInteger(id, LABELS.messageOutboxId, 1);
}

/** @throws InvalidInput when no main category is chosen, or it is no ID */
export function readMainCategory(locator: unknown): number {
	return toInteger(locatorValue(locator), LABELS.mainCategory, 1);
}

/**
 * @returns undefined where no sub category is chosen: all of them
 * @throws InvalidInput when it is no ID
 */
export function readSubCategory(locator: unknown): number | undefined {
	const value = locatorValue(locator);
	return isEmpty(value) ? undefined : toInteger(value, LABELS.subCategory, 1);
}

/** A number that the API may give as text; what is no number stays as it is. */
export function toNumber<T>(value: T): T | number {
	return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** A time that the API gives in Unix seconds, as ISO 8601; null where there is none. */
export function toIsoTime(value: unknown): string | null {
	const seconds = toNumber(value);
	return typeof seconds === 'number' && seconds > 0 ? new Date(seconds * 1000).toISOString() : null;
}
