/** A mobile operator, with everything that the API says and wants of it. */
export interface Operator {
	name: string;
	/** What the list in the form tells besides: what people in Iran call it. */
	alsoCalled?: string;
	/** `params.operator.id` of the specification. */
	value: number;
	/** Its key in our counts of recipients. */
	key: 'mci' | 'irancell' | 'other';
	/** Its key in an answer of `number-count`. */
	countKey: 'mci_count' | 'irancell_count' | 'other_count';
	/** Which price of `calculate-price` holds for it. */
	priceKey: 'mci_price' | 'other_price';
}

/** The mobile operators of the specification, in its order: the one place that lists them. */
export const OPERATORS: readonly Operator[] = [
	{
		name: 'MCI',
		alsoCalled: 'Hamrah-e Aval',
		value: 1,
		key: 'mci',
		countKey: 'mci_count',
		priceKey: 'mci_price',
	},
	{
		name: 'Irancell',
		value: 2,
		key: 'irancell',
		countKey: 'irancell_count',
		priceKey: 'other_price',
	},
	{
		name: 'Other Operators',
		value: 13,
		key: 'other',
		countKey: 'other_count',
		priceKey: 'other_price',
	},
];

/**
 * @param id an operator ID of a request
 * @returns the operator's name, or the number itself for one that is not documented
 */
export function operatorName(id: number): string {
	return OPERATORS.find(({ value }) => value === id)?.name ?? String(id);
}
