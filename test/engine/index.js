/** Runs workflows in n8n's real engine. Used by the tests, the demo and the benchmark. */
const { join } = require('node:path');
const { createAdditionalDataFactory } = require('./additionalData');
const { runAsTool } = require('./agent');
const { nodeCredentialsFor } = require('./credentials');
const { testCredential } = require('./credentialTest');
const { Executions } = require('./execution');
const { listSearch } = require('./listSearch');
const { REPOSITORY, loadN8n } = require('./n8n');
const { CredentialTypes, NodeTypes, loadPackage } = require('./nodeTypes');
const { Poller } = require('./poller');

/**
 * @typedef {object} EngineOptions
 * @property {string} [packageDir] the folder of a built node package; this repository by default
 * @property {Record<string, import('./nodeTypes').INodeType | import('./nodeTypes').IVersionedNodeType>}
 *   [extraNodeTypes] by full name, e.g. `n8n-nodes-base.httpRequest`
 * @property {Record<string, import('n8n-workflow').ICredentialType>} [extraCredentialTypes]
 * @property {import('./n8n').LogListener} [onLog] gets everything that n8n and its nodes log
 * @property {'legacy' | 'vm' | 'quickjs'} [expressionEngine] n8n's N8N_EXPRESSION_ENGINE, for the whole
 *   process. n8n itself uses `vm`, which needs the prebuilt isolated-vm; `legacy` works everywhere
 * @property {string} [n8nCoreDir] a folder from which another n8n-core is resolved; by default that of the
 *   environment's IPPANEL_N8N_CORE, or else the repository
 */

class Engine {
	/**
	 * @param {import('./n8n').N8n} n8n
	 * @param {import('./nodeTypes').Loader} loader
	 * @param {EngineOptions} options
	 */
	constructor(n8n, loader, { extraNodeTypes = {}, extraCredentialTypes = {}, onLog }) {
		this.n8n = n8n;
		this.onLog = onLog;
		this.n8nVersion = n8n.version;
		this.loader = loader;
		this.packageName = loader.packageName;
		this.nodeTypes = new NodeTypes(n8n, loader, extraNodeTypes);
		this.credentialTypes = new CredentialTypes(n8n, loader, extraCredentialTypes);
		this.additionalDataFor = createAdditionalDataFactory(n8n, this.credentialTypes);
		this.executions = new Executions(n8n, this.nodeTypes, this.additionalDataFor);
	}

	/** @param {import('./execution').RunOptions & import('./execution').Control} options */
	async run(options) {
		return await this.executions.run(options);
	}

	/**
	 * *Executions > Retry*.
	 *
	 * @param {import('./run').Run} run
	 * @param {import('./execution').RetryOptions & import('./execution').Control} [options]
	 */
	async retry(run, options) {
		return await this.executions.retry(run, options);
	}

	/**
	 * What a new start of n8n does to what the node knows of other executions.
	 *
	 * @param {string} [api] the address of an API: where tests run side by side, only its executions are forgotten
	 */
	restart(api = '') {
		// For an older n8n the package is loaded from a copy, which has a memory of its own.
		const path = join(this.loader.directory, 'dist/nodes/IpPanelJobSms/send/processMemory');
		/** @type {Array<Map<string, unknown>>} */
		const memories = Object.values(require(path).processMemory);
		const { apis } = this.executions;
		for (const memory of memories) {
			for (const key of memory.keys()) {
				if (key.startsWith(api) || apis.get(key) === api) memory.delete(key);
			}
		}
	}

	/**
	 * A workflow whose trigger is polled; it is not active yet.
	 *
	 * @param {import('./poller').PollOptions} options
	 */
	poller(options) {
		return new Poller(this, options);
	}

	/**
	 * The entries of a resource locator's list.
	 *
	 * @param {import('./listSearch').SearchOptions} options
	 */
	async listSearch(options) {
		return await listSearch(this, options);
	}

	/**
	 * The *Test* of a credential's form.
	 *
	 * @param {Parameters<typeof testCredential>[1]} options
	 */
	async testCredential(options) {
		return await testCredential(this, options);
	}

	/**
	 * The node's tool twin, called by an AI agent.
	 *
	 * @param {Parameters<typeof runAsTool>[1]} options
	 */
	async runAsTool(options) {
		return await runAsTool(this, options);
	}

	/** The full names of the package's own nodes. */
	packageNodeTypes() {
		return Object.keys(this.loader.known.nodes).map((name) => `${this.packageName}.${name}`);
	}

	defaultNodeType() {
		return this.packageNodeTypes()[0];
	}

	defaultCredentialType() {
		return Object.keys(this.loader.known.credentials)[0];
	}

	/**
	 * @param {import('n8n-workflow').INodeTypeDescription} description
	 * @param {import('./credentials').Credentials} credentials
	 */
	credentialsOf(description, credentials) {
		return nodeCredentialsFor(description, credentials);
	}

	/** Ends `onLog` and gives back what an `expressionEngine` other than `legacy` holds. */
	async close() {
		if (this.onLog) this.n8n.logListeners.delete(this.onLog);
		await this.n8n.workflow.Expression.disposeExpressionEngine?.();
	}
}

/** @param {EngineOptions} [options] */
async function createEngine(options = {}) {
	const n8n = loadN8n(options.n8nCoreDir || process.env.IPPANEL_N8N_CORE || undefined);
	if (options.onLog) n8n.logListeners.add(options.onLog);
	if (options.expressionEngine) {
		// cli: BaseCommand.init, with the defaults of ExpressionEngineConfig
		await n8n.workflow.Expression.initExpressionEngine({
			engine: options.expressionEngine,
			poolSize: 1,
			maxCodeCacheSize: 1024,
			bridgeTimeout: 5000,
			bridgeMemoryLimit: 128,
		});
	}
	const loader = await loadPackage(n8n, options.packageDir ?? REPOSITORY);
	return new Engine(n8n, loader, options);
}

module.exports = { Engine, createEngine };
