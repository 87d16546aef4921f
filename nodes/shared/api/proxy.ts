import { NodeOperationError, type INode } from 'n8n-workflow';
import type { Transport } from './connection';

/**
 * Reads *Request Options > Proxy* as the declarative engine does.
 *
 * @throws NodeOperationError where it is no address with a port
 */
export function readProxy(proxy: string, node: INode): Transport['proxy'] {
	const address = URL.canParse(proxy) ? new URL(proxy) : undefined;
	// A URL forgets a port that is its protocol's own.
	const port = /^\w+:\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(proxy)?.[1];
	if (!address?.hostname || !port) {
		throw new NodeOperationError(node, 'The proxy is not valid', {
			description: 'The proxy URL must be like http://my-proxy:3128, with host and port.',
		});
	}
	const { hostname: host, protocol } = address;
	const [username, password] = [address.username, address.password].map(decodeURIComponent);
	const auth = username ? { username, password } : undefined;
	return { host, port: Number(port), protocol: protocol.replace(/:$/, ''), auth };
}
