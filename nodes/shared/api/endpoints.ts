import type { IDataObject } from 'n8n-workflow';

/** One request to an endpoint of the Edge API. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	/** The endpoint's path behind the base URL, e.g. `/api/send`. */
	url: string;
	qs?: IDataObject;
	body?: object;
}

/** Sends a message: it costs money and can't be undone. */
export function sendJob(body: object): ApiRequest {
	return { method: 'POST', url: '/api/send', body };
}

/** The main job categories. */
export const MAIN_CATEGORIES: ApiRequest = { method: 'GET', url: '/api/send/jobs/categories' };

/** The sub categories of a main category. */
export function subCategoriesOf(main_category_id: number): ApiRequest {
	return { method: 'GET', url: '/api/send/jobs/sub-categories', qs: { main_category_id } };
}

/** Counts the recipients of a category. */
export function numberCount(qs: IDataObject): ApiRequest {
	return { method: 'GET', url: '/api/send/jobs/number-count', qs };
}

/** The price of a text from a sender number, to one recipient, in Rial. */
export function calculatePrice(number: string, message: string): ApiRequest {
	return { method: 'POST', url: '/api/send/calculate-price', body: { number, message } };
}

/** What the account has left to spend, in Rial. */
export const CREDIT: ApiRequest = { method: 'GET', url: '/api/payment/credit/mine' };

/** The sender numbers of the account. */
export function senderNumbers(page: number, per_page: number): ApiRequest {
	return { method: 'GET', url: '/api/number/numbers', qs: { page, per_page } };
}

/** The report of one sent message. */
export function reportOf(messages_outbox_id: number | string): ApiRequest {
	return { method: 'GET', url: '/api/report/by_bulk', qs: { messages_outbox_id } };
}

/** The outbox: the reports of sent messages. */
export function outboxPage(page: number, limit: number, filters: IDataObject = {}): ApiRequest {
	return { method: 'POST', url: '/api/report/new_list', body: { page, limit, filters } };
}

/** Who got a sent message. */
export function recipientsOf(bulk_id: number, page: number, per_page: number): ApiRequest {
	return { method: 'GET', url: '/api/report/recipients', qs: { page, per_page, bulk_id } };
}

/** How many got a sent message. */
export function statisticsOf(bulk_id: number): ApiRequest {
	return { method: 'GET', url: '/api/report/bulk_stats', qs: { bulk_id } };
}

/**
 * What people sent to the account's lines.
 *
 * @param from_id only what came after the one with this ID
 */
export function inboxPage(page: number, per_page: number, from_id?: number | string): ApiRequest {
	const filters = from_id === undefined ? {} : { from_id };
	return { method: 'POST', url: '/api/report/messages-inbox', body: { page, per_page, filters } };
}

/**
 * @param address of an endpoint, e.g. where a redirect points
 * @returns the base URL in front of the path; undefined where the path is none of the API's
 */
export function baseUrlOf(address: string): string | undefined {
	return /^(.+)\/api\/(?:send|report|number|payment|acl)\b/.exec(address)?.[1];
}
