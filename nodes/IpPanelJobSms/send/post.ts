import { NodeOperationError } from 'n8n-workflow';
import { answerOf } from '../../shared/api/answer';
import type { Connection } from '../../shared/api/connection';
import { sendJob } from '../../shared/api/endpoints';
import type { Verdict } from '../../shared/api/verdict';
import { query, request } from '../../shared/api/request';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { countQuery, givenSize, readCount } from '../costs/recipients';
import { namesOutboxIds, outboxIds, type Attempt } from './ledger';
import { toLost } from './lookBack';
import type { Message } from './message';
import type { Sending } from './sending';
import { rememberUnanswered } from './processMemory';
import { NOT_COUNTED, NOTHING_WAS_SENT, unknownOutcomeError } from './sendErrors';

/** How long a bulk send may take to be accepted, in milliseconds, unless the person sets a time. */
const SEND_TIMEOUT = 120_000;

/** `POST /api/send`, once, and known to the whole process until its outcome is. */
export async function post(
	message: Message,
	attempt: Attempt,
	connection: Connection,
): Promise<Verdict> {
	const { words } = message.fingerprints;
	const forget = rememberUnanswered(connection.baseUrl, words, attempt);
	const verdict = await postOnce(message, connection);
	if (verdict.kind !== 'unclear') forget();
	return verdict;
}

/**
 * An answer that says done but names no usable outbox ID leaves the outcome open, and so does a refusal that
 * names some: it contradicts itself.
 */
async function postOnce(
	{ item, request: body }: Message,
	connection: Connection,
): Promise<Verdict> {
	const timeout = connection.timeout ?? SEND_TIMEOUT;
	const verdict = await request(item.context, connection, sendJob(body), timeout);
	if (verdict.kind === 'done' && outboxIds(verdict.data).length === 0) {
		const reason = 'the answer names no outbox ID';
		return { kind: 'unclear', reason, statusCode: 200, body: verdict };
	}
	if (verdict.kind === 'refused' && namesOutboxIds(verdict.body)) {
		const reason = 'the API refused it, but its answer names an outbox ID';
		return { kind: 'unclear', reason, statusCode: verdict.statusCode, body: verdict.body };
	}
	return verdict;
}

/**
 * Refuses an item with more recipients than `options.maxRecipients`, counting who is not numbered.
 *
 * @throws InvalidInput above the cap; NodeApiError or UnusableAnswer when the recipients can't be counted
 */
export async function checkCap(message: Message, connection: Connection): Promise<void> {
	const { options, item } = message;
	const { maxRecipients } = options;
	if (maxRecipients === undefined) return;

	let recipients = 0;
	for (const audience of message.request.params) {
		const given = givenSize(audience);
		if (given !== undefined) recipients += given;
		else {
			const verdict = await query(item.context, connection, countQuery(audience));
			const { data } = answerOf(verdict, message, NOT_COUNTED);
			recipients += readCount(data, NOT_COUNTED).total;
		}
	}
	if (recipients > maxRecipients) {
		throw new InvalidInput(
			`${recipients} recipients are more than the ${maxRecipients} that ${quoted(LABELS.maxRecipients)} allows`,
			`${NOTHING_WAS_SENT} Choose fewer recipients, or raise ${quoted(LABELS.maxRecipients)} in the options.`,
		);
	}
}

/**
 * The person may have stopped the execution while the outbox was read or recipients were counted.
 *
 * @throws NodeOperationError when that has happened
 */
export function refuseIfStopped({ item, node, itemIndex }: Message, isOver: boolean): void {
	if (!isOver && !item.context.getExecutionCancelSignal()?.aborted) return;
	throw new NodeOperationError(node, 'Not sent, because the execution was stopped', { itemIndex });
}

/**
 * A person may press *Retry* twice at once.
 *
 * @throws InvalidInput when another retry of the same execution is sending this message; NodeApiError when another
 *   call has sent it that may have been this one
 */
export function refuseIfBeingSent(message: Message, sending: Sending): void {
	const { key, fingerprints } = message;
	const { ledger, calledBefore } = sending;
	const isSame = ({ request }: Attempt) => request === fingerprints.request;
	const beside = calledBefore.attempts().find(isSame);
	if (!ledger.find(key, fingerprints) && !beside) return;
	if (beside?.data) {
		const reason = 'a call before this one, which may have been the same, has sent it';
		const why = `it was accepted as ${outboxIds(beside.data).join(', ')}`;
		throw unknownOutcomeError({ reason }, why, toLost(message, undefined, sending), false, message);
	}
	throw new InvalidInput(
		'Another retry of the same execution is sending this message at this moment',
		`${NOTHING_WAS_SENT} Wait for the other one to end. A retry after that gives its outbox ID.`,
	);
}
