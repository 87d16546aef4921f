import * as n8n from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { CREDENTIAL, DEFAULT_BASE_URL, type Transport } from '../../shared/api/connection';
import { readProxy } from '../../shared/api/proxy';
import { nodeRunOf, type ItemContext, type NodeRun } from './nodeRun';
import { turnOf, type ItemsOperation } from './itemsOperation';

/** What n8n calls with all items at once. */
export type CustomOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/**
 * An operation as one of n8n's `customOperations`. Where a workflow runs the node, n8n prefers it to the
 * declarative engine, which evaluates every expression twice before the node is asked. Sub-agents, agents
 * before n8n 1.113, MCP servers in queue mode, n8n's assistant and its next engine do not know it: they come
 * through `declarative`. From here on nothing knows which way an item came.
 *
 * @throws NodeApiError or NodeOperationError of the first failed item when the node is set to stop
 */
export function customOperation(operation: ItemsOperation): CustomOperation {
	return async function (this: IExecuteFunctions) {
		const run = nodeRunOf(itemContext(this));
		run.transport ??= await transportOf(this, run);
		const outcomes = await operation(run, turnOf(run));
		const stop = outcomes.stoppingError();
		if (stop) throw stop.error;
		return [run.items.flatMap(({ index }) => outcomes.outputOf(index))];
	};
}

type Single = ItemContext & { itemIndex: number };

/** The context of an item, as the declarative engine makes it; it reads the item by `itemIndex`. */
function itemContext(context: IExecuteFunctions): ItemContext {
	const { getNodeParameter, getCredentials } = context;
	return Object.assign(Object.create(context) as Single, {
		itemIndex: 0,
		getItemIndex(this: Single) {
			return this.itemIndex;
		},
		getNodeParameter(this: Single, name: string, fallback?: unknown, options?: object) {
			return getNodeParameter.call(context, name, this.itemIndex, fallback, options);
		},
		getCredentials(this: Single, type: string) {
			return getCredentials.call(context, type, this.itemIndex);
		},
	}) as ItemContext;
}

/** Proxy, certificates and allowed domains, as the declarative engine reads them. */
async function transportOf(
	context: IExecuteFunctions,
	{ requestOptions, node }: NodeRun,
): Promise<Transport> {
	const credentialData = await context.getCredentials<ICredentialDataDecryptedObject>(
		CREDENTIAL,
		0,
	);
	const restriction = {
		node,
		credentialData,
		credentialOwnedSurface: true,
		nodeEndpointUrl: DEFAULT_BASE_URL,
	};
	return {
		proxy: requestOptions.proxy ? readProxy(requestOptions.proxy, node) : undefined,
		skipSslCertificateValidation: requestOptions.allowUnauthorizedCerts,
		// Older releases know no restriction.
		allowedDomains:
			'getCredentialAllowedDomains' in n8n
				? n8n.getCredentialAllowedDomains(restriction)
				: undefined,
	};
}
