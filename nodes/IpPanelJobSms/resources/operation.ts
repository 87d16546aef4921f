import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** One operation: its entry in the Operation list with the code that runs it, and its fields. */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
}

/**
 * The fields of a resource's operations, each shown only for the operations that have it: a field
 * that several operations share is one object, and stands in the form once.
 *
 * @param resource the resource's value, e.g. `message`
 */
export function fieldsOf(resource: string, operations: Operation[]): INodeProperties[] {
	const operationsOf = new Map<INodeProperties, string[]>();
	for (const { option, fields } of operations) {
		for (const field of fields) {
			operationsOf.set(field, [...(operationsOf.get(field) ?? []), String(option.value)]);
		}
	}
	return [...operationsOf].map(([field, operation]) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { resource: [resource], operation, ...field.displayOptions?.show },
		},
	}));
}
