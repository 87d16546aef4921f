import type { IDataObject } from 'n8n-workflow';
import { idText } from '../../shared/terms/ids';
import { toAsciiDigits, toNumber } from '../../shared/terms/values';
import { comparableText } from './comparable';

/** One message as the outbox shows it (`POST /api/report/new_list`); what can't be read is undefined. */
export interface Sighting {
	/** Digits, without loss where the API gives text. */
	id?: string;
	number?: string;
	/** As `comparableText` gives it; undefined where no letter can be read. */
	text?: string;
	/** What stands between what may be masks or lost letters, the first before any; all of it where there is none. */
	pieces: string[];
	/** True where dots at its end say that it goes on. */
	isCut: boolean;
	/** When it was made, in milliseconds since 1970 by the API's clock. */
	time?: number;
	/** Undefined also while the message is being created. */
	recipients?: number;
	/** The report itself, for error texts. */
	report: IDataObject;
}

/** Masks, and what is left of characters that a database could not keep. A person may write them, too. */
const MASK = /\*\*|••|\ufffd|\?{3}/;

/** Where there is one, each of these may stand for a letter. */
const HIDDEN = /[*•?\ufffd]+/;

/** True for a text of which something may be hidden, or that was written like one. */
export function mayBeMasked(text: string): boolean {
	return MASK.test(text);
}

const GOES_ON = /(?:…|\.\.)\s*$/;

/** Reads a report, believing nothing. */
export function toSighting(report: IDataObject): Sighting {
	const { messages_outbox_id, number, message, time, rcpts_count } = report;
	const shown = typeof message === 'string' ? message : '';
	const text = comparableText(shown) || undefined;
	const recipients = Number(toNumber(rcpts_count));
	return {
		id: idText(messages_outbox_id),
		number: toNumberText(number),
		text,
		pieces: (mayBeMasked(shown) ? shown.split(HIDDEN) : [shown]).map(comparableText),
		isCut: GOES_ON.test(shown),
		time: toMilliseconds(time),
		recipients: recipients > 0 ? recipients : undefined,
		report,
	};
}

/** True where not all of the text can be read for sure. */
export function isMasked({ text, pieces }: Sighting): boolean {
	return text === undefined || pieces.length > 1;
}

function toNumberText(number: unknown): string | undefined {
	const text = typeof number === 'number' || typeof number === 'string' ? String(number) : '';
	return /[a-z0-9۰-۹٠-٩]/i.test(text) && !text.includes('*') ? text : undefined;
}

/** Unix seconds or milliseconds, as number or text, or ISO 8601 with a time zone. */
function toMilliseconds(time: unknown): number | undefined {
	const value = typeof time === 'string' ? toAsciiDigits(time.trim()) : time;
	const number = Number(toNumber(value));
	if (number > 1e9 && number < 1e11) return number * 1000;
	if (number > 1e12 && number < 1e14) return number;
	if (typeof value !== 'string' || !/^\d{4}-.*(?:Z|[+-]\d\d:?\d\d)$/.test(value)) return undefined;
	const parsed = Date.parse(value);
	return Number.isNaN(parsed) ? undefined : parsed;
}
