/** n8n in queue mode with the node in it, the sandbox behind it, and what the cases do with them. */
const assert = require('node:assert/strict');
const { mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { NODE } = require('../engine/harness');
const { CREDENTIAL_TYPE } = require('../n8n/examples');
const { ensureN8n } = require('../n8n/install');
const { packTarball } = require('../n8n/instance');
const { until } = require('../n8n/processes');
const { startQueue } = require('../n8n/queue');
const { signedIn } = require('../n8n/rest');
const { startSandbox } = require('../sandbox');

/** @typedef {import('../n8n/rest').Execution} Execution */
/** @typedef {import('../n8n/instance').Instance} Instance */

/** How many workers there are. */
const WORKERS = 2;

/**
 * What the node said in an execution.
 * @typedef {object} Told
 * @property {number[][]} ids the outbox IDs of each output item
 * @property {Array<string | undefined>} errors the error of each output item
 * @property {string} [error] the title of the error that stopped the node
 * @property {string} description that error's text
 */

class Lab {
	/**
	 * @param {import('../n8n/queue').Queue} queue
	 * @param {Awaited<ReturnType<typeof startSandbox>>} sandbox
	 * @param {import('../n8n/rest').RestClient} client
	 * @param {{ id: string, name: string }} credential
	 */
	constructor(queue, sandbox, client, credential) {
		this.queue = queue;
		this.sandbox = sandbox;
		this.client = client;
		this.credential = credential;
	}

	/** The texts that reached `POST /api/send`, in order. */
	sent() {
		return this.sandbox.sends.map(({ body }) => body.message);
	}

	/** The texts that were accepted, in order. */
	accepted() {
		return this.sandbox.outbox.map(({ message }) => message);
	}

	/**
	 * The outbox IDs of what was accepted of each text.
	 * @param {string[]} texts each of them accepted once
	 * @returns {number[][]} as Send tells them
	 */
	idsOf(texts) {
		return texts.map((text) => {
			const messages = this.sandbox.outbox.filter(({ message }) => message === text);
			assert.equal(messages.length, 1, `"${text}" was accepted ${messages.length} times`);
			return [messages[0].id];
		});
	}

	/**
	 * Saves and publishes a workflow.
	 * @param {any} workflow
	 * @returns {Promise<string>} its id
	 */
	async publish(workflow) {
		const { id } = await this.client.createWorkflow(workflow);
		await this.client.publishWorkflow(id);
		const { path } = workflow.nodes[0].parameters;
		if (path) await this.client.waitForWebhook(path);
		return id;
	}

	/**
	 * Takes a published workflow back, so that its trigger leaves the other cases alone.
	 * @param {string} id
	 */
	async unpublish(id) {
		await this.client.request('POST', `/workflows/${id}/deactivate`);
	}

	/**
	 * Calls a webhook.
	 * @param {string} path
	 * @param {string[]} texts
	 * @returns {Promise<any>} its answer
	 */
	async call(path, texts) {
		const response = await fetch(`${this.queue.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ messages: texts.map((message) => ({ message })) }),
		});
		const answer = await response.text();
		assert.ok(response.ok, `the webhook ${path} gave ${response.status}: ${answer}`);
		return JSON.parse(answer);
	}

	/**
	 * The executions of a workflow, the first one first, as soon as there are so many.
	 * @param {string} workflowId
	 * @param {number} count
	 */
	async executions(workflowId, count) {
		const what = `workflow ${workflowId} had ${count} executions`;
		return await until(
			async () => {
				const list = await this.client.listExecutions(workflowId);
				return list.length >= count && list.reverse();
			},
			{ what },
		);
	}

	/**
	 * Waits until nothing more happens to the executions of a workflow.
	 * @param {string} workflowId
	 * @param {number} count how many there must be
	 * @returns {Promise<Execution[]>} with their data
	 */
	async ended(workflowId, count) {
		const list = await this.executions(workflowId, count);
		return await Promise.all(list.map(async ({ id }) => await this.client.waitForExecution(id)));
	}

	/**
	 * The status of an execution, without its data.
	 * @param {string} workflowId
	 * @param {string} id
	 */
	async statusOf(workflowId, id) {
		const list = await this.client.listExecutions(workflowId);
		return list.find((execution) => execution.id === id)?.status;
	}

	/**
	 * *Executions > Retry*.
	 * @param {string} id
	 * @param {{ loadWorkflow?: boolean }} [options]
	 * @returns {Promise<Execution>} the new execution, ended
	 */
	async retry(id, options) {
		const started = await this.client.retryExecution(id, options);
		return await this.client.waitForExecution(started.id);
	}

	/**
	 * The worker that took an execution.
	 * @param {string} executionId
	 * @returns {Promise<Instance>}
	 */
	async workerOf(executionId) {
		const took = new RegExp(`Worker started execution ${executionId} `);
		const find = async () => this.queue.workers.find(({ logs }) => took.test(logs()));
		return await until(find, { what: `a worker took execution ${executionId}` });
	}

	/** How many executions each worker has ended. */
	endedByWorker() {
		return this.queue.workers.map(
			({ logs }) => logs().match(/Worker finished execution \d+ /g)?.length ?? 0,
		);
	}

	/** Starts workers in place of those that were killed. */
	async replaceWorkers() {
		const running = this.queue.workers.filter((worker) => worker.running()).length;
		await this.queue.addWorkers(WORKERS - running);
	}

	/** Ends all of n8n at once, as a power failure does, and starts it again. */
	async crashMachine() {
		const { main, workers } = this.queue;
		for (const instance of [main, ...workers]) instance.kill('SIGKILL');
		await Promise.all([main, ...workers].map(async ({ ended }) => await ended));
		await this.replaceWorkers();
		// The main looks for lost executions when it starts: by then, the new workers must have given them up.
		const givenUp = async () => (await this.queue.activeJobs()) === 0;
		await until(givenUp, { what: 'the lost executions were given up' });
		await this.queue.restartMain();
	}
}

/**
 * What the node said in the last of its runs.
 * @param {Execution} execution
 * @returns {Told}
 */
function lastRunOf({ data }) {
	const run = data.resultData.runData[NODE]?.at(-1) ?? {};
	const items = run.data?.main?.[0] ?? [];
	const { message, description } = run.error ?? {};
	return {
		ids: items.map((/** @type {any} */ { json }) => json.message_outbox_ids ?? []),
		errors: items.map((/** @type {any} */ { json }) => json.error),
		error: message,
		description: description ?? '',
	};
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<{ lab: Lab, stop: () => Promise<void> }>}
 */
async function startLab(log) {
	const n8n = await ensureN8n({ log });
	const folder = await mkdtemp(join(tmpdir(), 'ippanel-queue-tarball-'));
	// The API's own guard would hide a second copy.
	const sandbox = await startSandbox({ guardSeconds: 0 });
	try {
		const tarball = await packTarball(folder);
		const queue = await startQueue({ n8n, tarball, workers: WORKERS, log });
		const stop = async () => {
			await queue.stop();
			await sandbox.close();
			await rm(folder, { recursive: true, force: true });
		};
		try {
			const client = await signedIn(queue.url);
			const credential = await client.createCredential({
				name: 'IPPanel sandbox',
				type: CREDENTIAL_TYPE,
				data: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
			});
			return { lab: new Lab(queue, sandbox, client, credential), stop };
		} catch (error) {
			await stop();
			throw error;
		}
	} catch (error) {
		await sandbox.close();
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

module.exports = { Lab, startLab, lastRunOf };
