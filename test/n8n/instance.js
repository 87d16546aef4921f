const { mkdir } = require('node:fs/promises');
const { delimiter, dirname } = require('node:path');
const { installPackage, packTarball } = require('./community');
const { lastWords, Problem, programProblem } = require('./problem');
const { cleanEnv, freePort, requireFreePort, startService, until } = require('./processes');

/** @typedef {import('./install').N8n} N8n */

/** Everything in n8n that would reach out to the internet, or ask the person about something else, off. */
const QUIET = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_AI_GATEWAY_ENABLED: 'false',
	// The list of vetted community nodes is fetched from n8n's servers; ours is installed from a tarball.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	// The list of MCP servers, fetched from there as well.
	N8N_DISABLED_MODULES: 'mcp-registry',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
	N8N_SENTRY_DSN: '',
	N8N_FRONTEND_SENTRY_DSN: '',
};

/**
 * A running n8n.
 * @typedef {object} Instance
 * @property {string} url without a trailing slash
 * @property {number} pid also the id of its process group
 * @property {() => string} logs
 * @property {() => boolean} running
 * @property {Promise<string>} ended how it ended, as soon as it has
 * @property {(signal: NodeJS.Signals) => void} kill a signal to n8n and all it started
 * @property {(graceMs?: number) => Promise<void>} stop
 */

/**
 * @param {N8n} n8n
 * @param {string} userFolder
 * @param {{ port: number, brokerPort: number, env?: NodeJS.ProcessEnv }} options
 * @returns {NodeJS.ProcessEnv}
 */
function n8nEnv(n8n, userFolder, { port, brokerPort, env }) {
	const url = `http://127.0.0.1:${port}`;
	return cleanEnv({
		...QUIET,
		// n8n starts its task runners with whichever Node comes first here.
		PATH: [dirname(n8n.nodeBin), process.env.PATH].join(delimiter),
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: url,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		...env,
	});
}

/**
 * Starts n8n and waits until it answers.
 * @param {object} options
 * @param {N8n} options.n8n
 * @param {string} options.userFolder as in N8N_USER_FOLDER; one per instance, made if it is missing
 * @param {number} [options.port] any free one if it is not given
 * @param {NodeJS.ProcessEnv} [options.env] more of n8n's settings
 * @param {'main' | 'worker'} [options.mode]
 * @param {string} [options.otherPort] what a person can do if the port is taken
 * @returns {Promise<Instance>}
 */
async function startN8n({ n8n, userFolder, port, env, mode = 'main', otherPort }) {
	await mkdir(userFolder, { recursive: true });
	const ownPort = port ?? (await freePort());
	const brokerPort = await freePort();
	const wayOut = otherPort ?? 'Stop that program, or choose another port.';
	await requireFreePort(ownPort, 'n8n', wayOut);

	const service = startService(n8n.nodeBin, [n8n.n8nBin, mode === 'main' ? 'start' : 'worker'], {
		cwd: userFolder,
		env: n8nEnv(n8n, userFolder, { port: ownPort, brokerPort, env }),
	});
	const url = `http://127.0.0.1:${ownPort}`;
	try {
		await until(() => isReady(url, mode, service, n8n), {
			what: `n8n (${mode}) was ready at ${url}`,
		});
	} catch (error) {
		await service.stop();
		if (error instanceof Problem) throw error;
		throw new Problem(
			`${error instanceof Error ? error.message : error}`,
			lastWords(service.logs()),
		);
	}
	const { pid, logs, running, ended, kill, stop } = service;
	return { url, pid, logs, running, ended, kill, stop };
}

/**
 * @param {string} url
 * @param {'main' | 'worker'} mode
 * @param {import('./processes').Service} service
 * @param {N8n} n8n
 */
async function isReady(url, mode, service, n8n) {
	if (!service.running()) throw startProblem(service.logs(), await service.ended, n8n);
	const readiness = await fetch(`${url}/healthz/readiness`);
	if (!readiness.ok) return false;
	if (mode === 'worker') return true;
	// Ready is not yet reachable: until everything is loaded, n8n answers the editor's address with a notice.
	const settings = await fetch(`${url}/rest/settings`);
	const editor = await fetch(url);
	return settings.ok && editor.ok && (await editor.text()).includes('id="app"');
}

/**
 * @param {string} logs
 * @param {string} how how the process ended
 * @param {N8n} n8n
 */
function startProblem(logs, how, n8n) {
	const damaged = /Cannot find (module|package)|ERR_DLOPEN_FAILED|SyntaxError/.test(logs);
	const why = damaged ? 'The install is damaged.' : 'If this does not say why:';
	const wayOut = `${why} Delete it and start again, which installs it anew:  rm -rf ${n8n.dir}`;
	return programProblem(`n8n ${how} instead of starting.`, logs, wayOut);
}

module.exports = { installPackage, packTarball, startN8n };
