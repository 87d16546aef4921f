import type { IDataObject } from 'n8n-workflow';
import { reportOf } from '../../shared/api/endpoints';
import type { Field } from '../../shared/form/field';
import { readSenderFilter } from '../../shared/form/sender';
import { hasEnded, REJECTED, simplifyReport, stateOf } from '../../shared/reports/report';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isOfLine } from '../../shared/terms/numbers';
import { byId, LATEST_PAGES, type Api, type Entry, type News, type TriggerEvent } from './event';
import { isOpen, marksOf, memoryAfter, type Memory } from './marks';
import { askSingly, pagesOf, listBack, listInProgress } from './outbox';

/**
 * The event that a message reached an end.
 *
 * @throws InvalidInput when *Sender Number* is none
 */
export function messageFinished(field: Field): TriggerEvent<Memory> {
	const isFromLine = isOfLine(field('fromNumber', (line) => readSenderFilter(line, LABELS.sender)));
	const states = field('states', (chosen) => [chosen ?? []].flat().map(Number));
	const isWanted = ([, report]: Entry) =>
		hasEnded(report) &&
		isFromLine(report) &&
		(states.length === 0 || states.some((state) => state === stateOf(report)));

	async function news(api: Api, memory: Memory | undefined): Promise<News<Memory>> {
		const marks = marksOf(memory);
		const listed = await listBack(api, marks);
		const asked = await askSingly(api, marks, listed);
		const onTheWay = marks.isFirst ? await listInProgress(api) : [];
		const seen = new Map([...listed, ...asked.reports, ...onTheWay]);

		const open = [...seen].filter(([id]) => isOpen(marks, id));
		const followed = open.filter(([, report]) => !hasEnded(report) && isFromLine(report));
		const unseen = [...marks.followed].filter((id) => !seen.has(id) && !asked.gone.has(id));
		const ended = marks.isFirst ? [] : open.filter(isWanted).sort(byId);
		return {
			found: await reportsOf(api, ended),
			memory: memoryAfter(
				marks,
				seen,
				new Set([...unseen, ...followed.map(([id]) => id)]),
				asked.turn,
			),
		};
	}

	async function latest(api: Api) {
		let page = 0;
		for await (const entries of pagesOf(api)) {
			const last = entries.filter(isWanted).sort(byId).slice(-1);
			if (last.length > 0) return (await reportsOf(api, last))[0];
			if (++page === LATEST_PAGES) break;
		}
		return undefined;
	}

	return {
		news,
		latest,
		nothingYet: {
			title: 'There is no finished message to show yet',
			advice: `Send a message and wait until it has gone out, then execute this step again. If there should be one, check ${quoted(LABELS.sender)} and ${quoted(LABELS.states)}.`,
		},
	};
}

/** The reports as Message > Get gives them: why a message was rejected does not stand in the list. */
async function reportsOf(api: Api, entries: Entry[]) {
	const reports: IDataObject[] = [];
	for (const [id, report] of entries) {
		const isComplete = stateOf(report) !== REJECTED || report.reject_comment !== undefined;
		reports.push(isComplete ? report : ((await api.find(reportOf(String(id)))) ?? report));
	}
	return reports.map(simplifyReport);
}
