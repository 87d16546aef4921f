import type { IDataObject } from 'n8n-workflow';
import type { ItemContext } from '../items/nodeRun';
import { hasLedger } from './ledger';

/** How far to look back where n8n does not tell when the retried execution began, in milliseconds. */
const LOOK_BACK = 24 * 60 * 60 * 1000;

/**
 * Tells since when this execution may have sent messages of which the ledger knows nothing.
 *
 * n8n stores what a node notes down only after the node has ended. When n8n or a queue worker is
 * killed in the middle of a send, *Executions > Retry* therefore starts with an empty node context, and
 * so does a sub-workflow whose parent is retried. The outbox is then the only memory.
 *
 * @returns milliseconds since 1970; undefined where the ledger is complete
 */
export function lostSince(context: ItemContext, nodeContext: IDataObject): number | undefined {
	if (hasLedger(nodeContext)) return undefined;
	if (context.getMode() === 'retry') {
		const { establishedAt, source } = context.getExecutionContext?.() ?? {};
		// A context that the retry itself made tells nothing of the run before (n8n before 2.20).
		const isOriginal = establishedAt !== undefined && source !== 'retry';
		return isOriginal ? establishedAt : Date.now() - LOOK_BACK;
	}
	return isInRetriedParent(context) ? Date.now() - LOOK_BACK : undefined;
}

/** n8n tells a sub-workflow the mode of the whole only here, outside of its typed interface. */
function isInRetriedParent(context: ItemContext): boolean {
	const { additionalData } = context as unknown as {
		additionalData?: { rootExecutionMode?: string };
	};
	return additionalData?.rootExecutionMode === 'retry';
}
