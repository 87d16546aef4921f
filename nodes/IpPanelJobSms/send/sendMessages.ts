import type { IDataObject } from 'n8n-workflow';
import type { Item, NodeRun } from '../items/nodeRun';
import { inOrder, type Turn } from '../items/itemsOperation';
import { checkItems, Outcomes } from '../items/outcomes';
import { outboxIds, type Attempt } from './ledger';
import { lookBack, toLost, type LostMessage } from './lookBack';
import { findSameMessages, readMessage, type Message } from './message';
import { checkCap, post, refuseIfBeingSent, refuseIfStopped } from './post';
import { rememberOwner, whileHeld } from './processMemory';
import { findRepeats, weighTooMany } from './repeats';
import {
	addSummary,
	earlierAttempt,
	nothingSent,
	notSentError,
	refusedError,
	unknownOutcomeError,
	type LostAnswer,
} from './sendErrors';
import { connectSending, sendingOf, type ConnectedSending, type Sending } from './sending';

/** Message > Send: sends the messages of all items, each once. */
export async function sendMessages(run: NodeRun, turn: Turn): Promise<Outcomes> {
	const sending = sendingOf(run);
	const outcomes = new Outcomes(run);
	const read = (item: Item) => readMessage(item, sending);
	const messages = checkItems(run, outcomes, read, ({ index }) => nothingSent(sending, index));
	sending.words = messages.map(({ fingerprints }) => fingerprints.words);
	for (const { fingerprints } of messages) sending.requests.add(fingerprints.request);
	const { chain, ownChain } = sending.origin;
	const delivery = new Delivery(sending, turn, outcomes);
	const hasLookedBack = await whileHeld([chain, ownChain], () => delivery.deliver(messages));
	sending.end();
	addSummary(outcomes, run.items.length, sending, hasLookedBack);
	return outcomes;
}

/** A message of which no answer is known, and why. */
type Unanswered = LostMessage & { answer: LostAnswer };

/** The way of the messages of one try: look whether they went out before, send, judge, remember. */
class Delivery {
	/** Messages of which this try got no clear answer, until the outbox is asked. */
	private readonly unclear: Array<Unanswered> = [];

	constructor(
		private readonly sending: Sending,
		private readonly turn: Turn,
		private readonly outcomes: Outcomes,
	) {}

	/** @returns whether it was asked of all items if they went out before */
	async deliver(messages: Message[]): Promise<boolean> {
		const unanswered = messages.filter((message) => !this.answerFromLedger(message));
		for (const [{ item }, error] of findSameMessages(messages)) {
			if (this.outcomes.of(item.index).kind === 'skipped') this.outcomes.failed(item, error);
		}
		const waiting = this.skipped(unanswered);
		if (waiting.length === 0 || this.outcomes.mustStop) return false;
		let hasLookedBack = false;
		try {
			const sending = await connectSending(this.sending);
			await this.settle(this.mayHaveGoneOut(waiting), sending);
			hasLookedBack = true;
			await this.refuseRepeats(this.skipped(waiting), sending);
			await this.sendAll(this.skipped(waiting), sending);
		} catch (error) {
			for (const { item } of this.skipped(waiting)) {
				this.outcomes.failed(item, error, nothingSent(this.sending, item.index));
				if (this.outcomes.mustStop) break;
			}
		}
		return hasLookedBack;
	}

	private skipped(messages: Message[]): Message[] {
		return messages.filter(({ itemIndex }) => this.outcomes.of(itemIndex).kind === 'skipped');
	}

	private mayGoOn(): boolean {
		return !this.outcomes.mustStop && !this.turn.isOver();
	}

	private answerFromLedger({ item, key, fingerprints }: Message): boolean {
		const earlier = this.sending.ledger.find(key, fingerprints);
		if (!earlier?.data) return false;
		this.sending.ledger.keep(key, earlier);
		this.outcomes.done(item, [earlier.data]);
		return true;
	}

