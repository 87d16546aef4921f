import type { IConnection, INode, IRunData, ISourceData, Workflow } from 'n8n-workflow';
import type { ItemContext, NodeRun } from '../items/nodeRun';
import type { Kept } from './kept';
import { fingerprint } from './ledger';
import { firstOf } from './processMemory';

/** Where an execution comes from, as far as it matters to what may have been sent before. */
export interface Origin {
	/** The node in the first of a chain of retries: retries of one execution share it, and what they all call. */
	chain: string;
	/** The same, but of a sub-workflow: each call has its own, which it shares with retries of that call alone. */
	ownChain: string;
	/** When the first of the chain began, or its caller, in milliseconds since 1970; undefined: n8n does not tell. */
	beginning?: number;
	/** True for *Executions > Retry*, also of an execution that another one had called. */
	isRetry: boolean;
	/** The execution that called this one as a sub-workflow. */
	parent?: string;
	/** True where this execution repeats another: an item without an attempt may have been sent before. */
	repeats: boolean;
	/** True where n8n kept all that this run noted down in that execution: only another retry can have sent what is missing. */
	keptAll: boolean;
	/** Since when, in milliseconds since 1970; undefined: n8n does not tell. */
	since?: number;
	/**
	 * False where a message in the outbox can't be taken for what that execution sent: other items may say the same,
	 * unseen from here, nothing is missing, or the stored data shows that the node had not been reached.
	 */
	mayClaim: boolean;
}

/** What n8n keeps of an execution, as far as it is needed here; its typed interface leaves it out. */
interface Internals {
	workflow: Workflow;
	additionalData?: {
		rootExecutionMode?: string;
		currentNodeExecutionIndex?: number;
		hooks?: { retryOf?: string };
	};
	runExecutionData?: {
		parentExecution?: { executionId?: string; executionContext?: ExecutionStart };
		resultData?: { runData?: IRunData };
	};
}

/** When an execution began, in milliseconds since 1970, and in which mode (n8n 2.0 and later). */
interface ExecutionStart {
	establishedAt: number;
	source: string;
}

/**
 * Tells what this execution repeats, and since when something may have been sent in its name.
 *
 * n8n stores what a node notes down only after the node has ended. When n8n is killed in the middle of
 * a send, *Executions > Retry* starts without it, and so does a sub-workflow whose parent is retried. And
 * n8n lets a person retry the first execution again after a retry of it got further, also one that had not
 * reached the node. So in any execution that repeats another one, every item without an attempt of its own
 * may have been sent before.
 *
 * @param kept what n8n keeps of the node
 * @param run of the node
 */
export function originOf(context: ItemContext, kept: Kept, run: NodeRun): Origin {
	const { additionalData, runExecutionData, workflow } = context as unknown as Internals;
	const isRetry = context.getMode() === 'retry';
	const isCalled = runExecutionData?.parentExecution !== undefined;
	const caller = runExecutionData?.parentExecution?.executionContext;
	// Before 2.12 n8n tells a called workflow only of some retries that they are one.
	const isCalledByRetry =
		!isRetry && (additionalData?.rootExecutionMode === 'retry' || caller?.source === 'retry');
	const { name, id, parameters } = context.getNode();
	const start = firstStart(isCalled ? caller : context.getExecutionContext?.());
	const repeats = kept.repeats(isRetry || isCalledByRetry);
	const first = firstExecution(context, kept, isCalled ? undefined : start);
	const retryOf = isRetry ? additionalData?.hooks?.retryOf : undefined;
	const keptAll = retryOf !== undefined && kept.hasAllOf(retryOf, run.id);
	const mayClaim = isCalled
		? // One item may be one of many that are called for one by one, and may say the same.
			run.items.length > 1 && holdsExpression(parameters.message)
		: !(mayBeSaidElsewhere(workflow, name) && context.continueOnFail()) &&
			!(mayRunAgain(workflow, name) && !holdsExpression(parameters.message)) &&
			!neverRan(context, name, kept);
	const nodeOf = (execution: string) => `${workflow.id} ${execution} ${id}`;
	return {
		// The sub-workflows of an execution and of its retries have in common when that began.
		chain: nodeOf(isCalled && start !== undefined ? `since ${start}` : first),
		ownChain: nodeOf(first),
		beginning: start,
		isRetry,
		parent: runExecutionData?.parentExecution?.executionId,
		repeats,
		// The stored runs of other nodes tell no beginning: they may be those of a retry that failed before this node.
		since: kept.since(repeats ? start : Date.now()),
		keptAll,
		mayClaim: !keptAll && mayClaim,
	};
}

/**
 * The first of a chain of retries, as far as n8n or this process tells.
 *
 * @param start when the first execution began, in milliseconds since 1970
 */
