/** Where a text stops being JSON: counted from 1, as editors do. */
export interface JsonError {
	line: number;
	column: number;
	/** What stands there, for an error text. */
	found: string;
}

const TOKEN =
	/\s*(?:([{}[\],:])|("(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/**
 * Finds the first place at which a text can't be JSON. `JSON.parse` tells it on some Node.js
 * versions and for some mistakes only.
 *
 * @param text a text that `JSON.parse` refused
 */
export function findJsonError(text: string): JsonError {
	const position = firstMistake(text);
	const before = text.slice(0, position).split('\n');
	return {
		line: before.length,
		column: before[before.length - 1].length + 1,
		found:
			position >= text.length ? 'the text ends' : `unexpected ${JSON.stringify(text[position])}`,
	};
}

/** Walks the tokens with a stack of open brackets; `expect` names what may come next. */
function firstMistake(text: string): number {
	const open: string[] = [];
	let expect: string | undefined = 'value';
	let end = 0;
	while (expect !== 'nothing' || end < text.trimEnd().length) {
		const start = end + text.slice(end).search(/\S|$/);
		TOKEN.lastIndex = end;
		const [token, bracket, string] = TOKEN.exec(text) ?? [];
		if (token === undefined) return start;

		// JSON strings hold no raw line breaks or tabs.
		const control = [...(string ?? '')].findIndex((character) => character < ' ');
		if (control >= 0) return start + control;

		expect = step(open, expect, bracket ?? (string === undefined ? 'scalar' : 'string'));
		if (expect === undefined) return start;
		end = TOKEN.lastIndex;
	}
	return end;
}

/** What may follow `token` where `expect` was expected, or undefined where `token` is the mistake. */
function step(open: string[], expect: string, token: string): string | undefined {
	const closing = open[open.length - 1];
	const afterValue = () => (open.length === 0 ? 'nothing' : 'separator');

	if (token === closing && ['separator', 'value or end', 'key or end'].includes(expect)) {
		open.pop();
		return afterValue();
	}
	if (expect.startsWith('value')) {
		if (token === '{' || token === '[') {
			open.push(token === '{' ? '}' : ']');
			return token === '{' ? 'key or end' : 'value or end';
		}
		return token === 'scalar' || token === 'string' ? afterValue() : undefined;
	}
	if (expect.startsWith('key')) return token === 'string' ? 'colon' : undefined;
	if (expect === 'colon') return token === ':' ? 'value' : undefined;
	if (expect === 'separator' && token === ',') return closing === '}' ? 'key' : 'value';
	return undefined;
}
