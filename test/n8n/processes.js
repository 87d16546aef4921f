const { spawn } = require('node:child_process');
const { randomInt } = require('node:crypto');
const { createServer } = require('node:net');
const { setTimeout: sleep } = require('node:timers/promises');
const { Problem } = require('./problem');

/** How much of a process's output is kept, in characters: enough to see why it failed. */
const KEPT_OUTPUT = 2_000_000;

/** Many times longer than anything takes that comes at all, as a busy machine may be many times slower. */
const PATIENCE_MS = 120_000;

/**
 * A process and everything it starts. Each one leads a process group of its own, so that one signal reaches
 * n8n's task runners too, and Ctrl-C in the terminal reaches only us: we stop them in order.
 * @typedef {object} Service
 * @property {number} pid
 * @property {() => string} logs what it has printed so far
 * @property {() => boolean} running
 * @property {Promise<string>} ended how it ended, as soon as it has
 * @property {(signal: NodeJS.Signals) => void} kill sends a signal to the whole group and does not wait
 * @property {(graceMs?: number) => Promise<void>} stop ends the whole group, by force after `graceMs`
 */

/** @type {Set<number>} the process groups that are to be gone when this process is */
const groups = new Set();

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} false if nothing is left in the group
 */
function signalGroup(group, signal) {
	try {
		process.kill(-group, signal);
		return true;
	} catch {
		return false;
	}
}

// Whatever makes this process end (an uncaught error, process.exit, Ctrl-C), nothing it started stays behind.
process.on('exit', () => {
	for (const group of groups) signalGroup(group, 'SIGKILL');
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => {
		// Somebody else's handler may want to stop things in order; it will end this process.
		if (process.listenerCount(signal) === 1) process.exit(1);
	});
}

/**
 * Starts a process that runs until it is stopped.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number }} [options]
 * @returns {Service}
 */
function startService(command, args, options = {}) {
	const child = spawn(command, args, {
		...options,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (piece) => {
			output = (output + piece).slice(-KEPT_OUTPUT);
		});
	}
	let running = true;
	/** @type {Promise<string>} */
	const ended = new Promise((resolve) => {
		child.once('error', (error) => resolve(`could not be started: ${error.message}`));
		child.once('exit', (code, signal) =>
			resolve(signal ? `ended by ${signal}` : `ended with code ${code}`),
		);
	}).then((how) => {
		running = false;
		return /** @type {string} */ (how);
	});
	const pid = child.pid ?? 0;
	if (pid) groups.add(pid);
	return {
		pid,
		logs: () => output,
		running: () => running,
		ended,
		kill: (signal) => void (pid && signalGroup(pid, signal)),
		async stop(graceMs = 10_000) {
			if (!pid) return;
			const deadline = Date.now() + graceMs;
			signalGroup(pid, 'SIGTERM');
			// Waits for the group, not only for its leader: a task runner ends a moment after n8n.
			while (signalGroup(pid, 0)) {
				if (Date.now() > deadline) signalGroup(pid, 'SIGKILL');
				await sleep(50);
			}
			groups.delete(pid);
			await ended;
		},
	};
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number,
 *   onOutput?: (piece: string) => void }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
async function run(command, args, { onOutput, ...options } = {}) {
	const child = spawn(command, args, {
		...options,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const { pid } = child;
	if (pid) groups.add(pid);
	const output = { stdout: '', stderr: '' };
	for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
		child[stream].setEncoding('utf8').on('data', (piece) => {
			output[stream] += piece;
			onOutput?.(piece);
		});
	}
	try {
		const code = await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('close', (exitCode, signal) => resolve(exitCode ?? (signal ? 128 : 1)));
		});
		return { code, ...output };
	} finally {
		if (pid) groups.delete(pid);
	}
}

/**
 * The environment for programs that must not notice how we were started: `npm start` and jest put variables
 * there that change what npm, Node and n8n do, and so may a developer who runs an n8n of their own.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
function cleanEnv(extra = {}) {
	const unwanted =
		/^(npm_|N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|CREDENTIALS_|GENERIC_|NODE_(ENV|OPTIONS|PATH|CHANNEL_FD)$|JEST_|INIT_CWD$)/i;
	const env = Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !unwanted.test(name) || /^npm_config_(registry|cache|.*proxy)$/i.test(name),
		),
	);
	// A proxy would not find what listens on this machine's loopback.
	const loopback = '127.0.0.1,localhost';
	return { ...env, NO_PROXY: loopback, no_proxy: loopback, ...extra };
}

/**
 * Listens on a port for a moment.
 *
 * @param {number} port
 * @returns {Promise<void>}
 */
function tryPort(port) {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
	});
}

/**
 * A port that nobody listens on. It is none of those that systems give to outgoing connections: until the program
 * that is to have it has started, one of thousands of requests could get it.
 */
async function freePort() {
	for (;;) {
		const port = randomInt(10_000, 32_000);
		try {
			await tryPort(port);
			return port;
		} catch (error) {
			if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
		}
	}
}

/**
 * @param {number} port
 * @param {string} what what is to listen there, as in "n8n"
 * @param {string} wayOut how to choose another one
 */
async function requireFreePort(port, what, wayOut) {
	try {
		await tryPort(port);
	} catch (error) {
		const code = /** @type {NodeJS.ErrnoException} */ (error).code;
		if (code === 'EADDRINUSE') {
			throw new Problem(
				`Port ${port} is in use by another program, so ${what} can't start.`,
				wayOut,
			);
		}
		throw new Problem(`${what} can't listen on port ${port} (${code}).`, wayOut);
	}
}

/**
 * Asks again and again until the answer is truthy.
 * @template T
 * @param {() => Promise<T | undefined | false | null>} ask may throw, which counts as "not yet"
 * @param {{ what: string, timeoutMs?: number, everyMs?: number }} options `what` as in "n8n is ready"
 * @returns {Promise<T>}
 */
async function until(ask, { what, timeoutMs = PATIENCE_MS, everyMs = 100 }) {
	const deadline = Date.now() + timeoutMs;
	let lastError = '';
	for (;;) {
		try {
			const answer = await ask();
			if (answer) return answer;
		} catch (error) {
			if (error instanceof Problem) throw error;
			lastError = `: ${error instanceof Error ? error.message : error}`;
		}
		if (Date.now() > deadline) {
			throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${what}${lastError}`);
		}
		await sleep(everyMs);
	}
}

module.exports = { cleanEnv, freePort, requireFreePort, run, startService, until };
