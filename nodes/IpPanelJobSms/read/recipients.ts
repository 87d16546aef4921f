import type { Audience, OperatorRange } from '../form/request';
import type { ApiRequest } from '../api/request';
import { InvalidInput } from '../form/invalidInput';
import { isEmpty } from '../form/values';

/** Recipients by operator, as `GET /api/send/jobs/number-count` counts them. */
export interface RecipientCount {
	mci: number;
	irancell: number;
	other: number;
	total: number;
}

/** The request that counts everyone in an audience's category, or one operator's range of them. */
export function countQuery(audience: Audience, range?: Partial<OperatorRange>): ApiRequest {
	const query = {
		main_category_id: audience.main_category_id,
		sub_category_id: audience.sub_category_id,
		operator_id: range?.id,
		start: range?.start,
		size: range?.size,
	};
	return {
		method: 'GET',
		url: '/api/send/jobs/number-count',
		qs: Object.fromEntries(Object.entries(query).filter(([, value]) => !isEmpty(value))),
	};
}

/**
 * Reads an answer of `number-count`.
 *
 * @param consequence what it means that a count can't be had
 * @throws InvalidInput where a count is missing or no number
 */
export function readCount(data: unknown, consequence: string): RecipientCount {
	const { mci_count, irancell_count, other_count } = (data ?? {}) as Record<string, unknown>;
	const [mci, irancell, other] = [mci_count, irancell_count, other_count].map((count) =>
		isEmpty(count) ? NaN : Number(count),
	);
	const total = mci + irancell + other;
	if (!Number.isSafeInteger(total) || total < 0) {
		throw new InvalidInput('The API gave no number of recipients', consequence);
	}
	return { mci, irancell, other, total };
}

/** The recipients that an audience names by its sizes; undefined: everyone, which must be counted. */
export function givenSize({ operator }: Audience): number | undefined {
	return operator?.reduce((sum, { size }) => sum + size, 0);
}
