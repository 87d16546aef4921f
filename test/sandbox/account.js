/** An account of the API: what it has, and what the API answers about it. */
const { badRequest } = require('./badRequest');
const { notFound, unauthorized } = require('./envelope');
const { Inbox } = require('./inbox');
const { Outbox } = require('./outbox');
const { END_STATES } = require('./reports');
const { ROUTES } = require('./routes');
const { viewOf } = require('./views');

class Account {
	/** @param {import('./outbox').OutboxOptions & { token: string }} options */
	constructor({ token, ...options }) {
		this.token = token;
		this.outbox = new Outbox(options);
		this.inbox = new Inbox(options.firstId);
		this.view = viewOf();
	}

	/**
	 * What the API does with a request and answers to it.
	 *
	 * @param {{ method: string, path: string, query: object, headers: any, body: any }} request
	 * @returns {import('./envelope').Refusal}
	 */
	respond({ method, path, query, headers, body }) {
		const { token, outbox, inbox, view } = this;
		if (headers.authorization !== token) return unauthorized;
		const endpoint = ROUTES[`${method} ${path}`];
		const result = endpoint ? endpoint({ query, body, outbox, inbox, view }) : notFound;
		return 'statusCode' in result
			? /** @type {import('./envelope').Refusal} */ (result)
			: { statusCode: 200, body: result };
	}

	/**
	 * Shows the outbox in another way from now on.
	 *
	 * @param {string | import('./views').View | null} [view] or its name; none: as documented
	 */
	setView(view) {
		this.view = viewOf(view);
	}

	/** @param {import('./outbox').Seed} seed messages that nobody sent */
	seedOutbox(seed) {
		if (!Number.isInteger(seed?.count)) throw badRequest('How many messages? {"count": 25}');
		this.outbox.seed(seed);
	}

	/**
	 * Moves a message to its end, wherever it is on its way.
	 *
	 * @param {number | string} id
	 * @param {number} [stateId] sent by default
	 */
	finish(id, stateId = 6) {
		const message = this.outbox.find(id);
		if (!message) throw badRequest(`There is no message ${id} in the outbox.`);
		if (!END_STATES.includes(stateId)) {
			throw badRequest(
				`A message does not end in state ${stateId}, but in ${END_STATES.join(', ')}.`,
			);
		}
		message.endState = stateId;
	}

	/** Forgets messages and answers, and restores credit and view. */
	reset() {
		this.outbox.reset();
		this.inbox.reset();
		this.view = viewOf();
	}
}

module.exports = { Account };
