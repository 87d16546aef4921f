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

	/** @returns whether this execution repeats another one: after a *Wait*, n8n does not tell a called workflow any more */
	repeats(isTold: boolean): boolean {
		if (isTold) this.nodeContext.sendsAgain = true;
		return this.nodeContext.sendsAgain === true;
	}

	/** Notes down that a run of the node has ended: n8n keeps that with all that it noted down. */
	end(executionId: string, runId: string): void {
		this.nodeContext.sendsEnded = `${executionId} ${runId}`;
	}

	/** True where it is known that nothing of a run was lost. */
	hasAllOf(executionId: string, runId: string): boolean {
		return this.nodeContext.sendsEnded === `${executionId} ${runId}`;
	}

	/** @returns since when something may have been sent: what is noted down first is kept */
	since(start: number | undefined): number | undefined {
		this.nodeContext.sendsSince ??= start;
		return this.nodeContext.sendsSince as number | undefined;
	}
}
