import { numberCount, type ApiRequest } from '../../shared/api/endpoints';
import { UnusableAnswer } from '../../shared/api/errors';
import { OPERATORS, type Operator } from '../../shared/terms/operators';
import { isEmpty } from '../../shared/terms/values';
import type { Audience, OperatorRange } from '../form/sendRequest';

/** Recipients by operator, and all together. */
export type RecipientCount = Record<Operator['key'] | 'total', number>;

/** The request that counts everyone in an audience's category, or one operator's range of them. */
export function countQuery(audience: Audience, range?: Partial<OperatorRange>): ApiRequest {
	const query = {
		main_category_id: audience.main_category_id,
		sub_category_id: audience.sub_category_id,
		operator_id: range?.id,
		start: range?.start,
		size: range?.size,
	};
	return numberCount(
		Object.fromEntries(Object.entries(query).filter(([, value]) => !isEmpty(value))),
	);
}

/**
 * Reads an answer of `number-count`.
 *
 * @param consequence what it means that a count can't be had
 * @throws UnusableAnswer where a count is missing or no number
 */
export function readCount(data: unknown, consequence: string): RecipientCount {
	const counts = (data ?? {}) as Record<string, unknown>;
	const count = countBy(({ countKey }) =>
		isEmpty(counts[countKey]) ? NaN : Number(counts[countKey]),
	);
	if (!Number.isSafeInteger(count.total) || count.total < 0) {
		throw new UnusableAnswer('The API gave no number of recipients', consequence);
	}
	return count;
}

/** A count made of the number for each operator. */
export function countBy(numberOf: (operator: Operator) => number): RecipientCount {
	const numbers = OPERATORS.map((operator): [string, number] => [operator.key, numberOf(operator)]);
	const total = numbers.reduce((sum, [, number]) => sum + number, 0);
	return { ...(Object.fromEntries(numbers) as RecipientCount), total };
}

/** The recipients that an audience names by its sizes; undefined: everyone, which must be counted. */
export function givenSize({ operator }: Audience): number | undefined {
	return operator?.reduce((sum, { size }) => sum + size, 0);
}
