import type { ErrorContext } from '../../shared/api/errors';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { readSendRequest } from '../form/readSendRequest';
import type { SendRequest } from '../form/sendRequest';
import type { Item } from '../items/nodeRun';
import { comparableText } from '../outbox/comparable';
import { fingerprint, type Fingerprints } from './ledger';
import type { Sending } from './sending';
import { readSendOptions, type SendOptions } from './sendOptions';
import { NOTHING_WAS_SENT } from './sendErrors';

/** The message of one item, checked. */
export interface Message extends ErrorContext {
	item: Item;
	request: SendRequest;
	options: SendOptions;
	/** The item's place in the ledger. */
	key: string;
	fingerprints: Fingerprints;
	/** The text as the outbox may show it. */
	words: string;
}

/**
 * Reads and checks the form of one item.
 *
 * @throws InvalidInput for the first field that can't be sent
 */
export function readMessage(item: Item, { run, form, keyOf }: Sending): Message {
	const request = readSendRequest(item.field, run.node.parameters.audiences);
	const words = comparableText(request.message);
	return {
		node: run.node,
		itemIndex: item.index,
		item,
		request,
		options: item.field('options', readSendOptions),
		key: keyOf(item.index),
		words,
		fingerprints: { request: fingerprint(request), form, words: fingerprint(words) },
	};
}

/**
 * Finds the messages that say the same from the same sender to the same audiences as an earlier item's:
 * the same people would get it twice.
 *
 * @param messages in the order of their items
 * @returns each of them with its error
 */
export function findSameMessages(messages: Message[]): Array<[Message, InvalidInput]> {
	const first = new Map<string, Message>();
	return messages.flatMap((message): Array<[Message, InvalidInput]> => {
		const { request } = message.fingerprints;
		const earlier = first.get(request);
		if (!earlier) {
			first.set(request, message);
			return [];
		}
		const error = new InvalidInput(
			`Item ${message.itemIndex} is the same message as item ${earlier.itemIndex}`,
			`${NOTHING_WAS_SENT} Sender, text and audiences are equal, so the same people would get it twice. Remove one of the two items, for example with Remove Duplicates.`,
		);
		return [[message, error]];
	});
}
