import type { ApiRequest } from './request';

/** The main job categories. */
export const MAIN_CATEGORIES: ApiRequest = { method: 'GET', url: '/api/send/jobs/categories' };

/** The sender numbers of the account; paged by `page` and `per_page`. */
export const SENDER_NUMBERS: ApiRequest = { method: 'GET', url: '/api/number/numbers' };

/** What the account has left to spend. */
export const CREDIT: ApiRequest = { method: 'GET', url: '/api/payment/credit/mine' };

/** The sub categories of a main category. */
export function subCategoriesOf(main_category_id: number): ApiRequest {
	return { method: 'GET', url: '/api/send/jobs/sub-categories', qs: { main_category_id } };
}
