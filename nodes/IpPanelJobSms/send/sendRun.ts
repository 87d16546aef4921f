import type { IDataObject } from 'n8n-workflow';
import type { Connection } from '../api/connection';
import type { ErrorContext } from '../api/errors';
import type { SendRequest } from '../form/request';
import type { ItemQueue } from '../items/itemQueue';
import { nodeRunOf, type ItemContext, type NodeRun } from '../items/nodeRun';
import { fingerprint, Ledger, type Fingerprints } from './ledger';
import { lostSince } from './lostLedger';
import type { SendOptions } from './sendOptions';

/** The fields that make a message what it is. */
const FORM_FIELDS = ['fromNumber', 'message', 'specifyAudiences', 'audiences', 'audiencesJson'];

/** What the items of one execution of the node share while they are sent. */
export interface SendRun extends NodeRun {
	ledger: Ledger;
	/** Fingerprint of the fields as saved. */
	form: string;
	/** Since when the ledger may be incomplete, in milliseconds since 1970; undefined: it is complete. */
	lostSince?: number;
	/** Which items have the same sender and text. */
	itemsByText: Map<string, Set<number>>;
}

/** One item on its way. */
export interface SendItem extends ErrorContext {
	context: ItemContext;
	run: SendRun;
	queue: ItemQueue;
	connection: Connection;
	request: SendRequest;
	options: SendOptions;
	/** The item's place in the ledger. */
	key: string;
	fingerprints: Fingerprints;
}

const sendRuns = new WeakMap<NodeRun, SendRun>();

/** What the items share while they are sent; made once for all tries of *Retry On Fail*. */
export function sendRunOf(context: ItemContext): SendRun {
	const run = nodeRunOf(context);
	let sendRun = sendRuns.get(run);
	if (!sendRun) {
		const nodeContext = context.getContext('node') as IDataObject;
		sendRun = {
			...run,
			lostSince: lostSince(context, nodeContext),
			ledger: new Ledger(nodeContext),
			form: fingerprint(FORM_FIELDS.map((name) => run.node.parameters[name] ?? null)),
			itemsByText: new Map(),
		};
		sendRuns.set(run, sendRun);
	}
	return sendRun;
}

/** An item's place in the ledger. */
export function keyOf(run: NodeRun, itemIndex: number): string {
	return `${run.id}:${itemIndex}`;
}

/** The fingerprints of an item's message, after noting down that the item has this sender and text. */
export function identify(
	sendRequest: SendRequest,
	{ form, itemsByText }: SendRun,
	itemIndex: number,
): Fingerprints {
	const text = fingerprint([sendRequest.from_number, sendRequest.message]);
	itemsByText.set(text, (itemsByText.get(text) ?? new Set()).add(itemIndex));
	return { request: fingerprint(sendRequest), form, text };
}
