import type { IDataObject } from 'n8n-workflow';
import type { ItemContext, NodeRun } from '../items/nodeRun';
import { Kept } from './kept';
import { fingerprint, Ledger, outboxIds, type Attempt, type Attempts } from './ledger';
import { originOf, type Origin } from './origin';
import { rememberAttempts, rememberCalled } from './processMemory';

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
	/** What the other Send nodes of this execution have noted down. */
	othersAttempts: () => Attempt[];
	/** What the same node has noted down where the execution that is repeated, or another retry of it, called it. */
	attemptsBeside: () => Attempt[];
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
	const origin = originOf(context, kept, run.items.length);
	const { chain, ownChain, parent, repeats, isRetry } = origin;
	const remembered = rememberAttempts(ownChain, attempts, isRetry);
	const sending: Sending = {
		run,
		origin,
		ledger: new Ledger(attempts, remembered),
		attemptsBeside: parent ? rememberCalled(chain, { parent, repeats, attempts }) : () => [],
		form: fingerprint(FORM_FIELDS.map((name) => run.node.parameters[name] ?? null)),
		keyOf: (itemIndex) => `${run.id}:${itemIndex}`,
		words: [],
		othersAttempts: () => attemptsOfOtherNodes(context, nodeContext),
	};
	sendings.set(run, sending);
	return sending;
}

function attemptsOfOtherNodes(context: ItemContext, nodeContext: IDataObject): Attempt[] {
	const { runExecutionData } = context as unknown as {
		runExecutionData?: { executionData?: { contextData?: Record<string, IDataObject> } };
	};
	const contexts = Object.values(runExecutionData?.executionData?.contextData ?? {});
	return contexts
		.filter((other) => other !== nodeContext && other.sendLedger)
		.flatMap((other) => Object.values(other.sendLedger as unknown as Attempts).flat());
}

/** The outbox IDs of attempts, each with whether it was answered, and not only found in the outbox. */
export function idsOf(attempts: Attempt[]): Map<string, { isAnswer: boolean }> {
	return new Map(
		attempts.flatMap(({ data }) =>
			outboxIds(data).map((id) => [id, { isAnswer: !data?.found_in_outbox }] as const),
		),
	);
}
