import { ONLY_READS } from '../../shared/api/answer';
import type { Audience, OperatorRange } from '../form/sendRequest';
import type { ApiRequest } from '../../shared/api/endpoints';
import { countBy, countQuery, readCount, type RecipientCount } from './recipients';

/** Asks the API. */
type Get = (request: ApiRequest) => Promise<{ data: unknown }>;

/** An operator's range with the recipients that it really reaches. */
interface CountedOperator extends OperatorRange {
	recipients: RecipientCount;
}

/** One audience with its recipients. */
interface CountedAudience {
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
	get: Get,
): Promise<{ recipients: RecipientCount; audiences: CountedAudience[] }> {
	const audiences: CountedAudience[] = [];
	for (const audience of params) audiences.push(await countAudience(audience, get));
	return { recipients: sum(audiences), audiences };
}

async function countAudience(audience: Audience, get: Get): Promise<CountedAudience> {
	const { operator, ...category } = audience;
	if (!operator) return { ...category, recipients: await count(audience, get) };

	const operators: CountedOperator[] = [];
	for (const range of operator) {
		operators.push({ ...range, recipients: reached(await count(audience, get, range), range) });
	}
	return { ...category, recipients: sum(operators), operators };
}

async function count(audience: Audience, get: Get, range?: OperatorRange): Promise<RecipientCount> {
	const { data } = await get(countQuery(audience, range));
	return readCount(data, ONLY_READS);
}

/** The range's own operator only, and never more than its size. */
function reached(counted: RecipientCount, { id, size }: OperatorRange): RecipientCount {
	return countBy(({ value, key }) => (value === id ? Math.min(counted[key], size) : 0));
}

function sum(parts: Array<{ recipients: RecipientCount }>): RecipientCount {
	return countBy(({ key }) => parts.reduce((total, { recipients }) => total + recipients[key], 0));
}
