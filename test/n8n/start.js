/** `npm start`: n8n's editor with this node installed and the sandbox behind it, until Ctrl-C. */
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { startSandbox } = require('../sandbox');
const { REPLY } = require('../sandbox/data');
const { provide } = require('./examples');
const { ensureN8n, cacheFolder, ROOT } = require('./install');
const { installPackage, packTarball, startN8n } = require('./instance');
const { lastWords, Problem } = require('./problem');
const { freePort, requireFreePort } = require('./processes');
const { OWNER, RestError, signedIn } = require('./rest');

/** The list of workflows: n8n's own first page is about its assistant. */
const FIRST_PAGE = '/home/workflows';

/** @param {number} port a free one */
const otherPort = (port) =>
	`Stop that program (another \`npm start\`?), or choose another port:  npm start -- --port ${port}`;

/** Where the sandbox listens, unless another one does: the documents name its address. */
const SANDBOX_PORT = 8_787;

/** @typedef {{ stop(): Promise<void> }} Stoppable */

/** @param {string} message */
const usage = (message) => new Problem(message, 'Usage:  npm start -- --port 5678');

function givenPort() {
	try {
		return parseArgs({ options: { port: { type: 'string' } } }).values.port;
	} catch (error) {
		throw usage(error instanceof Error ? error.message : String(error));
	}
}

/** @returns {number} */
function readPort() {
	const given = givenPort() ?? process.env.N8N_PORT ?? '5678';
	const port = Number(given);
	if (!Number.isInteger(port) || port < 1 || port > 65535) throw usage(`"${given}" is not a port.`);
	return port;
}

/**
 * What the tarball is made of, as one value that changes when any of it does.
 * @returns {string}
 */
function fingerprint() {
	const hash = createHash('sha256');
	/** @param {string} path */
	const add = (path) => {
		const stat = statSync(path);
		if (stat.isDirectory()) {
			for (const name of readdirSync(path).sort()) add(join(path, name));
		} else {
			hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
		}
	};
	const parts = ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'gulpfile.js'];
	for (const part of parts) add(join(ROOT, part));
	return hash.digest('hex');
}

/**
 * Installs the packed node, unless nothing has changed since the last time.
 * @param {string} userFolder
 * @param {(line: string) => void} log
 */
async function installNode(userFolder, log) {
	const stamp = join(userFolder, 'installed-node');
	const current = fingerprint();
	if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === current) return;
	log('Building and packing the node …');
	await mkdir(userFolder, { recursive: true });
	await rm(stamp, { force: true });
	await installPackage(userFolder, await packTarball(join(userFolder, 'tarball')));
	await writeFile(stamp, current);
}

/**
 * Starts the sandbox, where a person has answered already. Its IDs go on from one start to the next, as those of
 * the API do: a published trigger remembers them.
 */
async function startAccount() {
	const firstId = Math.floor(Date.now() / 1000);
	const sandbox = await startSandbox({ port: SANDBOX_PORT, firstId }).catch(() =>
		startSandbox({ firstId }),
	);
	sandbox.reply(REPLY);
	return sandbox;
}

/**
 * @param {Stoppable[]} running takes what was started, to be stopped in the opposite order
 * @param {(line: string) => void} log
 */
async function start(running, log) {
	const started = Date.now();
	const port = readPort();
	const wayOut = otherPort(await freePort());
	// Before anything that takes minutes.
	await requireFreePort(port, 'n8n', wayOut);
	const n8n = await ensureN8n({ log });
	const userFolder = join(cacheFolder(), 'start');
	await installNode(userFolder, log);

	const sandbox = await startAccount();
	running.push({ stop: async () => await sandbox.close() });
	log('Starting n8n …');
	const instance = await startN8n({ n8n, userFolder, port, otherPort: wayOut });
	running.push(instance);
	const client = await signIn(instance.url, userFolder);
	const added = await provide(client, sandbox, join(userFolder, 'provided.json'));
	for (const { name } of added) log(`Example workflow: ${name}`);

	log(`
n8n is ready after ${Math.round((Date.now() - started) / 1000)} s:

  ${instance.url}${FIRST_PAGE}

n8n asks once who you are, then shows the example workflows; open one and press Execute workflow.

  E-mail     ${OWNER.email}
  Password   ${OWNER.password}

The node is "IPPanel Job SMS"; its credential leads to the sandbox, which sends nothing to anybody.

What the sandbox received:   curl ${sandbox.controlUrl}/requests
Let a person reply:          curl ${sandbox.controlUrl}/replies -d '${JSON.stringify(REPLY)}'
Reject a message:            curl ${sandbox.controlUrl}/finish -d '{"id":<its outbox ID>,"state_id":3}'

A message is sent by itself after a few seconds. Publish a workflow, and its trigger asks every minute.
Everything made here is kept in ${userFolder}

Ctrl-C stops it.`);
	return instance;
}

/**
 * @param {string} url
 * @param {string} userFolder
 */
async function signIn(url, userFolder) {
	try {
		return await signedIn(url);
	} catch (error) {
		if (!(error instanceof RestError) || error.status !== 401) throw error;
		throw new Problem(
			'This n8n has another owner than the one that `npm start` makes, or another password.',
			`Set the password back to ${OWNER.password} (${OWNER.email}), or start afresh:  rm -rf ${userFolder}`,
		);
	}
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function explain(error) {
	if (error instanceof Problem) return error.toString();
	const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
	if (code === 'ENOSPC') {
		const folder = cacheFolder();
		return `The disk is full.\nFree some space, or remove what is kept here:  rm -rf ${folder}`;
	}
	// Nothing that a person can put right: whoever repairs it needs to see where it happened.
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * A signal to `npm` alone ends npm and its shell, but does not get through to here.
 * @param {() => void} stop
 */
function onceNpmIsGone(stop) {
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) stop();
	}, 500).unref();
}

async function main() {
	/** @type {Stoppable[]} */
	const running = [];
	let stopping = false;
	/** @param {number} code */
	const stop = async (code) => {
		if (stopping) return;
		stopping = true;
		for (const service of running.splice(0).reverse()) await service.stop().catch(() => {});
		// Whatever is still being installed or started ends with us, see processes.js.
		process.exit(code);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			console.log('\nStopping …');
			void stop(0);
		});
	}
	onceNpmIsGone(() => void stop(0));
	try {
		const instance = await start(running, console.log);
		const how = await instance.ended;
		if (stopping) return;
		console.error(`\nn8n ${how}.\n${lastWords(instance.logs())}`);
		await stop(1);
	} catch (error) {
		if (stopping) return;
		console.error(`\n${explain(error)}`);
		await stop(1);
	}
}

void main();
