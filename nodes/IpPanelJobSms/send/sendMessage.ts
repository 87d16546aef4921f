import type { DeclarativeRestApiSettings, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { answerOf } from '../api/answer';
import { isLastPage } from '../api/pages';
import { itemConnection, type Connection } from '../api/connection';
import { apiError, refusalError, type ErrorContext } from '../api/errors';
import type { Verdict } from '../api/reply';
import { read, request } from '../api/request';
import { InvalidInput } from '../form/invalidInput';
import { readSendRequest } from '../form/readSendRequest';
import type { Audience, SendRequest } from '../form/request';
import { nodeRunOf, readField, type ItemContext, type NodeRun } from '../items/nodeRun';
import type { ItemQueue } from '../items/itemQueue';
import { queueOf, runItem } from '../items/runItem';
import { fingerprint, Ledger, type Attempt, type Fingerprints } from './ledger';
import {
	findInOutbox,
	OUTBOX_PAGE_SIZE,
	outboxIds,
	outboxQuery,
	type OutboxReport,
} from './outbox';
import { countQuery, givenSize, readCount, type RecipientCount } from '../read/recipients';
import { NOT_COUNTED, NOTHING_WAS_SENT, unknownOutcomeError, withSummary } from './sendErrors';
import { readSendOptions, type SendOptions } from './sendOptions';

/** How long a bulk send may take to be accepted, in milliseconds, unless the person sets a time. */
const SEND_TIMEOUT = 120_000;

/** The fields that make a message what it is. */
const FORM_FIELDS = ['fromNumber', 'message', 'specifyAudiences', 'audiences', 'audiencesJson'];

/** One item on its way. */
interface Item extends ErrorContext {
	context: ItemContext;
	queue: ItemQueue;
	ledger: Ledger;
	connection: Connection;
	request: SendRequest;
	options: SendOptions;
	/** The item's place in the ledger. */
	key: string;
	fingerprints: Fingerprints;
}

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
	const run = nodeRunOf(this);
	const itemIndex = this.getItemIndex();
	const queue = queueOf(this, run, () => concurrencyOf(this, run));
	return await runItem(this, run, queue, {
		prepare: () => {
			const sendRequest = readSendRequest(this, run);
			const item = {
				node: run.node,
				itemIndex,
				context: this,
				queue,
				ledger: new Ledger(this.getContext('node') as IDataObject),
				request: sendRequest,
				options: readField(this, run, 'options', readSendOptions),
				key: `${run.runIndex}:${itemIndex}`,
				fingerprints: fingerprintsOf(sendRequest, run),
			};
			return async () => {
				const connection = await itemConnection(this, run, requestData);
				return [await deliver({ ...item, connection, token: connection.token })];
			};
		},
		complete: (error) => withSummary(error, queue, run.itemCount),
	});
}

/** The first item's setting holds for all. Where it is wrong, that item fails when it is prepared. */
function concurrencyOf(context: ItemContext, run: NodeRun): number {
	try {
		return readField(context, run, 'options', readSendOptions).concurrency;
	} catch {
		return 1;
	}
}

function fingerprintsOf(sendRequest: SendRequest, run: NodeRun): Fingerprints {
	run.form ??= fingerprint(FORM_FIELDS.map((name) => run.node.parameters[name] ?? null));
	return {
		request: fingerprint(sendRequest),
		form: run.form,
		text: fingerprint([sendRequest.from_number, sendRequest.message]),
	};
}

/**
 * Sends an item's message, unless an earlier try did.
 *
 * @returns the `data` of the API's answer
 * @throws ItemError when it was refused, or when nobody knows whether it went out
 */
async function deliver(item: Item): Promise<IDataObject> {
	const { ledger, queue } = item;
	const earlier = ledger.find(item.key, item.fingerprints);
	if (earlier?.data) return earlier.data;
	if (earlier) {
		const reason = 'an earlier attempt got no answer';
		return await queue.runAlone(async () => await recover(item, earlier, { reason }));
	}

	await checkCap(item);
	const attempt = ledger.open(item.key, item.fingerprints);
	const verdict = await post(item);
	if (verdict.kind === 'done') {
		attempt.data = verdict.data as IDataObject;
		return attempt.data;
	}
	if (verdict.kind === 'unclear') {
		return await queue.runAlone(async () => await recover(item, attempt, verdict));
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
	const { context, connection, ledger, request: sendRequest } = item;
	const verdict = await read(context, connection, outboxQuery(sendRequest, attempt));
	let finding = 'The outbox could not be read, so it was not possible to tell.';
	if (verdict.kind === 'done') {
		const reports = (Array.isArray(verdict.data) ? verdict.data : []) as OutboxReport[];
		const isComplete = isLastPage(1, OUTBOX_PAGE_SIZE, reports.length, verdict.meta);
		const id = isComplete && findInOutbox(reports, sendRequest, attempt, ledger.all());
		if (id) {
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
