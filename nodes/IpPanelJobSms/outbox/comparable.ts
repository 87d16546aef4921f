import { toAsciiDigits } from '../../shared/terms/values';

/** HTML entities that a server may write in place of characters. */
const ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	zwnj: '',
	zwj: '',
	lrm: '',
	rlm: '',
};

/** The opt-out line that the panel appends, at the end of a text without spaces. */
const OPT_OUT = /[^\p{L}\p{N}]*لغو[^\p{L}\p{N}]*11[^\p{L}\p{N}]*$/u;

/**
 * A text as far as it tells one message from another, however a server writes it: without spaces, line
 * ends, half-spaces, marks and the opt-out line, with one form of each Persian letter and digit.
 */
export function comparableText(text: string): string {
	return withoutOptOut(unify(text));
}

/** True where the text ends with the opt-out line, in any spelling. */
export function hasOptOut(text: string): boolean {
	return OPT_OUT.test(unify(text));
}

function withoutOptOut(text: string): string {
	return text.replace(OPT_OUT, '');
}

function unify(text: string): string {
	return toAsciiDigits(unescape(unescape(text)).normalize('NFKD'))
		.replace(/[\p{M}\p{Cf}\p{Z}\p{Cc}\u0640]/gu, '')
		.replace(/[يى]/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(/[ةۀ]/g, 'ه')
		.toLowerCase();
}

function unescape(text: string): string {
	return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (entity, name: string) => {
		if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? entity;
		const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
	});
}

/**
 * True where a text of the outbox could be ours, though it is not equal: it is missing or masked, cut, or
 * something was appended to it.
 *
 * @param seen `undefined`: the outbox shows none
 * @param ours both as `comparableText` gives them
 */
export function couldBeText(seen: string | undefined, ours: string): boolean {
	if (seen === undefined || (seen.includes('**') && !ours.includes('**'))) return true;
	const begin = seen.endsWith('..') ? seen.replace(/\.+$/, '') : seen;
	return ours.startsWith(begin) || seen.startsWith(ours);
}
