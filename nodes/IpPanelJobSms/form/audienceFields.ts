import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, path, quoted } from '../../shared/terms/labels';
import { OPERATORS } from '../../shared/terms/operators';
import type { Audience, OperatorRange } from './sendRequest';
import { isEmpty, locatorValue, show, toInteger } from '../../shared/terms/values';
import { ALL_SUB_CATEGORIES, isAllSubCategories } from './subCategory';

/** One operator row as n8n hands it over. */
interface OperatorRow {
	id?: unknown;
	start?: unknown;
	size?: unknown;
}

/** One audience row as n8n hands it over. */
interface AudienceRow {
	mainCategory?: unknown;
	subCategory?: unknown;
	recipients?: unknown;
	operators?: { operator?: OperatorRow[] };
}

/**
 * Reads the `audiences` collection of the form into `params`.
 *
 * @param audiences the collection with its expressions resolved
 * @param raw the same collection unresolved: it tells a sub category that was left empty or set to all
 *   of them from an expression that gave nothing or that word (refused)
 * @throws InvalidInput naming the row and field that can't be sent
 */
export function readAudienceFields(audiences: unknown, raw: unknown): Audience[] {
	const rows = rowsOf<AudienceRow>(audiences, 'audience');
	if (rows.length === 0) {
		throw new InvalidInput(
			`${quoted(LABELS.audiences)} has no audience in it`,
			`Add an audience and choose its ${quoted(LABELS.mainCategory)}.`,
		);
	}
	const rawRows = rowsOf<AudienceRow>(raw, 'audience');
	return rows.map((row, index) =>
		readAudience(row, rawRows[index], `${LABELS.audience} ${index + 1}`),
	);
}

/** The names of an audience's categories, where they were chosen from the list. */
export interface AudienceNames {
	mainCategory?: string;
	subCategory?: string;
}

/** @returns the names for each row of the `audiences` collection */
export function readAudienceNames(audiences: unknown): AudienceNames[] {
	return rowsOf<AudienceRow>(audiences, 'audience').map(({ mainCategory, subCategory }) => ({
		mainCategory: nameOf(mainCategory),
		subCategory: nameOf(subCategory),
	}));
}

/** Where an ID was typed, n8n may keep the name of an earlier one. */
function nameOf(locator: unknown): string | undefined {
	const { mode, cachedResultName } = (locator ?? {}) as Record<string, unknown>;
	return mode === 'list' && typeof cachedResultName === 'string' ? cachedResultName : undefined;
}

function readAudience(row: AudienceRow, raw: AudienceRow | undefined, place: string): Audience {
	const mainCategory = locatorValue(row.mainCategory);
	if (isEmpty(mainCategory)) {
		throw new InvalidInput(
			`${quoted(place, LABELS.mainCategory)} is empty`,
			'Choose a main category from the list, or type its ID.',
		);
	}
	const audience: Audience = {
		main_category_id: toInteger(mainCategory, path(place, LABELS.mainCategory), 1),
	};

	const subCategory = locatorValue(row.subCategory);
	const isAll = isAllSubCategories(raw?.subCategory);
	if (!isAll && !isEmpty(subCategory)) {
		audience.sub_category_id = toInteger(subCategory, path(place, LABELS.subCategory), 1);
	} else if (!isAll && !(raw && isEmpty(locatorValue(raw.subCategory)))) {
		throw new InvalidInput(
			`${quoted(place, LABELS.subCategory)}: the expression gave nothing`,
			`An empty sub category means all of the main category, so it must be left empty on purpose. Correct the expression, or choose '${ALL_SUB_CATEGORIES.name}' from the list.`,
		);
	}

	if (row.recipients === 'everyone') return audience;
	if (row.recipients !== 'operators') {
		throw new InvalidInput(
			`${quoted(place, LABELS.recipients)} is neither "operators" nor "everyone": ${show(row.recipients)}`,
			'Choose one of the two options.',
		);
	}

	const operators = rowsOf<OperatorRow>(row.operators, 'operator');
	if (operators.length === 0) {
		throw new InvalidInput(
			`${quoted(place, LABELS.operators)} has no operator in it`,
			`Add an operator. To reach the whole category, set ${quoted(LABELS.recipients)} to ${quoted(LABELS.everyone)}.`,
		);
	}
	audience.operator = operators.map((operator, index) =>
		readOperatorRange(operator, path(place, `${LABELS.operator} ${index + 1}`)),
	);
	return audience;
}

/**
 * Checks one operator range of the form or of the API's own format.
 *
 * @param place where it stands, for error texts
 * @throws InvalidInput when the operator is not one of the specification, the start is not 0 or
 *   more, or the size is not 1 or more
 */
export function readOperatorRange({ id, start, size }: OperatorRow, place: string): OperatorRange {
	const operator = toInteger(id, path(place, LABELS.operator), 1);
	if (!OPERATORS.some(({ value }) => value === operator)) {
		const known = OPERATORS.map(({ name, value }) => `${value} (${name})`).join(', ');
		throw new InvalidInput(
			`${quoted(place, LABELS.operator)} is none of the operators: ${operator}`,
			`Use one of ${known}.`,
		);
	}
	return {
		start: toInteger(start, path(place, LABELS.start), 0),
		size: toInteger(size, path(place, LABELS.size), 1),
		id: operator,
	};
}

/** The rows of a repeatable collection; n8n leaves the list out while there is none. */
function rowsOf<T>(collection: unknown, name: string): T[] {
	if (collection === null || typeof collection !== 'object') return [];
	const rows = (collection as Record<string, unknown>)[name];
	return Array.isArray(rows) ? (rows as T[]) : [];
}
