/** How a text becomes SMS parts, as the networks count it. */

/** The GSM 7-bit default alphabet (3GPP TS 23.038). */
const GSM_BASIC = new Set(
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** Its extension: each of these takes the room of two characters. */
const GSM_EXTENDED = new Set('\f^{}\\[~]|€');

/**
 * Whether the text fits the GSM 7-bit alphabet; any other character makes the whole text UCS-2.
 *
 * @param {string} text
 */
const isGsm = (text) =>
	[...text].every((character) => GSM_BASIC.has(character) || GSM_EXTENDED.has(character));

/**
 * How many SMS a text takes: 160 GSM characters or 70 others, fewer in each when there are several.
 *
 * @param {string} text
 */
function partsOf(text) {
	const gsm = isGsm(text);
	const [single, several] = gsm ? [160, 153] : [70, 67];
	const lengths = [...text].map((character) =>
		gsm ? Number(GSM_EXTENDED.has(character)) + 1 : character.length,
	);
	if (lengths.reduce((sum, length) => sum + length, 0) <= single) return 1;

	// A character is never cut in two: where it no longer fits, the next part begins with it.
	let parts = 1;
	let used = 0;
	for (const length of lengths) {
		if (used + length > several) {
			parts++;
			used = 0;
		}
		used += length;
	}
	return parts;
}

module.exports = { isGsm, partsOf };
