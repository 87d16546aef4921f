import { InvalidInput } from '../terms/invalidInput';
import { LABELS, quoted } from '../terms/labels';
import { isEmpty, locatorValue, show, toAsciiDigits } from '../terms/values';

const CHOOSE =
	'Choose one of your sender numbers from the list, or type one like +98PRO or +983000505.';

/**
 * Reads the sender number, `from_number` of the specification: E.164 with letters allowed.
 * Persian digits, spaces and invisible direction marks come from copying and mean nothing.
 *
 * @param locator the resource locator, or the number itself
 * @param label of the field
 * @throws InvalidInput when it is empty or not `+`, country code, then letters or digits
 */
export function readSender(locator: unknown, label: string = LABELS.sender): string {
	const value = locatorValue(locator);
	if (isEmpty(value)) throw new InvalidInput(`${quoted(label)} is empty`, CHOOSE);

	const sender = toAsciiDigits(String(value)).replace(
		/[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
		'',
	);
	if (sender === '') throw new InvalidInput(`${quoted(label)} is empty`, CHOOSE);
	if (!/^\+[1-9]\d{0,2}[A-Za-z0-9]{2,}$/.test(sender)) {
		throw new InvalidInput(
			`${quoted(label)} is not a sender number: ${show(value)}`,
			`It begins with +, then the country code, then letters or digits. ${CHOOSE}`,
		);
	}
	return sender;
}

/**
 * Reads a field that lets only one of the account's numbers pass.
 *
 * @returns undefined where it is empty: all of them
 * @throws InvalidInput as `readSender`
 */
export function readSenderFilter(locator: unknown, label: string): string | undefined {
	return isEmpty(locatorValue(locator)) ? undefined : readSender(locator, label);
}
