/** A shorter text is no secret of this API, whose tokens have 30 to 255 characters. */
const SHORTEST_SECRET = 8;

/**
 * The bare token. People paste it with the word that older APIs want in front of it, with quotes, or
 * with line breaks and invisible direction marks.
 *
 * @param value the credential's `apiToken`
 */
export function cleanToken(value: unknown): string {
	return String(value ?? '')
		.replace(/[\s"'\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+/g, ' ')
		.trim()
		.replace(/^(?:Authorization:? ?)?(?:Bearer|AccessKey|apikey)[ :]+/i, '')
		.replaceAll(' ', '');
}

/** The header by which the API knows the account. */
export function authorization(apiToken: unknown): { Authorization: string } {
	return { Authorization: cleanToken(apiToken) };
}

/**
 * Takes the token out of an answer: a server may repeat it, and answers get into outputs and errors.
 * Only texts are changed, so that the answer keeps its form.
 */
export function withoutToken(body: unknown, token: string): unknown {
	if (token.length < SHORTEST_SECRET || !JSON.stringify(body ?? null).includes(written(token))) {
		return body;
	}
	return redact(body, token);
}

function written(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

function redact(value: unknown, token: string): unknown {
	if (typeof value === 'string') return value.replaceAll(token, '[token]');
	if (Array.isArray(value)) return value.map((entry) => redact(entry, token));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [
			key.replaceAll(token, '[token]'),
			redact(entry, token),
		]),
	);
}
