/**
 * The one place that loads n8n. Everything else in the runner gets n8n through {@link loadN8n}, so that
 * another n8n release can be put underneath by naming the folder that holds it.
 */
const { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
const { tmpdir, userInfo } = require('node:os');
const { dirname, join, resolve } = require('node:path');
const { acceptErrorsOfNode } = require('./realm');

/**
 * @callback LogListener
 * @param {string} level
 * @param {string} message
 * @param {unknown} [metadata]
 *
 * @typedef {object} N8n
 * @property {typeof import('n8n-core')} core
 * @property {typeof import('n8n-workflow')} workflow
 * @property {{ get: (service: any) => any }} container n8n's service container
 * @property {{ stringify: (value: unknown) => string, parse: (text: string) => any }} flatted
 * @property {(object: unknown, path: string) => unknown} get lodash's `get`
 * @property {typeof import('n8n-workflow').createRunExecutionData} createRunExecutionData
 * @property {Set<LogListener>} logListeners
 * @property {string} version the version of n8n-core
 * @property {string} nodeModules the node_modules folder n8n-core was found in
 */

const REPOSITORY = resolve(__dirname, '..', '..');
const ENCRYPTION_KEY = 'not-a-secret-nothing-is-encrypted';

/** @type {Map<string, N8n>} */
const loaded = new Map();

/**
 * Points n8n at a folder of its own under the temporary folder, so that nothing is read from or written
 * into the person's home. n8n-core's InstanceSettings only reads a settings file that is already there.
 */
function prepareEnvironment() {
	const userFolder = join(tmpdir(), `ippanel-engine-${userInfo().uid}`);
	const settingsFile = join(userFolder, '.n8n', 'config');
	if (!existsSync(settingsFile)) {
		mkdirSync(dirname(settingsFile), { recursive: true, mode: 0o700 });
		const unfinished = `${settingsFile}.${process.pid}.${Date.now()}`;
		writeFileSync(unfinished, JSON.stringify({ encryptionKey: ENCRYPTION_KEY }), { mode: 0o600 });
		chmodSync(unfinished, 0o600);
		renameSync(unfinished, settingsFile);
	}
	Object.assign(process.env, {
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: ENCRYPTION_KEY,
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_LOG_LEVEL: process.env.N8N_LOG_LEVEL ?? 'silent',
	});
}

/**
 * Keeps n8n quiet, unless N8N_LOG_LEVEL is set, and hands its log to the listeners. A level that nobody
 * listens to costs nothing, as in n8n, where unused levels are empty functions.
 *
 * @param {Record<string, unknown>} logger n8n's own Logger, that of nodes included
 * @param {Set<LogListener>} listeners
 */
function tapLogger(logger, listeners) {
	const prints = process.env.N8N_LOG_LEVEL !== 'silent';
	for (const level of ['error', 'warn', 'info', 'debug']) {
		const print = /** @type {LogListener | undefined} */ (prints ? logger[level] : undefined);
		/** @param {string} message @param {unknown} [metadata] */
		const value = (message, metadata) => {
			for (const listener of listeners) listener(level, message, metadata);
			print?.call(logger, message, /** @type {any} */ (metadata));
		};
		Object.defineProperty(logger, level, { value });
	}
}

/**
 * n8n-workflow's `createRunExecutionData`, for the releases before 2.0 that do not have it.
 *
 * @type {any}
 */
const createOldRunExecutionData = (
	{ startData, resultData, executionData } = /** @type {any} */ ({}),
) => ({
	startData: startData ?? {},
	resultData: { runData: {}, ...resultData },
	executionData: {
		contextData: {},
		nodeExecutionStack: [],
		metadata: {},
		waitingExecution: {},
		waitingExecutionSource: {},
		...executionData,
	},
});

/**
 * @param {any} workflow n8n-workflow; before 2.0 it has one class for whatever ends an execution early
 * @returns {typeof import('n8n-workflow')}
 */
const withNewerNames = (workflow) =>
	workflow.ManualExecutionCancelledError
		? workflow
		: { ...workflow, ManualExecutionCancelledError: workflow.ExecutionCancelledError };

/**
 * Loads n8n-core and what belongs to it.
 *
 * @param {string} [n8nCoreDir] a folder from which `n8n-core` can be resolved; the repository by default
 * @returns {N8n}
 */
function loadN8n(n8nCoreDir = REPOSITORY) {
	const coreEntry = require.resolve('n8n-core', { paths: [resolve(n8nCoreDir)] });
	const known = loaded.get(coreEntry);
	if (known) return known;

	acceptErrorsOfNode();
	prepareEnvironment();
	const coreRoot = dirname(dirname(coreEntry));
	/**
	 * What n8n-core itself would get for a `require`, so that there is never a second copy of anything.
	 *
	 * @param {string} request
	 * @param {string} [from]
	 */
	const fromCore = (request, from = coreRoot) =>
		require(require.resolve(request, { paths: [from] }));
	/** @param {string} request @param {string} from */
	const optional = (request, from) => {
		try {
			return fromCore(request, from);
		} catch {
			return undefined;
		}
	};

	const core = require(coreEntry);
	const container = fromCore('@n8n/di').Container;
	const logListeners = new Set();
	tapLogger(container.get(fromCore('@n8n/backend-common').Logger), logListeners);
	// Its timer keeps the process alive in the releases that do not unref it themselves.
	const { SSHClientsManager } =
		optional('./dist/execution-engine/ssh-clients-manager.js', coreRoot) ?? {};
	if (SSHClientsManager) container.get(SSHClientsManager).cleanupTimer?.unref();

	const workflow = withNewerNames(fromCore('n8n-workflow'));
	const n8n = {
		core,
		workflow,
		createRunExecutionData: workflow.createRunExecutionData ?? createOldRunExecutionData,
		container,
		logListeners,
		flatted:
			optional('flatted', join(dirname(coreRoot), '@n8n', 'backend-common')) ?? require('flatted'),
		get: fromCore('lodash').get,
		version: /** @type {string} */ (require(join(coreRoot, 'package.json')).version),
		nodeModules: dirname(coreRoot),
	};
	loaded.set(coreEntry, n8n);
	return n8n;
}

/**
 * @param {string} version
 * @param {string} other
 * @returns {boolean} whether the first version is the older one
 */
function isBefore(version, other) {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}

module.exports = { isBefore, loadN8n, REPOSITORY };