	/** The messages that an earlier attempt or execution may have sent. */
	private mayHaveGoneOut(messages: Message[]): Array<Unanswered> {
		const { ledger, origin, calledBefore } = this.sending;
		const lostBefore = calledBefore.attempts().filter(({ until, data }) => until && !data);
		return messages.flatMap((message) => {
			const { key, fingerprints } = message;
			const attempt =
				ledger.find(key, fingerprints) ??
				lostBefore.find(({ request }) => request === fingerprints.request);
			if (!attempt && !origin.repeats) return [];
			const lost = toLost(message, attempt, this.sending);
			return [{ ...lost, answer: { reason: earlierAttempt(attempt, origin) } }];
		});
	}

	/** Asks the outbox what became of messages, while nothing is in flight. */
	private async settle(lost: Array<Unanswered>, sending: ConnectedSending): Promise<void> {
		if (lost.length === 0) return;
		const { ledger, origin } = sending;
		const findings = await lookBack(lost, sending);
		for (const one of lost) {
			const { message, attempt, answer } = one;
			const finding = findings.get(one)!;
			if (finding.kind === 'found') {
				this.accept(message, ledger.answer(message, finding.data, attempt), sending);
			} else if (finding.kind === 'unknown') {
				// What only this process remembers has to be known to the retries of this one.
				if (attempt) ledger.keep(message.key, attempt);
				// What a caller's retry calls has no ledger but its own.
				const staysOpen = attempt !== undefined && origin.parent === undefined;
				this.outcomes.failed(
					message.item,
					unknownOutcomeError(answer, finding.why, one, staysOpen, message),
				);
			}
		}
	}

	private async refuseRepeats(messages: Message[], sending: ConnectedSending): Promise<void> {
		if (!this.mayGoOn()) return;
		for (const [{ item }, error] of await findRepeats(messages, sending)) {
			this.outcomes.failed(item, error);
		}
	}

	/** Sends in the order of the items; when an answer is not clear, the outbox is asked before the next. */
	private async sendAll(waiting: Message[], sending: ConnectedSending): Promise<void> {
		const concurrency = waiting[0]?.options.concurrency ?? 1;
		const mayGoOn = () => this.mayGoOn() && this.unclear.length === 0;
		while (waiting.length > 0 && this.mayGoOn()) {
			await inOrder(waiting, concurrency, mayGoOn, async (message) => {
				await this.turn.comes(message.itemIndex);
				if (!mayGoOn()) {
					waiting.push(message);
					waiting.sort((one, other) => one.itemIndex - other.itemIndex);
					return;
				}
				try {
					await this.send(message, sending);
				} catch (error) {
					this.outcomes.failed(message.item, error);
				}
			});
			await this.settle(this.unclear.splice(0), sending);
		}
	}

	/** @throws ItemError when nothing was sent for the item */
	private async send(message: Message, sending: ConnectedSending): Promise<void> {
		const { connection, ledger } = sending;
		await checkCap(message, connection);
		refuseIfStopped(message, this.turn.isOver());
		// Another execution in this process may have come first; nothing is awaited from here to the request.
		if (this.answerFromLedger(message)) return;
		refuseIfBeingSent(message, sending);
		const attempt = ledger.open(message.key, message.fingerprints);
		const answer = await post(message, attempt, connection);
		const verdict = await weighTooMany(answer, message, attempt, sending);
		if (verdict.kind === 'done') {
			attempt.data = verdict.data as IDataObject;
			this.accept(message, attempt, sending);
			return;
		}
		if (verdict.kind === 'unclear') {
			Object.assign(attempt, { until: Date.now(), lost: verdict.reason });
			this.unclear.push({ ...toLost(message, attempt, sending), answer: verdict });
			return;
		}
		ledger.remove(message.key, attempt);
		if (verdict.kind === 'notSent') throw notSentError(verdict.reason, message);
		throw refusedError(verdict, message, sending);
	}

	private accept(message: Message, { data }: Attempt, sending: ConnectedSending): void {
		const { chain, parent, beginning } = sending.origin;
		const { request } = message.fingerprints;
		const owner = { isAnswer: !data?.found_in_outbox, chain, parent, beginning, request };
		for (const id of outboxIds(data)) rememberOwner(sending.connection.baseUrl, id, owner);
		this.outcomes.done(message.item, [data!]);
	}
}
