import { toAsciiDigits } from '../../shared/terms/values';

/** The opt-out line that the panel appends, as it stands in a comparable text. */
const OPT_OUT = /لغو11$/;

/**
 * A text as far as it tells one message from another, however a server writes it: its letters and digits,
 * each in one form, without the opt-out line.
 */
export function comparableText(text: string): string {
	return unify(text).replace(OPT_OUT, '');
}

/** True where the text ends with the opt-out line, in any spelling. */
export function hasOptOut(text: string): boolean {
	return OPT_OUT.test(unify(text));
}

/** ة, and ە, which is what `NFKD` leaves of ۀ: not ه with a mark, but a letter of its own. */
const OTHER_HEH = /[ة\u06d5]/g;

function unify(text: string): string {
	return toAsciiDigits(unescape(unescape(text)).normalize('NFKD'))
		.replace(/[^\p{L}\p{N}]|\u0640/gu, '')
		.replace(/[يى]/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(OTHER_HEH, 'ه')
		.toLowerCase();
}

/** HTML entities: a number is its character; a name stands for a mark or a space, but for `&amp;`. */
function unescape(text: string): string {
	if (!text.includes('&')) return text;
	return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (entity, name: string) => {
		if (!name.startsWith('#')) return name.toLowerCase() === 'amp' ? '&' : '';
		const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
	});
}

/**
 * True where a text of the outbox could be ours, though it is not equal: it is missing, masked, cut, or something
 * was appended to it.
 *
 * @param seen what stands between masks, the first before any, as `comparableText` gives it
 * @param ours as `comparableText` gives it
 */
export function couldBeText([beginning = '', ...others]: string[], ours: string): boolean {
	if (beginning !== '') return ours.startsWith(beginning) || beginning.startsWith(ours);
	const piece = others.find((other) => other !== '');
	return piece === undefined || ours.includes(piece) || endsWithin(ours, piece);
}

/** So many letters are no chance. */
const EVIDENT = 3;

function endsWithin(ours: string, piece: string): boolean {
	const least = Math.min(EVIDENT, ours.length);
	return [...piece].some(
		(_, index) => index + 1 >= least && ours.endsWith(piece.slice(0, index + 1)),
	);
}
