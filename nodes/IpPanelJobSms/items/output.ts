import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

/**
 * Makes an output item of an answer.
 *
 * n8n takes a top-level `error` key for a failure, and *Retry On Fail* then runs the node again: should
 * the API ever use that name, it becomes `api_error`.
 */
export function toOutputItem(data: IDataObject, itemIndex: number): INodeExecutionData {
	const { error, ...json } = data;
	if (error !== undefined) json.api_error = error;
	return { json, pairedItem: { item: itemIndex } };
}
