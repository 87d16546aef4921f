import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { operatorName } from '../../shared/terms/operators';
import type { AudienceNames } from './audienceFields';
import type { Audience, OperatorRange } from './sendRequest';

/** One range of an audience with the row it stands in; without an operator: everyone. */
interface Part {
	row: number;
	subCategory: number | undefined;
	operator: OperatorRange | undefined;
}

/**
 * Makes sure that nobody would get the message twice from one request: no two rows address the same
 * main and sub category and operator with overlapping ranges, and no row addresses a whole category
 * of which another addresses a part.
 *
 * @param names of the categories in each row, as far as they are known
 * @throws InvalidInput naming the two rows
 */
export function checkOverlap(audiences: Audience[], names: AudienceNames[] = []): void {
	const partsOfMain = groupBy(audiences.flatMap(toParts), ({ mainCategory }) => mainCategory);
	for (const [mainCategory, parts] of partsOfMain) {
		for (const scope of scopesToCompare(parts)) {
			const twice = findOverlap(scope);
			if (twice) throw overlapError(mainCategory, ...twice, names);
		}
	}
}

function toParts(audience: Audience, row: number): Array<Part & { mainCategory: number }> {
	const ranges: Array<OperatorRange | undefined> = audience.operator ?? [undefined];
	return ranges.map((operator) => ({
		row,
		mainCategory: audience.main_category_id,
		subCategory: audience.sub_category_id,
		operator,
	}));
}

/**
 * The whole category, then its sub categories one by one, each beside one part of the whole for each
 * operator: that is enough, as any range of the whole may hold any of the sub category's people.
 */
function scopesToCompare(parts: Part[]): Part[][] {
	const bySub = groupBy(parts, ({ subCategory }) => subCategory);
	const whole = bySub.get(undefined) ?? [];
	bySub.delete(undefined);
	const ofWhole = [...groupBy(whole, operatorOf).values()].map(([part]) => part);
	return [whole, ...[...bySub.values()].map((ofSub) => [...ofWhole, ...ofSub])];
}

/** Two parts of one scope that may hold the same people, if there are any. */
function findOverlap(parts: Part[]): [Part, Part] | undefined {
	const everyone = parts.find(({ operator }) => operator === undefined);
	if (everyone && parts.length > 1) {
		return [everyone, parts.find((part) => part !== everyone)!];
	}
	for (const ranges of groupBy(parts, operatorOf).values()) {
		ranges.sort((a, b) => (a.operator?.start ?? 0) - (b.operator?.start ?? 0));
		for (let index = 1; index < ranges.length; index++) {
			const [before, after] = [ranges[index - 1], ranges[index]];
			if (overlaps(before, after)) return [before, after];
		}
	}
	return undefined;
}

function operatorOf({ operator }: Part): number | undefined {
	return operator?.id;
}

/** `before` starts first. Ranges of a whole and of a part of it count from different people. */
function overlaps(before: Part, after: Part): boolean {
	if (before.operator === undefined || after.operator === undefined) return true;
	if (before.subCategory !== after.subCategory) return true;
	return after.operator.start < before.operator.start + before.operator.size;
}

function overlapError(
	mainCategory: number,
	one: Part,
	other: Part,
	names: AudienceNames[],
): InvalidInput {
	const [first, second] = [one, other].sort((a, b) => a.row - b.row);
	const ofSub = first.subCategory === undefined ? second : first;
	const operator = first.operator ?? second.operator;
	const mainName = names[first.row]?.mainCategory ?? names[second.row]?.mainCategory;
	const where = [
		`main category ${named(mainCategory, mainName)}`,
		ofSub.subCategory !== undefined &&
			`sub category ${named(ofSub.subCategory, names[ofSub.row]?.subCategory)}`,
		operator && `operator ${operatorName(operator.id)}`,
	];
	const rows =
		first.row === second.row
			? `${LABELS.audience} ${first.row + 1} addresses`
			: `${LABELS.audience} ${first.row + 1} and ${LABELS.audience} ${second.row + 1} address`;
	return new InvalidInput(
		`${rows} the same people twice (${where.filter(Boolean).join(', ')})`,
		`They would get the message twice. ${waysOut(first, second)}`,
	);
}

function named(id: number, name: string | undefined): string {
	return name === undefined ? String(id) : `${name} (ID ${id})`;
}

/** What helps, the likeliest first: n8n proposes the same operator for each row that is added. */
function waysOut(one: Part, other: Part): string {
	if (!one.operator || !other.operator) return 'Remove one of the two.';
	const operator = `Choose another ${quoted(LABELS.operator)} in one of the two`;
	if (one.subCategory !== other.subCategory) return `${operator}, or remove one.`;
	return `${operator}, or change ${quoted(LABELS.start)} and ${quoted(LABELS.size)} so that the ranges don't overlap, or remove one.`;
}

function groupBy<T, K>(items: T[], key: (item: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const item of items) {
		const group = groups.get(key(item));
		if (group) group.push(item);
		else groups.set(key(item), [item]);
	}
	return groups;
}
