import {
	NodeOperationError,
	type DeclarativeRestApiSettings,
	type IDataObject,
	type INodeExecutionData,
} from 'n8n-workflow';
import { answerOf } from '../api/answer';
import { itemConnection, type Connection } from '../api/connection';
import { apiError, refusalError, toItemError, type ErrorContext } from '../api/errors';
import type { Verdict } from '../api/reply';
import { read, request } from '../api/request';
import { InvalidInput } from '../form/invalidInput';
import { readSendRequest } from '../form/readSendRequest';
import type { Audience, SendRequest } from '../form/request';
import { nodeRunOf, readField, type ItemContext, type NodeRun } from '../nodeRun';
import { toOutputItem } from '../output';
import { fingerprint, Ledger, type Attempt, type Fingerprints } from './ledger';
import { findInOutbox, outboxIds, outboxQuery, type OutboxReport } from './outbox';
import { countQuery, givenSize, readCount, type RecipientCount } from './recipients';
import { NOT_COUNTED, NOTHING_WAS_SENT, unknownOutcomeError, withSummary } from './sendErrors';
import { readSendOptions, type SendOptions } from './sendOptions';
import { SendRun, type Job, type Outcome } from './sendRun';

/** How long a bulk send may take to be accepted, in milliseconds, unless the person sets a time. */
const SEND_TIMEOUT = 120_000;

/** What all items of one execution of the node share while they are sent. */
interface Campaign {
	run: NodeRun;
	sendRun: SendRun;
	ledger: Ledger;
	/** Fingerprint of the fields as saved. */
	form: string;
}

/** One item on its way. */
interface Item extends ErrorContext {
	context: ItemContext;
	campaign: Campaign;
	connection: Connection;
	request: SendRequest;
	options: SendOptions;
	/** The item's place in the ledger. */
	key: string;
	fingerprints: Fingerprints;
}

const campaigns = new WeakMap<NodeRun, Campaign>();

/** The fields that make a message what it is. */
const FORM_FIELDS = ['fromNumber', 'message', 'specifyAudiences', 'audiences', 'audiencesJson'];

/**
 * Message > Send, as the `pagination` function of the declarative engine: the one place there in
 * which a request can be held back. n8n calls it for all items at once; each waits for its turn.
 *
 * @param requestData what the engine made of the node's `routing` and *Request Options*
 * @returns the answer's `data` as the item's output; with *On Error* set to continue, a failed item's
 *   error
 * @throws NodeApiError or NodeOperationError of the first failed item when the node is set to stop
 */
export async function sendMessage(
	this: ItemContext,
	requestData: DeclarativeRestApiSettings.ResultOptions,
): Promise<INodeExecutionData[]> {
	const itemIndex = this.getItemIndex();
	const campaign = campaignOf(this);
	const { run, sendRun } = campaign;
	const job = prepare(this, campaign, requestData.options as Connection['options']);
	const outcome = await sendRun.enrol(itemIndex, job);

	if (!this.continueOnFail()) {
		await sendRun.settled();
		const failed = sendRun.firstFailure();
		// The engine reports the first item that rejects and drops what the others return.
		if (failed !== undefined && failed !== itemIndex) return [];
		if (outcome.kind === 'failed') throw withSummary(outcome.error, sendRun, run.itemCount);
	}
	if (outcome.kind === 'accepted') return [toOutputItem(outcome.data, itemIndex)];

	const error =
		outcome.kind === 'failed'
			? outcome.error
			: new NodeOperationError(run.node, 'Not sent, because the execution was stopped', {
					itemIndex,
				});
	// Without the paired item, n8n could not tell later nodes which input item failed.
	return [{ json: {}, error, pairedItem: { item: itemIndex } }];
}

/** The campaign that this item belongs to; a new one where the engine has begun another try. */
function campaignOf(context: ItemContext): Campaign {
	const run = nodeRunOf(context);
	const current = campaigns.get(run);
	if (current && !current.sendRun.has(context.getItemIndex())) return current;

	const campaign: Campaign = {
		run,
		ledger: new Ledger(context.getContext('node') as IDataObject),
		form: fingerprint(FORM_FIELDS.map((name) => run.node.parameters[name] ?? null)),
		sendRun: new SendRun({
			itemCount: run.itemCount,
			concurrency: concurrencyOf(context, run),
			stopsOnError: !context.continueOnFail(),
			batched: (run.requestOptions.batching?.batch?.batchInterval ?? 0) > 0,
			signal: context.getExecutionCancelSignal(),
			previous: current?.sendRun,
		}),
	};
	campaigns.set(run, campaign);
	return campaign;
}

/** The first item's setting holds for all. Where it is wrong, that item fails when it is prepared. */
function concurrencyOf(context: ItemContext, run: NodeRun): number {
	try {
		return readField(context, run, 'options', readSendOptions).concurrency;
	} catch (error) {
		if (error instanceof InvalidInput) return 1;
		throw toItemError(error, { node: run.node, itemIndex: context.getItemIndex() });
	}
}

