import * as n8n from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';
import { CREDENTIAL, DEFAULT_BASE_URL, type Transport } from '../../shared/api/connection';
import { nodeRunOf, type ItemContext, type NodeRun } from './nodeRun';
import type { ItemsOperation, Turn } from './operation';

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

/** The context of an item, as the declarative engine makes it; it reads the item by `itemIndex`. */
function itemContext(context: IExecuteFunctions): ItemContext {
	type Single = { itemIndex: number };
	return Object.create(context, {
		itemIndex: { value: 0 },
		getItemIndex: {
			value(this: Single) {
				return this.itemIndex;
			},
		},
		getNodeParameter: {
			value(this: Single, name: string, fallback?: unknown, options?: object) {
				return context.getNodeParameter(name, this.itemIndex, fallback, options);
			},
		},
		getCredentials: {
			async value(this: Single, type: string) {
				return await context.getCredentials(type, this.itemIndex);
			},
		},
	}) as ItemContext;
}

/** *Request Options > Batching*: a batch begins so long after the one before it. */
function turnOf({ requestOptions, signal }: NodeRun): Turn {
	const { batchSize = 1, batchInterval = 0 } = requestOptions.batching?.batch ?? {};
	const begun = Date.now();
	const isOver = () => signal?.aborted === true;
	const pause = 100;
	return {
		isOver,
		comes: async (itemIndex) => {
			const at = begun + Math.floor(itemIndex / Math.max(1, batchSize)) * batchInterval;
			while (Date.now() < at && !isOver()) await n8n.sleep(Math.min(pause, at - Date.now()));
		},
	};
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

function readProxy(proxy: string, node: INode): Transport['proxy'] {
	const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
	if (!address?.hostname || !address.port) {
		throw new n8n.NodeOperationError(node, 'The proxy is not valid', {
			description: 'The proxy URL must be like http://my-proxy:3128, with host and port.',
		});
	}
	const { hostname: host, port, protocol, username, password } = address;
	const auth = username
		? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
		: undefined;
	return { host, port: Number(port), protocol: protocol.replace(/:$/, ''), auth };
}
