const { parse } = require('flatted');
const { until } = require('./processes');

/** The person every test instance belongs to. */
const OWNER = {
	email: 'owner@example.com',
	password: 'Sandbox-2026',
	firstName: 'Sandbox',
	lastName: 'Owner',
};

/** @typedef {{ name: string, type: string, data: Record<string, unknown> }} NewCredential */

/**
 * An execution as n8n's REST API gives it, with its data unfolded.
 * @typedef {object} Execution
 * @property {string} id
 * @property {string} status
 * @property {boolean} finished
 * @property {string} mode
 * @property {string} startedAt
 * @property {string | null} retryOf
 * @property {any} data
 */

/** Statuses after which nothing happens any more by itself. */
const FINAL = ['success', 'error', 'crashed', 'canceled', 'waiting'];

/** Speaks to n8n as its editor does: signed in by cookie, through the internal REST API. */
class RestClient {
	/** @param {string} url n8n's address */
	constructor(url) {
		this.url = url;
		this.cookie = '';
	}

	/**
	 * @param {string} method
	 * @param {string} path below /rest
	 * @param {unknown} [body]
	 * @returns {Promise<any>} what is in `data` of the answer
	 */
	async request(method, path, body) {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				accept: 'application/json',
				// A kept connection may be the one that n8n is closing, after some idle seconds or a restart.
				connection: 'close',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...(this.cookie ? { cookie: this.cookie } : {}),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const text = await response.text();
		if (!response.ok) throw new RestError(method, path, response.status, text);
		return text ? JSON.parse(text).data : undefined;
	}

	/** Makes the owner if there is none yet, and signs in. */
	async signIn() {
		const settings = await this.request('GET', '/settings');
		if (settings.userManagement?.showSetupOnFirstLoad) {
			await this.request('POST', '/owner/setup', OWNER);
		}
		return await this.request('POST', '/login', {
			emailOrLdapLoginId: OWNER.email,
			password: OWNER.password,
		});
	}

	/**
	 * @param {NewCredential} credential
	 * @returns {Promise<{ id: string, name: string }>} as a node refers to it
	 */
	async createCredential(credential) {
		const { id, name } = await this.request('POST', '/credentials', credential);
		return { id, name };
	}

	/**
	 * @param {string} id
	 * @param {NewCredential} credential
	 * @returns {Promise<{ id: string, name: string }>}
	 */
	async updateCredential(id, credential) {
		const { name } = await this.request('PATCH', `/credentials/${id}`, credential);
		return { id, name };
	}

	/**
	 * @param {{ name: string, nodes: unknown[], connections: unknown, settings?: unknown }} workflow
	 * @returns {Promise<{ id: string, versionId: string }>}
	 */
	async createWorkflow(workflow) {
		// Without pinData, the second run of the workflow fails inside n8n.
		const complete = { active: false, settings: {}, pinData: {}, ...workflow };
		return await this.request('POST', '/workflows', complete);
	}

	/**
	 * Publishes a workflow's latest version, so that its triggers work.
	 * @param {string} id
	 */
	async publishWorkflow(id) {
		const { versionId } = await this.request('GET', `/workflows/${id}`);
		await this.request('POST', `/workflows/${id}/activate`, { versionId });
	}

	/**
	 * @param {string} id
	 * @returns {Promise<Execution>}
	 */
	async getExecution(id) {
		const execution = await this.request('GET', `/executions/${id}`);
		return {
			...execution,
			data: typeof execution.data === 'string' ? parse(execution.data) : execution.data,
		};
	}

	/**
	 * All executions of a workflow, the latest first, without their data.
	 * @param {string} workflowId
	 * @returns {Promise<Execution[]>}
	 */
	async listExecutions(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		/** @type {Map<string, Execution>} by id: what is still running is on every page */
		const all = new Map();
		/** @type {string | null} */
		let cursor = null;
		do {
			const page = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
			/** @type {{ results: Execution[], nextCursor?: string | null }} */
			const answer = await this.request('GET', `/executions?limit=100&filter=${filter}${page}`);
			for (const execution of answer.results) all.set(execution.id, execution);
			cursor = answer.nextCursor ?? null;
		} while (cursor);
		return [...all.values()].sort((one, other) => Number(other.id) - Number(one.id));
	}

	/**
	 * @param {string} id
	 * @returns {Promise<Execution>} once nothing more happens to it
	 */
	async waitForExecution(id) {
		const what = `execution ${id} was over`;
		return await until(
			async () => {
				const execution = await this.getExecution(id);
				return FINAL.includes(execution.status) && execution;
			},
			{ what, everyMs: 200 },
		);
	}

	/**
	 * *Executions > Retry*; returns when the retry is over.
	 * @param {string} id
	 * @param {{ loadWorkflow?: boolean }} [options] `loadWorkflow`: with the workflow as it is saved now
	 * @returns {Promise<{ id: string, status: string, mode: string }>} the new execution
	 */
	async retryExecution(id, { loadWorkflow = true } = {}) {
		return await this.request('POST', `/executions/${id}/retry`, { loadWorkflow });
	}

	/**
	 * n8n says that it is ready before its webhooks are: asks until the path is known. A preflight request runs
	 * nothing, and its answer lists the methods that the path takes.
	 * @param {string} path
	 */
	async waitForWebhook(path) {
		const known = async () => {
			const { headers } = await fetch(`${this.url}/webhook/${path}`, {
				method: 'OPTIONS',
				headers: { origin: this.url, 'access-control-request-method': 'POST' },
			});
			return /GET|POST|PUT|PATCH|DELETE/.test(headers.get('access-control-allow-methods') ?? '');
		};
		await until(known, { what: `the webhook ${path} was registered` });
	}
}

/** An answer of n8n's REST API that is not a success. */
class RestError extends Error {
	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {number} status
	 * @param {string} body
	 */
	constructor(method, path, status, body) {
		super(`${method} /rest${path} gave ${status}: ${body.slice(0, 500)}`);
		this.name = 'RestError';
		this.status = status;
		this.body = body;
	}
}

/**
 * @param {string} url
 * @returns {Promise<RestClient>} signed in as the owner
 */
async function signedIn(url) {
	const client = new RestClient(url);
	await client.signIn();
	return client;
}

module.exports = { OWNER, RestClient, RestError, signedIn };
