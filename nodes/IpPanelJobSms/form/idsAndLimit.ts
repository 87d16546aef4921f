import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isEmpty, locatorValue, toInteger } from '../../shared/terms/values';
import type { Field } from '../../shared/form/field';
import { isAllSubCategories } from './subCategory';

/**
 * Reads the ID of a sent message, typed or taken from Send's output.
 *
 * @throws InvalidInput when it is empty, not a number, or a list of several
 */
export function readOutboxId(value: unknown): number {
	const id: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
	if (Array.isArray(id)) {
		throw new InvalidInput(
			`${quoted(LABELS.messageOutboxId)} is a list of ${id.length}`,
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
 * @returns undefined where no sub category is chosen, or all of them
 * @throws InvalidInput when it is no ID
 */
export function readSubCategory(locator: unknown): number | undefined {
	const value = locatorValue(locator);
	return isEmpty(value) || isAllSubCategories(locator)
		? undefined
		: toInteger(value, LABELS.subCategory, 1);
}

/**
 * The most results wanted: `Infinity` with Return All.
 *
 * @throws InvalidInput when Limit is not a whole number of 1 or more
 */
export function readLimit(field: Field): number {
	if (field('returnAll', Boolean)) return Infinity;
	return field('limit', (value) => toInteger(value, LABELS.limit, 1));
}
