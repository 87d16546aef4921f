/** Ways in which the outbox may show texts. */
const { missing, renamed, shown } = require('./fields');

/** @param {(message: string) => unknown} change */
const text = (change) => shown('message', change);

const PERSIAN_DIGITS = '۰۱۲۳۴۵۶۷۸۹';

const HTML = /** @type {Record<string, string>} */ ({
	'&': '&amp;',
	'"': '&quot;',
	"'": '&#39;',
	'<': '&lt;',
	'>': '&gt;',
	'\u200c': '&zwnj;',
});

/** @param {string} message */
const htmlEscaped = (message) => message.replace(/[&"'<>\u200c]/g, (character) => HTML[character]);

/** Where texts are cut, in characters. */
const CUT = 20;

/**
 * Cuts what is too long.
 *
 * @param {string} mark at the cut
 */
const cut = (mark) =>
	text((message) => (message.length > CUT ? message.slice(0, CUT) + mark : message));

/** @type {Record<string, import('../views').View>} */
module.exports = {
	'text with an opt-out line': text((message) => `${message}\nلغو11`),
	'text with an opt-out line in Persian digits': text((message) => `${message}\nلغو۱۱`),
	'text with an opt-out at its end': text((message) => `${message} لغو 11`),
	'text trimmed': text((message) => message.trim()),
	'text with CRLF': text((message) => message.replace(/\r?\n/g, '\r\n')),
	'text with lines joined by spaces': text((message) => message.replace(/\r?\n/g, ' ')),
	'text with lines joined': text((message) => message.replace(/\r?\n/g, '')),
	'text with Arabic letters': text((message) => message.replace(/ی/g, 'ي').replace(/ک/g, 'ك')),
	'text with ه for ة and ۀ': text((message) => message.replace(/[ةۀ]/g, 'ه')),
	'text with ۀ in two characters': text((message) => message.replace(/ۀ/g, 'ه\u0654')),
	'text without stretched letters': text((message) => message.replace(/\u0640/g, '')),
	'text in lower case': text((message) => message.toLowerCase()),
	'text with Persian digits as ASCII': text((message) =>
		message.replace(/[۰-۹]/g, (digit) => String(PERSIAN_DIGITS.indexOf(digit))),
	),
	'text with ASCII digits as Persian': text((message) =>
		message.replace(/\d/g, (digit) => PERSIAN_DIGITS[Number(digit)]),
	),
	'text without half-spaces': text((message) => message.replaceAll('\u200c', '')),
	'text with half-spaces as spaces': text((message) => message.replaceAll('\u200c', ' ')),
	'text with double spaces collapsed': text((message) => message.replace(/ {2,}/g, ' ')),
	'text with no-break spaces': text((message) => message.replaceAll(' ', '\u00a0')),
	'text HTML-escaped': text(htmlEscaped),
	'text HTML-escaped twice': text((message) => htmlEscaped(htmlEscaped(message))),
	'text in NFC': text((message) => message.normalize('NFC')),
	'text in NFD': text((message) => message.normalize('NFD')),
	'text in NFKC': text((message) => message.normalize('NFKC')),
	'text with a BOM': text((message) => `\ufeff${message}`),
	'text with a right-to-left mark': text((message) => `\u200f${message}`),
	'text cut': cut(''),
	'text cut with an ellipsis': cut('…'),
	'text cut with dots': cut('...'),
	'text masked': text(() => '****'),
	'text null': text(() => null),
	'text empty': text(() => ''),
	'text missing': missing('message'),
	'text under another name': renamed('message', 'text'),
};
