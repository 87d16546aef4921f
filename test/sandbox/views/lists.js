/** Ways in which the outbox may give its list. */
const { refusal } = require('../envelope');

/** Messages that come in while somebody turns a page. */
const NEW_PER_PAGE = 3;

const DAY_MS = 24 * 3600 * 1000;

/** @type {Record<string, import('../views').View>} */
module.exports = {
	'list empty': { order: () => [], entry: () => null },
	'list null': { data: () => null },
	'list in data': { data: (entries) => ({ data: entries }) },
	'list in list': { data: (entries) => ({ list: entries }) },
	'list shows messages after 5 seconds': { lateMs: 5_000 },

	'list oldest first': { order: (messages) => [...messages].reverse() },
	'list unsorted': {
		order: (messages) =>
			[...messages].sort((one, other) => ((one.id * 7919) % 101) - ((other.id * 7919) % 101)),
	},
	// Where only the latest are shown, or those of today, an older one is missing as if it had never been sent.
	'list of the newest only': { order: (messages) => messages.slice(0, 1) },
	'list of today only': {
		order: (messages) => messages.filter(({ acceptedAt }) => Date.now() - acceptedAt < DAY_MS),
	},

	// Of the sender of the newest message nothing is shown, as if it had never sent anything.
	'list of other senders only': {
		order: (messages) =>
			messages.filter(({ from_number }) => from_number !== messages[0].from_number),
	},

	'pages of 10 without paging': { maxPerPage: 10, meta: () => ({}) },
	'pages of 10': { maxPerPage: 10 },
	// What is looked for is not on the first page: who ends there misses it.
	'pages of 1': { maxPerPage: 1 },
	'pages of 1, oldest first': { maxPerPage: 1, order: (messages) => [...messages].reverse() },
	'pages that end after the first, oldest first': {
		...{ maxPerPage: 3, order: (messages) => [...messages].reverse() },
		offset: ({ page }) => (page === 1 ? 0 : Infinity),
	},
	'pages all the same': { offset: () => 0 },
	'pages counted from 0': { offset: ({ asked, perPage }) => asked * perPage },
	'pages with counts as text': {
		meta: (paging) => ({
			...paging,
			last_page: String(paging.last_page),
			total: String(paging.total),
		}),
	},
	// Each page begins with the last entry of the page before.
	'pages that repeat an entry': { offset: ({ page, perPage }) => (page - 1) * (perPage - 1) },
	// Only their number matters: who turned the pages in this order has the first page already.
	'pages pushed on by new messages': {
		order: (messages, { page }) => [
			...messages.slice(0, 1).flatMap((first) => Array((page - 1) * NEW_PER_PAGE).fill(first)),
			...messages,
		],
	},

	'answer of status false': { answer: refusal(200, 'عملیات انجام نشد', '400-1') },
	'answer 403': { answer: refusal(403, 'دسترسی غیر مجاز', '403-1') },
	'answer 500': { answer: { statusCode: 500, body: { error: 'Internal Server Error' } } },
};
