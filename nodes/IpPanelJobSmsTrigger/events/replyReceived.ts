import { inboxPage } from '../../shared/api/endpoints';
import { unseenPages } from '../../shared/api/pages';
import type { Field } from '../../shared/form/field';
import { readSenderFilter } from '../../shared/form/sender';
import { simplifyReply } from '../../shared/reports/inbox';
import { fromId } from '../../shared/terms/ids';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isOfLine } from '../../shared/terms/numbers';
import { searchable } from '../../shared/terms/texts';
import { byId, LATEST_PAGES, type Api, type Entry, type News, type TriggerEvent } from './event';

/** The highest ID of the inbox at the last poll, in digits; `0`: it was empty. */
type Memory = { lastId: string };

/**
 * The event that a person answered.
 *
 * @throws InvalidInput when *To Number* is no sender number
 */
export function replyReceived(field: Field): TriggerEvent<Memory> {
	const isToLine = isOfLine(field('toNumber', (line) => readSenderFilter(line, LABELS.toNumber)));
	const part = field('options', (options) => (options as { contains?: unknown })?.contains);
	const wanted = searchable(String(part ?? ''));
	const isWanted = ([, reply]: Entry) =>
		isToLine(reply) && searchable(String(reply.message ?? '')).includes(wanted);

	async function news(api: Api, memory: Memory | undefined): Promise<News<Memory>> {
		const begin = memory ? BigInt(memory.lastId) : highest(await firstPage(api));
		const entries = await listAfter(api, begin);
		return {
			found: memory ? entries.filter(isWanted).map(([, reply]) => simplifyReply(reply)) : [],
			memory: { lastId: String(entries.at(-1)?.[0] ?? begin) },
		};
	}

	async function latest(api: Api) {
		let page = 0;
		for await (const entries of pagesAfter(api)) {
			// An inbox that lists the oldest first has newer ones behind the first page.
			const newer = page === 0 ? await listAfter(api, highest(entries)) : [];
			const last = [...entries, ...newer].filter(isWanted).sort(byId).at(-1);
			if (last) return simplifyReply(last[1]);
			if (++page === LATEST_PAGES) break;
		}
		return undefined;
	}

	return {
		news,
		latest,
		nothingYet: {
			title: 'There is no reply to show yet',
			advice: `Send a text to one of your lines, then execute this step again. If there should be one, check ${quoted(LABELS.toNumber)} and ${quoted(LABELS.contains)}.`,
		},
	};
}

/** @param lastId only what came after it; by default everything */
function pagesAfter(api: Api, lastId = 0n): AsyncGenerator<Entry[]> {
	const from = lastId > 0n ? fromId(lastId) : undefined;
	return unseenPages('messages_inbox_id', async (page, pageSize) =>
		api.getList(inboxPage(page, pageSize, from)),
	);
}

async function firstPage(api: Api): Promise<Entry[]> {
	for await (const entries of pagesAfter(api)) return entries;
	return [];
}

/**
 * All replies after the one with this ID, the oldest first. Where the inbox is not the newest first, one
 * that comes in while it is read may stand on a page that was read already: then it is read again, up to
 * the highest ID that was there before.
 */
async function listAfter(api: Api, lastId: bigint): Promise<Entry[]> {
	const { entries, isNewestFirst } = await listOnce(api, lastId);
	const end = highest(entries);
	const again = isNewestFirst ? [] : (await listOnce(api, lastId)).entries;
	return [...new Map([...entries, ...again])].filter(([id]) => id <= end).sort(byId);
}

async function listOnce(api: Api, lastId: bigint) {
	const entries: Entry[] = [];
	for await (const page of pagesAfter(api, lastId)) {
		entries.push(...page.filter(([id]) => id > lastId));
	}
	const isNewestFirst = entries.every(([id], index) => index === 0 || id < entries[index - 1][0]);
	return { entries, isNewestFirst };
}

function highest(entries: Entry[]): bigint {
	return entries.reduce((high, [id]) => (id > high ? id : high), 0n);
}
