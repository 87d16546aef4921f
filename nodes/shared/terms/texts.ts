import { toAsciiDigits } from './values';

/**
 * A text as it is searched: without regard to capitals, half-spaces, and the ways of writing ی, ک and the
 * digits.
 */
export function searchable(text: string): string {
	return toAsciiDigits(text)
		.replace(/ي/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(/\u200c/g, ' ')
		.trim()
		.toLowerCase();
}
