import { tryToParseDateTime, type IDataObject } from 'n8n-workflow';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { readSender } from '../../shared/form/sender';
import { isEmpty, locatorValue, show, toInteger } from '../../shared/terms/values';

/**
 * Reads the filters of Message > Get Many into the API's own. A filter that is empty is left out, as
 * the API asks for.
 *
 * @param timezone the workflow's, for times without one
 * @throws InvalidInput naming the filter that can't be used
 */
export function readReportFilters(value: unknown, timezone: string): IDataObject {
	const seconds = (label: string) => (time: unknown) => toUnixSeconds(time, label, timezone);
	const integer = (label: string) => (number: unknown) => toInteger(number, label, 0);
	const readers: Record<string, [apiName: string, read: (value: unknown) => unknown]> = {
		fromNumber: ['number', readSender],
		message: ['message', String],
		state: ['state_id', integer(LABELS.state)],
		createdAfter: ['create_from_date', seconds(LABELS.createdAfter)],
		createdBefore: ['create_to_date', seconds(LABELS.createdBefore)],
		sentAfter: ['send_from_date', seconds(LABELS.sentAfter)],
		sentBefore: ['send_to_date', seconds(LABELS.sentBefore)],
		recipientsFrom: ['from_exit_count', integer(LABELS.recipientsFrom)],
		recipientsTo: ['to_exit_count', integer(LABELS.recipientsTo)],
	};
	const filters = (value ?? {}) as IDataObject;
	return Object.fromEntries(
		Object.entries(readers).flatMap(([name, [apiName, read]]) => {
			const filter = locatorValue(filters[name]);
			return isEmpty(filter) ? [] : [[apiName, read(filter)]];
		}),
	) as IDataObject;
}

function toUnixSeconds(time: unknown, label: string, timezone: string): string {
	const seconds = parseTime(time, timezone);
	if (seconds === undefined) {
		throw new InvalidInput(
			`${quoted(label)} is not a time: ${show(time)}`,
			'Choose a time, or give one like 2026-03-21T08:00:00.',
		);
	}
	return String(seconds);
}

function parseTime(time: unknown, timezone: string): number | undefined {
	try {
		return Math.floor(tryToParseDateTime(time, timezone).toSeconds());
	} catch {
		return undefined;
	}
}
