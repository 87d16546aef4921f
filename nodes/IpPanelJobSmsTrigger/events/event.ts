import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../../shared/api/answer';
import type { ApiRequest } from '../../shared/api/endpoints';

/** Makes the requests of a poll. They throw n8n's errors. */
export interface Api {
	getList: (request: ApiRequest) => Promise<Answer<IDataObject[]>>;
	/** The same, for a filter that the API need not know: what it refuses as invalid is an empty list. */
	getFilteredList: (request: ApiRequest) => Promise<Answer<IDataObject[]>>;
	/** Undefined where the API says that there is no such thing. */
	find: (request: ApiRequest) => Promise<IDataObject | undefined>;
}

/** What a poll found, the oldest first, and what to remember until the next one. */
export interface News<Memory> {
	found: IDataObject[];
	memory: Memory;
}

/** Something that starts the workflow. Its methods change nothing that they are given. */
export interface TriggerEvent<Memory extends IDataObject = IDataObject> {
	/**
	 * What came since the last poll.
	 *
	 * @param memory of the last poll; undefined: this is the first one, which only begins
	 */
	news(api: Api, memory: Memory | undefined): Promise<News<Memory>>;
	/** The latest one there is, whether it was reported or not. */
	latest(api: Api): Promise<IDataObject | undefined>;
	/** What to tell a person where there is none yet. */
	nothingYet: { title: string; advice: string };
}

/** An entry of inbox or outbox with its ID. */
export type Entry = [id: bigint, entry: IDataObject];

/** So many pages are looked through for the latest one. */
export const LATEST_PAGES = 10;

/** Puts IDs into their order. */
export function byId([one]: Entry, [other]: Entry): number {
	return one < other ? -1 : Number(one > other);
}
