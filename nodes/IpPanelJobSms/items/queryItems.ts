import type { IDataObject } from 'n8n-workflow';
import { answerOf, listOf, type Answer } from '../../shared/api/answer';
import type { ApiRequest } from '../../shared/api/endpoints';
import { query } from '../../shared/api/request';
import { connect, type Item, type NodeRun } from './nodeRun';
import { inOrder, type ItemsOperation } from './itemsOperation';
import { checkItems, Outcomes } from './outcomes';

/** Makes the requests of an item. */
export interface Api {
	get: <T = IDataObject>(apiRequest: ApiRequest) => Promise<Answer<T>>;
	getList: (apiRequest: ApiRequest) => Promise<Answer<IDataObject[]>>;
}

/**
 * What an operation that changes nothing does for one item: first it reads and checks the form; what that
 * returns asks the API, and gives the JSON of the output items.
 */
type ItemQuery = (item: Item, run: NodeRun) => (api: Api) => Promise<IDataObject[]>;

/**
 * An operation that changes nothing: its requests may be repeated. It does the items one after the other, as n8n's
 * own nodes do it, not all at once.
 */
export function queryItems(itemQuery: ItemQuery): ItemsOperation {
	return async (run, turn) => {
		const outcomes = new Outcomes(run);
		const tasks = checkItems(run, outcomes, (item) => ({ item, ask: itemQuery(item, run) }));
		const mayGoOn = () => !outcomes.mustStop && !turn.isOver();
		await inOrder(tasks, 1, mayGoOn, async ({ item, ask }) => {
			await turn.comes(item.index);
			if (!mayGoOn()) return;
			try {
				const connection = await connect(run);
				const context = { node: run.node, itemIndex: item.index };
				const api: Api = {
					get: async (request) => answerOf(await query(item.context, connection, request), context),
					getList: async (request) =>
						listOf(await query(item.context, connection, request), context),
				};
				outcomes.done(item, await ask(api));
			} catch (error) {
				outcomes.failed(item, error);
			}
		});
		return outcomes;
	};
}
