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
function fieldsOf(resource: string, operations: Operation[]): INodeProperties[] {
	const operationsOf = new Map<INodeProperties, string[]>();
	for (const { option, fields } of operations) {
		for (const field of fields) {
			operationsOf.set(field, [...(operationsOf.get(field) ?? []), String(option.value)]);
		}
	}
	// A notice is to be seen before the fields that operations share.
	const isNotice = ({ type }: INodeProperties) => Number(type === 'notice');
	const inOrder = [...operationsOf].sort(([one], [other]) => isNotice(other) - isNotice(one));
	return inOrder.map(([field, operation]) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { resource: [resource], operation, ...field.displayOptions?.show },
		},
	}));
}

/**
 * A resource's part of the form: the list of its operations, and their fields.
 *
 * @param resource the resource's value, e.g. `message`
 * @param byDefault the value of the operation that is chosen at first
 */
export function resourceProperties(
	resource: string,
	byDefault: string,
	operations: Operation[],
): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(({ option }) => option),
			default: byDefault,
		},
		...fieldsOf(resource, operations),
	];
}
