import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isEmpty, show } from '../../shared/terms/values';

/**
 * Reads the message text and changes nothing in it: half-spaces, digits and line breaks go out byte
 * for byte.
 *
 * @throws InvalidInput when there is nothing to read in it, or it is no text
 */
export function readMessageText(value: unknown): string {
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	if (!isEmpty(value) && typeof value !== 'string') {
		throw new InvalidInput(
			`${quoted(LABELS.message)} is not text: ${show(value)}`,
			'The expression must give a text.',
		);
	}
	if (isEmpty(value) || !/[^\s\u200b-\u200f\u2060\ufeff]/.test(value)) {
		throw new InvalidInput(
			`${quoted(LABELS.message)} is empty`,
			'Enter the text to send. If it comes from an expression, check that the expression gives a text for this item.',
		);
	}
	return value;
}
