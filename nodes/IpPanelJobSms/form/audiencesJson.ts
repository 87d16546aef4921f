import { readOperatorRange } from './audienceFields';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { findJsonError, type JsonError } from './jsonPosition';
import { LABELS, path, quoted } from '../../shared/terms/labels';
import type { Audience } from './sendRequest';
import { isEmpty, show, toInteger } from '../../shared/terms/values';

const JSON_FIELD = quoted(LABELS.audiencesJson);

const FORMAT =
	'It must be an array like [{ "main_category_id": 1, "sub_category_id": 2, "operator": [{ "start": 0, "size": 100, "id": 2 }] }].';

/**
 * Reads `audiencesJson`, the API's own `params`, given as text or as an array from an expression.
 * Every key is checked: a misspelt `operator` would text a whole category.
 *
 * @throws InvalidInput when it is not JSON (with the position), not an array, empty, or when an
 *   entry has an unknown key or a value that can't be sent
 */
export function readAudiencesJson(value: unknown): Audience[] {
	if (isEmpty(value)) throw new InvalidInput(`${JSON_FIELD} is empty`, FORMAT);

	const entries = typeof value === 'string' ? parse(value) : value;
	if (!Array.isArray(entries)) {
		throw new InvalidInput(`${JSON_FIELD} is not an array: ${show(entries)}`, FORMAT);
	}
	if (entries.length === 0) {
		throw new InvalidInput(`${JSON_FIELD} has no audience in it`, FORMAT);
	}
	// A hole in a sparse array is an entry, too.
	return Array.from(entries, (entry, index) =>
		readEntry(entry, path(LABELS.audiencesJson, `${LABELS.audience} ${index + 1}`)),
	);
}

function parse(text: string): unknown {
	const parsed = tryParse(text);
	if ('value' in parsed) return parsed.value;

	const { line, column, found } = parsed.mistake;
	throw new InvalidInput(
		`${JSON_FIELD} is not JSON: ${found} at line ${line}, column ${column}`,
		FORMAT,
	);
}

function tryParse(text: string): { value: unknown } | { mistake: JsonError } {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return { mistake: findJsonError(text) };
	}
}

function readEntry(value: unknown, place: string): Audience {
	const entry = withKeys(value, ['main_category_id', 'sub_category_id', 'operator'], place);
	const audience: Audience = {
		main_category_id: toInteger(entry.main_category_id, path(place, 'main_category_id'), 1),
	};
	// A key that is there counts, even when an expression left it undefined.
	if ('sub_category_id' in entry) {
		audience.sub_category_id = toInteger(entry.sub_category_id, path(place, 'sub_category_id'), 1);
	}
	if ('operator' in entry) {
		const { operator } = entry;
		if (!Array.isArray(operator) || operator.length === 0) {
			throw new InvalidInput(
				`${quoted(place, 'operator')} has no operator in it: ${show(operator)}`,
				'List at least one operator. To reach everyone in the category, leave the key out.',
			);
		}
		audience.operator = Array.from(operator, (range, index) => {
			const rangePlace = path(place, `${LABELS.operator} ${index + 1}`);
			return readOperatorRange(withKeys(range, ['start', 'size', 'id'], rangePlace), rangePlace);
		});
	}
	return audience;
}

/** The value as a record, after making sure that it has no key but the allowed ones. */
function withKeys(value: unknown, allowed: string[], place: string): Record<string, unknown> {
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		throw new InvalidInput(`${quoted(place)} is not an object: ${show(value)}`, FORMAT);
	}
	const unknown = Object.keys(value).find((key) => !allowed.includes(key));
	if (unknown !== undefined) {
		throw new InvalidInput(
			`${quoted(place)} has an unknown key: ${show(unknown)}`,
			`The keys are ${allowed.join(', ')}. A misspelt key could address a whole category, so nothing is sent.`,
		);
	}
	return { ...value };
}
