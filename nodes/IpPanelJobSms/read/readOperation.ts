import type {
	DeclarativeRestApiSettings,
	IDataObject,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import { answerOf, listOf, type Answer } from '../api/answer';
import { itemConnection } from '../api/connection';
import { read, type ApiRequest } from '../api/request';
import { nodeRunOf, readField, type ItemContext, type NodeRun } from '../items/nodeRun';
import { queueOf, runItem } from '../items/runItem';

/** Makes the reading requests of an item. */
export interface Api {
	ask: <T = IDataObject>(apiRequest: ApiRequest) => Promise<Answer<T>>;
	askList: (apiRequest: ApiRequest) => Promise<Answer<IDataObject[]>>;
}

/** The fields of one item's form. */
export interface Form {
	context: ItemContext;
	run: NodeRun;
	/** The value of a field, read by a function that checks it. */
	field: <T>(name: string, read: (value: unknown) => T) => T;
}

/**
 * What an operation that only reads does for one item: first it reads and checks the form; what that
 * returns asks the API, and gives the JSON of the output items.
 */
export type Reading = (form: Form) => (api: Api) => Promise<IDataObject[]>;

/**
 * The `routing` of an operation that only reads. The items are read one after the other, as n8n's own
 * nodes do it, not all at once.
 *
 * @throws NodeApiError or NodeOperationError, in `routing`, of the first item that can't be read
 */
export function readOperation(reading: Reading): INodePropertyRouting {
	async function pagination(
		this: ItemContext,
		requestData: DeclarativeRestApiSettings.ResultOptions,
	): Promise<INodeExecutionData[]> {
		const run = nodeRunOf(this);
		const field: Form['field'] = (name, readValue) => readField(this, run, name, readValue);
		return await runItem(this, run, queueOf(this, run), {
			prepare: () => {
				const readAnswers = reading({ context: this, run, field });
				return async () => {
					const connection = await itemConnection(this, run, requestData);
					const errorContext = { node: run.node, itemIndex: this.getItemIndex() };
					return await readAnswers({
						ask: async (apiRequest) =>
							answerOf(await read(this, connection, apiRequest), errorContext),
						askList: async (apiRequest) =>
							listOf(await read(this, connection, apiRequest), errorContext),
					});
				};
			},
		});
	}
	return { send: { paginate: true }, operations: { pagination } };
}
