import { toAsciiDigits } from './values';

/** The digits and letters of a sender number without zeros before them, and the same without `98`. */
function formsOf(number: string): string[] {
	const bare = toAsciiDigits(number)
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '')
		.replace(/^0+/, '');
	const national = bare.replace(/^98/, '').replace(/^0+/, '');
	return [bare, national].filter((form) => form !== '');
}

/** True where two numbers may be the same one, written in different ways. */
export function sameNumber(one: string, other: string): boolean {
	const forms = formsOf(one);
	return formsOf(other).some((form) => forms.includes(form));
}

/**
 * Makes the check whether an entry of a list belongs to one of the account's lines.
 *
 * @param line undefined: every entry does
 */
export function isOfLine(line: string | undefined): (entry: { number?: unknown }) => boolean {
	return ({ number }) => line === undefined || sameNumber(String(number), line);
}
