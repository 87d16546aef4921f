/**
 * The name of each field in the form. Descriptions, error texts and the translation of the API's
 * own field names all take it from here, so that one thing has one name.
 */
export const LABELS = {
	sender: 'Sender Number',
	message: 'Message',
	audiences: 'Audiences',
	audience: 'Audience',
	audiencesJson: 'Audiences (JSON)',
	mainCategory: 'Main Category',
	subCategory: 'Sub Category',
	recipients: 'Recipients',
	operators: 'Operators',
	operator: 'Operator',
	start: 'Start',
	size: 'Size',
	messageOutboxId: 'Message Outbox ID',
} as const;

/** The way to a field through the rows of the form, e.g. `Audience 2 > Main Category`. */
export function path(...places: string[]): string {
	return places.join(' > ');
}

/** The mobile operators of the specification (`params.operator.id`), in its order. */
export const OPERATORS = [
	{ name: 'MCI', value: 1 },
	{ name: 'Irancell', value: 2 },
	{ name: 'Others', value: 13 },
] as const;

/**
 * @param id an operator ID of a request
 * @returns the operator's name, or the number itself for one that is not documented
 */
export function operatorName(id: number): string {
	return OPERATORS.find(({ value }) => value === id)?.name ?? String(id);
}
