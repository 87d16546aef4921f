import type { IDataObject, INode, Workflow } from 'n8n-workflow';
import { CREDENTIAL, type Connection } from '../../shared/api/connection';
import { query } from '../../shared/api/request';
import { connect, type ItemContext, type NodeRun } from '../items/nodeRun';
import type { Query } from '../outbox/queryOutbox';
import { Kept } from './kept';
import { fingerprint, Ledger, outboxIds, type Attempt, type Attempts } from './ledger';
import { originOf, type Origin } from './origin';
import { rememberAttempts, rememberCalled, type CalledBefore } from './processMemory';

/** The fields that make a message what it is. */
const FORM_FIELDS = ['fromNumber', 'message', 'specifyAudiences', 'audiences', 'audiencesJson'];

/** What the items of one execution of the node share while they are sent. */
export interface Sending {
	run: NodeRun;
	origin: Origin;
	ledger: Ledger;
	/** Fingerprint of the fields as saved. */
	form: string;
	/** An item's place in the ledger. */
	keyOf: (itemIndex: number) => string;
	/** Fingerprints of the texts of all items. */
	words: string[];
	/** Fingerprints of the requests of all items. */
	requests: Set<string>;
	/** What the other Send nodes of this execution have noted down, or those of them that have the same credential. */
	othersAttempts: (ofSameCredential?: boolean) => Attempt[];
	/** What is known of the same node where the execution that is repeated, or another retry of it, called it. */
	calledBefore: CalledBefore;
	/** When a 429 was last waited for, in milliseconds since 1970. */
	waitedAt: number;
	/** Notes down that this run of the node has ended. */
	end: () => void;
}

/** The same, once it is known how to reach the API. */
export interface ConnectedSending extends Sending {
	connection: Connection;
	/** Makes a reading request for the items together. */
	ask: Query;
}

/** @throws InvalidInput when the credential's Base URL or the time-out is none */
export async function connectSending(sending: Sending): Promise<ConnectedSending> {
	const { context } = sending.run.items[0];
	const connection = await connect(sending.run);
	const ask: Query = async (request) => await query(context, connection, request);
	return Object.assign(sending, { connection, ask });
}

const sendings = new WeakMap<NodeRun, Sending>();

/** What the items share while they are sent; made once for all tries of *Retry On Fail*. */
export function sendingOf(run: NodeRun): Sending {
	const known = sendings.get(run);
	if (known) return known;

	const { context } = run.items[0];
	const nodeContext = context.getContext('node') as IDataObject;
	const kept = new Kept(nodeContext);
	const { attempts } = kept;
	const origin = originOf(context, kept, run);
	const { chain, ownChain, parent, repeats, isRetry } = origin;
	const remembered = rememberAttempts(ownChain, attempts, isRetry);
	const requests = new Set<string>();
	const sending: Sending = {
		run,
		origin,
		ledger: new Ledger(attempts, remembered),
		calledBefore: parent
			? rememberCalled(chain, { parent, repeats, attempts, requests })
			: { attempts: () => [], hadOnce: () => true },
		form: fingerprint(FORM_FIELDS.map((name) => run.node.parameters[name] ?? null)),
		keyOf: (itemIndex) => `${run.id}:${itemIndex}`,
		words: [],
		requests,
		waitedAt: 0,
		end: () => kept.end(context.getExecutionId(), run.id),
		othersAttempts: (ofSameCredential) =>
			attemptsOfOtherNodes(context, nodeContext, ofSameCredential),
	};
	sendings.set(run, sending);
	return sending;
}

function attemptsOfOtherNodes(
	context: ItemContext,
	nodeContext: IDataObject,
	ofSameCredential = false,
): Attempt[] {
	const { runExecutionData, workflow } = context as unknown as {
		runExecutionData?: { executionData?: { contextData?: Record<string, IDataObject> } };
		workflow: Workflow;
	};
	const credential = credentialOf(context.getNode());
	const hasAnother = (key: string) => {
		const other = credentialOf(workflow.nodes[key.slice(NODE_CONTEXT.length)]);
		return other !== undefined && other !== credential;
	};
	return Object.entries(runExecutionData?.executionData?.contextData ?? {})
		.filter(([, other]) => other !== nodeContext && other.sendLedger)
		.filter(([key]) => !(ofSameCredential && hasAnother(key)))
		.flatMap(([, other]) => Object.values(other.sendLedger as unknown as Attempts).flat());
}

/** How n8n names what it keeps of a node, before the node's name. */
const NODE_CONTEXT = 'node:';

function credentialOf(node: INode | undefined): string | null | undefined {
	return node?.credentials?.[CREDENTIAL]?.id;
}

/** The outbox IDs of attempts, each with whether it was answered, and not only found in the outbox. */
export function idsOf(attempts: Attempt[]): Map<string, { isAnswer: boolean }> {
	return new Map(
		attempts.flatMap(({ data }) =>
			outboxIds(data).map((id) => [id, { isAnswer: !data?.found_in_outbox }] as const),
		),
	);
}
