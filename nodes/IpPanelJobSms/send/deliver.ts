import { NodeOperationError, type IDataObject } from 'n8n-workflow';
import { answerOf } from '../api/answer';
import type { Connection } from '../api/connection';
import { apiError, refusalError } from '../api/errors';
import type { Verdict } from '../api/reply';
import { read, request } from '../api/request';
import { InvalidInput } from '../form/invalidInput';
import type { Audience } from '../form/request';
import { countQuery, givenSize, readCount, type RecipientCount } from '../read/recipients';
import { outboxIds, rememberAccepted } from './outbox';
import { findLost, recover } from './recover';
import { EARLIER_ATTEMPT, NOT_COUNTED, NOTHING_WAS_SENT } from './sendErrors';
import type { SendItem } from './sendRun';

/** How long a bulk send may take to be accepted, in milliseconds, unless the person sets a time. */
const SEND_TIMEOUT = 120_000;

/**
 * Sends an item's message, unless an earlier attempt is open: then the outbox must tell what became of
 * it, before any other item leaves.
 *
 * @param connect tells how to reach the API
 * @returns the `data` of the API's answer
 * @throws ItemError when it was refused, or when nobody knows whether it went out
 */
export async function deliver(
	item: Omit<SendItem, 'connection'>,
	connect: () => Promise<Connection>,
): Promise<IDataObject> {
	const earlier = item.run.ledger.find(item.key, item.fingerprints);
	if (earlier?.data) return earlier.data;
	if (!earlier) return await send({ ...item, connection: await connect() });

	return await item.queue.runAlone(
		async () =>
			await recover({ ...item, connection: await connect() }, earlier, { reason: EARLIER_ATTEMPT }),
	);
}

async function send(item: SendItem): Promise<IDataObject> {
	const { queue, run } = item;
	const { ledger } = run;
	const found = await findLost(item);
	if (found) return found;

	await checkCap(item);
	refuseIfStopped(item);
	const attempt = ledger.open(item.key, item.fingerprints);
	const verdict = await post(item);
	if (verdict.kind === 'done') {
		attempt.data = verdict.data as IDataObject;
		rememberAccepted(item.connection.baseUrl, attempt.data);
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
async function post({ context, connection, request: body }: SendItem): Promise<Verdict> {
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

/** The person may have stopped the execution while the outbox was read or recipients were counted. */
function refuseIfStopped({ context, node, itemIndex }: SendItem): void {
	if (!context.getExecutionCancelSignal()?.aborted) return;
	throw new NodeOperationError(node, 'Not sent, because the execution was stopped', { itemIndex });
}

/** Refuses an item with more recipients than `options.maxRecipients`, counting who is not numbered. */
async function checkCap(item: SendItem): Promise<void> {
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

async function countEveryone(item: SendItem, audience: Audience): Promise<RecipientCount> {
	const verdict = await read(item.context, item.connection, countQuery(audience));
	return readCount(answerOf(verdict, item, NOT_COUNTED).data, NOT_COUNTED);
}
