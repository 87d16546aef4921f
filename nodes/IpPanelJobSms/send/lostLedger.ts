import type { IDataObject } from 'n8n-workflow';
import type { ItemContext } from '../items/nodeRun';
import { hasLedger } from './ledger';

/** How far to look back where n8n does not tell when the retried execution began, in milliseconds. */
const LOOK_BACK = 24 * 60 * 60 * 1000;

/** What n8n keeps of an execution, as far as it is needed here; its typed interface leaves it out. */
interface Internals {
	additionalData?: { rootExecutionMode?: string };
	runExecutionData?: { parentExecution?: { executionContext?: ExecutionStart } } | null;
}

/** When an execution began, in milliseconds since 1970, and in which mode (n8n 2.0 and later). */
interface ExecutionStart {
	establishedAt: number;
	source: string;
}

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
	const { additionalData, runExecutionData } = context as unknown as Internals;
	if (context.getMode() === 'retry') return startOf(context.getExecutionContext?.());
	if (additionalData?.rootExecutionMode !== 'retry') return undefined;

	const parent = runExecutionData?.parentExecution?.executionContext;
	// A parent that was called itself began anew with the retry.
	return startOf(parent?.source === 'integrated' ? undefined : parent);
}

/** A start that the retry itself noted down tells nothing of the run before (n8n before 2.20). */
function startOf(execution: ExecutionStart | undefined): number {
	const isOriginal = execution?.establishedAt !== undefined && execution.source !== 'retry';
	return isOriginal ? execution.establishedAt : Date.now() - LOOK_BACK;
}
