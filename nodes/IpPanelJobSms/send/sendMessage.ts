import type { DeclarativeRestApiSettings, INodeExecutionData } from 'n8n-workflow';
import { itemConnection } from '../api/connection';
import { readSendRequest } from '../form/readSendRequest';
import { readField, type ItemContext, type NodeRun } from '../items/nodeRun';
import { queueOf, runItem } from '../items/runItem';
import { deliver } from './deliver';
import { withSummary } from './sendErrors';
import { readSendOptions } from './sendOptions';
import { identify, keyOf, sendRunOf } from './sendRun';

/**
 * Message > Send, as the `pagination` function of the declarative engine: the one place there in
 * which a request can be held back. n8n calls it for all items at once; each waits for its turn.
 *
 * @param requestData what the engine made of the node's `routing` and *Request Options*
 * @returns the answer's `data` as the item's output; with *On Error* set to continue, a failed item's
 *   error
 * @throws NodeApiError or NodeOperationError of the first failed item when the node is set to stop
 */
export async function sendMessage(
	this: ItemContext,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	const run = sendRunOf(this);
	const itemIndex = this.getItemIndex();
	const queue = queueOf(this, run, () => concurrencyOf(this, run));
	return await runItem(this, run, queue, {
		prepare: () => {
			const sendRequest = readSendRequest(this, run);
			const item = {
				node: run.node,
				itemIndex,
				context: this,
				run,
				queue,
				request: sendRequest,
				options: readField(this, run, 'options', readSendOptions),
				key: keyOf(run, itemIndex),
				fingerprints: identify(sendRequest, run, itemIndex),
			};
			const { key, fingerprints } = item;
			const earlier = run.ledger.find(key, fingerprints);
			if (earlier?.data) return [earlier.data];

			const connect = async () => await itemConnection(this, run, requestData);
			return async () => [await deliver(item, connect)];
		},
		complete: (error) => withSummary(error, queue, run),
	});
}

/** The first item's setting holds for all. Where it is wrong, that item fails when it is prepared. */
function concurrencyOf(context: ItemContext, run: NodeRun): number {
	try {
		return readField(context, run, 'options', readSendOptions).concurrency;
	} catch {
		return 1;
	}
}
