import { LABELS, path } from '../terms/labels';

/** The API's field names with the label that the field has in the form. */
const FIELDS: Record<string, string> = {
	from_number: LABELS.sender,
	number: LABELS.sender,
	message: LABELS.message,
	params: LABELS.audiences,
	main_category_id: LABELS.mainCategory,
	sub_category_id: LABELS.subCategory,
	operator: LABELS.operators,
	operator_id: LABELS.operator,
	id: LABELS.operator,
	start: LABELS.start,
	size: LABELS.size,
	messages_outbox_id: LABELS.messageOutboxId,
	bulk_id: LABELS.messageOutboxId,
	from_id: LABELS.afterId,
};

/** What one entry of a list is called. */
const ENTRIES: Record<string, string> = { params: LABELS.audience, operator: LABELS.operator };

/**
 * Translates a field of the API's `meta.errors` into the words of the form.
 *
 * @param field e.g. `params.0.operator.1.size`
 * @returns e.g. `Audience 1 > Operator 2 > Size`; a name that is not known stays as it is
 */
export function fieldLabel(field: string): string {
	const names = field.replace(/\[(\d+)\]/g, '.$1').split('.');
	const labels = names.flatMap((name, index) => {
		if (/^\d+$/.test(name)) return [];
		const position = names[index + 1];
		const isEntry = /^\d+$/.test(position ?? '') && name in ENTRIES;
		return isEntry ? [`${ENTRIES[name]} ${Number(position) + 1}`] : [FIELDS[name] ?? name];
	});
	return path(...labels);
}
