import { outboxPage, reportOf } from '../../shared/api/endpoints';
import { unseenPages } from '../../shared/api/pages';
import { hasEnded, IN_PROGRESS } from '../../shared/reports/report';
import type { Api, Entry } from './event';
import { isYoung, newestOf, secondsOf, type Marks, type Seen } from './marks';

/** So many followed messages are asked for one by one in one poll; more of them are looked for in the list. */
const ASKED_SINGLY = 20;

/** So many pages beyond the new ones are looked through for messages that are followed. */
const EXTRA_PAGES = 50;

/** The outbox page by page, each entry once. */
export function pagesOf(api: Api): AsyncGenerator<Entry[]> {
	return unseenPages('messages_outbox_id', async (page, pageSize) =>
		api.getList(outboxPage(page, pageSize)),
	);
}

/**
 * Reads the outbox back to where everything is known, and somewhat further for messages that are followed.
 * How the API sorts it is documented nowhere: where it is not evidently the newest first, all of it is read.
 */
export async function listBack(api: Api, { isFirst, floor, followed }: Marks): Promise<Seen> {
	const seen: Seen = new Map();
	const missing = new Set(followed);
	let lowest: bigint | undefined;
	let oldest = Infinity;
	let isNewestFirst = true;
	let isBack = false;
	let extraPages = 0;
	for await (const entries of pagesOf(api)) {
		for (const [id, report] of entries) {
			isNewestFirst &&= lowest === undefined || id < lowest || secondsOf(report) <= oldest;
			lowest = lowest === undefined || id < lowest ? id : lowest;
			oldest = Math.min(oldest, secondsOf(report) || Infinity);
			seen.set(id, report);
			missing.delete(id);
		}
		const newest = newestOf(seen.values());
		isBack ||= entries.some(([id, report]) => (isFirst ? !isYoung(report, newest) : id <= floor));
		if (!isBack || !isNewestFirst) continue;
		const mayComeUp = [...missing].some((id) => lowest === undefined || id < lowest);
		if (missing.size <= ASKED_SINGLY || !mayComeUp || ++extraPages > EXTRA_PAGES) break;
	}
	return seen;
}

/** The messages that are on their way, however old they are. */
export async function listInProgress(api: Api): Promise<Seen> {
	const found: Seen = new Map();
	for (const state_id of IN_PROGRESS) {
		const pages = unseenPages('messages_outbox_id', async (page, pageSize) =>
			api.getFilteredList(outboxPage(page, pageSize, { state_id })),
		);
		for await (const entries of pages) {
			const onTheWay = entries.filter(([, report]) => !hasEnded(report));
			for (const [id, report] of onTheWay) found.set(id, report);
			// A server that does not know the filter would give the whole outbox.
			if (entries.length > 0 && onTheWay.length === 0) break;
		}
	}
	return found;
}

/** What the API said of messages one by one. */
interface Asked {
	reports: Seen;
	/** Those that it does not have any more. */
	gone: Set<bigint>;
	/** The last one that was asked for. */
	turn: bigint;
}

/** Asks for messages that are followed and were not in the list, each poll for the next ones in turn. */
export async function askSingly(api: Api, { followed, turn }: Marks, seen: Seen): Promise<Asked> {
	const missing = [...followed].filter((id) => !seen.has(id));
	const inTurn = [...missing.filter((id) => id > turn), ...missing.filter((id) => id <= turn)];
	const asked: Asked = { reports: new Map(), gone: new Set(), turn };
	for (const id of inTurn.slice(0, ASKED_SINGLY)) {
		const report = await api.find(reportOf(String(id)));
		if (report) asked.reports.set(id, report);
		else asked.gone.add(id);
		asked.turn = id;
	}
	return asked;
}