function firstExecution(context: ItemContext, kept: Kept, start: number | undefined): string {
	const { additionalData, runExecutionData, workflow } = context as unknown as Internals;
	const executionId = context.getExecutionId();
	const isRetry = context.getMode() === 'retry';
	// n8n 2.0 does not tell what is retried (2.16 does): what the first execution noted down tells it, or when it began.
	const retryOf = kept.first ?? additionalData?.hooks?.retryOf;
	const beginning = () =>
		start === undefined
			? undefined
			: `${workflow.id} since ${start} with ${eventOf(runExecutionData?.resultData?.runData ?? {})}`;
	const first = firstOf(
		executionId,
		isRetry ? { id: retryOf, isFirst: kept.first !== undefined } : undefined,
		beginning,
	);
	// What a retry takes for the first may be a retry, too: it notes that down only where no beginning tells of it.
	if (!isRetry || (start === undefined && retryOf !== undefined)) kept.first = first;
	return first;
}

/**
 * What the execution began with: the output of its trigger, as a retry keeps it or makes it anew of the same event.
 * Several executions may begin in the same millisecond.
 */
function eventOf(runData: IRunData): string {
	const latest = Object.values(runData).flatMap((runs) => runs.slice(-1));
	const begun = latest.filter(({ source }) => (source ?? []).every((from) => !from));
	try {
		return fingerprint(
			begun.map(({ data }) => data?.main.map((items) => items?.map(({ json }) => json))),
		);
	} catch {
		// n8n stores circular items, too.
		return '';
	}
}

/** What a retry or a sub-workflow noted down of itself tells nothing of the first execution. */
function firstStart(start: ExecutionStart | undefined): number | undefined {
	return start && !['retry', 'integrated'].includes(start.source) ? start.establishedAt : undefined;
}

/** What n8n makes up of a killed execution from its log has times in seconds: it proves nothing. */
const isMadeUp = ({ startTime }: { startTime: number }) => startTime < 1e12;

/**
 * The runs of nodes that a retry itself has added to those that n8n had stored of the retried execution.
 *
 * @returns undefined where nothing was stored
 */
function addedRuns(context: ItemContext): Set<object> | undefined {
	const { additionalData, runExecutionData } = context as unknown as Internals;
	const runs = Object.values(runExecutionData?.resultData?.runData ?? {}).flat();
	// n8n counts the nodes that it runs from 0 in each execution, this one included.
	const addedCount = (additionalData?.currentNodeExecutionIndex ?? Infinity) - 1;
	if (runs.length <= addedCount || runs.some(isMadeUp)) return undefined;
	const newestFirst = [...runs].sort((one, other) => other.startTime - one.startTime);
	return new Set(newestFirst.slice(0, addedCount));
}

/**
 * True where the stored data shows that the node had not been reached when the retried execution ended:
 * the node before this one was run by the retry itself.
 */
function neverRan(context: ItemContext, name: string, { isNew }: Kept): boolean {
	const { runExecutionData } = context as unknown as Internals;
	const runData = runExecutionData?.resultData?.runData ?? {};
	const added = addedRuns(context);
	if (!added || !isNew || runData[name]?.length) return false;
	const sources = (context.getExecuteData().source?.main ?? []).filter(
		(source): source is ISourceData => source !== null,
	);
	return (
		sources.length > 0 &&
		sources.every(({ previousNode, previousNodeRun = 0 }) =>
			added.has(runData[previousNode]?.[previousNodeRun]),
		)
	);
}

function holdsExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

/** True where a later run or another node may have said what a refused item of this run was to say. */
function mayBeSaidElsewhere(workflow: Workflow, name: string): boolean {
	const { type } = workflow.nodes[name];
	const hasTwin = Object.values(workflow.nodes).some(
		(node) => node.type === type && node.name !== name && !node.disabled && sends(node),
	);
	return hasTwin || mayRunAgain(workflow, name);
}

function sends({ parameters }: INode): boolean {
	const { resource = 'message', operation = 'send' } = parameters;
	return resource === 'message' && operation === 'send';
}

/** True where a loop leads back to the node, or several ways lead to it: of several triggers, one has begun it. */
function mayRunAgain({ connectionsByDestinationNode: inputs }: Workflow, name: string): boolean {
	const isTrigger = ({ node }: IConnection) => !inputs[node];
	const seen = new Set<string>();
	const waiting = [name];
	while (waiting.length > 0) {
		const current = waiting.pop()!;
		if (seen.has(current)) continue;
		seen.add(current);
		const main = inputs[current]?.main ?? [];
		const ways = main.flatMap((connections) => connections ?? []);
		const before = ways.map(({ node }) => node);
		const areTriggers = ways.every(isTrigger) && new Set(before).size === before.length;
		if (ways.length > 1 && !areTriggers) return true;
		if (before.includes(name)) return true;
		waiting.push(...before);
	}
	return false;
}
