import type { IDataObject } from 'n8n-workflow';
import type { Attempts } from './ledger';

/**
 * What n8n keeps of a node with the execution: through *Retry On Fail*, *Executions > Retry*, loops and queue
 * workers. Each execution starts with a new one.
 */
export class Kept {
	readonly attempts: Attempts;
	/** False where an earlier run of the node, or of an execution that is repeated, has left it. */
	readonly isNew: boolean;

	/** @param nodeContext `getContext('node')` of n8n */
	constructor(private readonly nodeContext: IDataObject) {
		this.isNew = nodeContext.sendLedger === undefined;
		nodeContext.sendLedger ??= {};
		this.attempts = nodeContext.sendLedger as unknown as Attempts;
	}

	/** The first of a chain of retries, by its execution ID: what is noted down first is kept. */
	get first(): string | undefined {
		return this.nodeContext.sendsFirst as string | undefined;
	}

	set first(executionId: string) {
		this.nodeContext.sendsFirst ??= executionId;
	}

	/** @returns since when something may have been sent: what is noted down first is kept */
	since(start: number | undefined): number | undefined {
		this.nodeContext.sendsSince ??= start;
		return this.nodeContext.sendsSince as number | undefined;
	}
}
