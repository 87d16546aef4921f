import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { customOperation, type CustomOperation } from '../items/customOperation';
import { declarative } from '../items/declarative';
import type { ItemsOperation } from '../items/itemsOperation';

/** One operation: its entry in the Operation list, what it does with the items, and its fields. */
export interface Operation {
	option: INodePropertyOptions;
	perform: ItemsOperation;
	fields: INodeProperties[];
}

/** A resource with its operations. */
export interface Resource {
	properties: INodeProperties[];
	/** By operation: the way in that n8n takes where a workflow runs the node. */
	customOperations: Record<string, CustomOperation>;
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
 * A resource's part of the form, and of the ways into the node.
 *
 * @param resource the resource's value, e.g. `message`
 * @param byDefault the value of the operation that is chosen at first
 */
export function resourceOf(resource: string, byDefault: string, operations: Operation[]): Resource {
	const properties: INodeProperties[] = [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: operations.map(({ option, perform }) => ({
				...option,
				routing: declarative(perform),
			})),
			default: byDefault,
		},
		...fieldsOf(resource, operations),
	];
	const customOperations = Object.fromEntries(
		operations.map(({ option, perform }) => [option.value, customOperation(perform)]),
	);
	return { properties, customOperations };
}