/** Reads and checks an item's form, before anything waits: the job is what remains to be done. */
function prepare(
	context: ItemContext,
	campaign: Campaign,
	engineOptions: Connection['options'],
): Job | Extract<Outcome, { kind: 'failed' }>['error'] {
	const { run, form } = campaign;
	const errorContext = { node: run.node, itemIndex: context.getItemIndex() };
	try {
		const sendRequest = readSendRequest(context, run);
		const { from_number, message } = sendRequest;
		const item = {
			...errorContext,
			context,
			campaign,
			request: sendRequest,
			options: readField(context, run, 'options', readSendOptions),
			key: `${run.runIndex}:${errorContext.itemIndex}`,
			fingerprints: {
				request: fingerprint(sendRequest),
				form,
				text: fingerprint([from_number, message]),
			},
		};
		return async () => {
			try {
				const connection = await itemConnection(context, run, engineOptions);
				const data = await deliver({ ...item, connection, token: connection.token });
				return { kind: 'accepted', data };
			} catch (error) {
				return { kind: 'failed', error: toItemError(error, errorContext) };
			}
		};
	} catch (error) {
		return toItemError(error, errorContext);
	}
}

/**
 * Sends an item's message, unless an earlier try did.
 *
 * @returns the `data` of the API's answer
 * @throws ItemError when it was refused, or when nobody knows whether it went out
 */
async function deliver(item: Item): Promise<IDataObject> {
	const { ledger, sendRun } = item.campaign;
	const earlier = ledger.find(item.key, item.fingerprints);
	if (earlier?.data) return earlier.data;
	if (earlier) {
		const reason = 'an earlier attempt got no answer';
		return await sendRun.runAlone(async () => await recover(item, earlier, { reason }));
	}

	await checkCap(item);
	const attempt = ledger.open(item.key, item.fingerprints);
	const verdict = await post(item);
	if (verdict.kind === 'done') {
		attempt.data = verdict.data as IDataObject;
		return attempt.data;
	}
	if (verdict.kind === 'unclear') {
		return await sendRun.runAlone(async () => await recover(item, attempt, verdict));
	}
	ledger.remove(item.key, attempt);
	if (verdict.kind === 'refused') throw refusalError(verdict, NOTHING_WAS_SENT, item);
	throw apiError(
		`The message was not sent: ${verdict.reason}`,
		[NOTHING_WAS_SENT, 'Check the Base URL of the credential and the network, then run it again.'],
		{},
		item,
	);
}

/** `POST /api/send`. An answer that says done but names no outbox ID leaves the outcome open. */
async function post({ context, connection, request: body }: Item): Promise<Verdict> {
	const verdict = await request(
		context,
		{ ...connection, timeout: connection.timeout || SEND_TIMEOUT },
		{ method: 'POST', url: '/api/send', body },
	);
	if (verdict.kind === 'done' && outboxIds(verdict.data).length === 0) {
		const reason = 'the answer names no outbox ID';
		return { kind: 'unclear', reason, statusCode: 200, body: verdict };
	}
	return verdict;
}

/** Looks in the outbox for a message whose answer was lost. */
async function recover(
	item: Item,
	attempt: Attempt,
	lost: { reason: string; statusCode?: number; body?: unknown },
): Promise<IDataObject> {
	const { context, connection, campaign, request: sendRequest } = item;
	const verdict = await read(context, connection, outboxQuery(sendRequest, attempt));
	let finding = 'The outbox could not be read, so it was not possible to tell.';
	if (verdict.kind === 'done') {
		const reports = (Array.isArray(verdict.data) ? verdict.data : []) as OutboxReport[];
		const id = findInOutbox(reports, sendRequest, attempt, campaign.ledger.all());
		if (id !== undefined) {
			attempt.data = { message_outbox_ids: [id] };
			return attempt.data;
		}
		finding = 'The outbox holds no message that is certainly this one.';
	}
	throw unknownOutcomeError(lost.reason, finding, sendRequest, attempt, lost, item);
}

/** Refuses an item with more recipients than `options.maxRecipients`, counting who is not numbered. */
async function checkCap(item: Item): Promise<void> {
	const { maxRecipients } = item.options;
	if (maxRecipients === undefined) return;

	let recipients = 0;
	for (const audience of item.request.params) {
		recipients += givenSize(audience) ?? (await countEveryone(item, audience)).total;
	}
	if (recipients > maxRecipients) {
		throw new InvalidInput(
			`${recipients} recipients are more than the ${maxRecipients} that Max Recipients allows`,
			`${NOTHING_WAS_SENT} Choose fewer recipients, or raise Max Recipients in the options.`,
		);
	}
}

async function countEveryone(item: Item, audience: Audience): Promise<RecipientCount> {
	const verdict = await read(item.context, item.connection, countQuery(audience));
	return readCount(answerOf(verdict, item, NOT_COUNTED).data, NOT_COUNTED);
}
