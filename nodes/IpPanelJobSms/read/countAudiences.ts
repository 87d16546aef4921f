import { ONLY_READS } from '../api/answer';
import type { Audience, OperatorRange } from '../form/request';
import { countQuery, readCount, type RecipientCount } from './recipients';
import type { Api } from './readOperation';

/** An operator's range with the recipients that it really reaches. */
export interface CountedOperator extends OperatorRange {
	recipients: RecipientCount;
}

/** One audience with its recipients. */
export interface CountedAudience {
	main_category_id: number;
	sub_category_id?: number;
	recipients: RecipientCount;
	/** Left out where everyone in the category is addressed. */
	operators?: CountedOperator[];
}

/**
 * Counts the recipients of every audience and operator through `number-count`, one after the other.
 */
export async function countAudiences(
	params: Audience[],
	ask: Api['ask'],
): Promise<{ recipients: RecipientCount; audiences: CountedAudience[] }> {
	const audiences: CountedAudience[] = [];
	for (const audience of params) audiences.push(await countAudience(audience, ask));
	return { recipients: sum(audiences), audiences };
}

async function countAudience(audience: Audience, ask: Api['ask']): Promise<CountedAudience> {
	const { operator, ...category } = audience;
	if (!operator) return { ...category, recipients: await count(audience, ask) };

	const operators: CountedOperator[] = [];
	for (const range of operator) {
		operators.push({ ...range, recipients: reached(await count(audience, ask, range), range) });
	}
	return { ...category, recipients: sum(operators), operators };
}

async function count(
	audience: Audience,
	ask: Api['ask'],
	range?: OperatorRange,
): Promise<RecipientCount> {
	const { data } = await ask(countQuery(audience, range));
	return readCount(data, ONLY_READS);
}

/** The range's own operator only, and never more than its size. */
function reached(counted: RecipientCount, { id, size }: OperatorRange): RecipientCount {
	const mci = id === 1 ? Math.min(counted.mci, size) : 0;
	const irancell = id === 2 ? Math.min(counted.irancell, size) : 0;
	const other = id === 13 ? Math.min(counted.other, size) : 0;
	return { mci, irancell, other, total: mci + irancell + other };
}

function sum(parts: Array<{ recipients: RecipientCount }>): RecipientCount {
	const total = { mci: 0, irancell: 0, other: 0, total: 0 };
	for (const { recipients } of parts) {
		total.mci += recipients.mci;
		total.irancell += recipients.irancell;
		total.other += recipients.other;
		total.total += recipients.total;
	}
	return total;
}
