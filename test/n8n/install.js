const { existsSync, readFileSync } = require('node:fs');
const { mkdir, rm, statfs, writeFile } = require('node:fs/promises');
const { join, resolve } = require('node:path');
const { withLock } = require('./lock');
const { DISK_FULL, lastWords, Problem } = require('./problem');
const { cleanEnv, run } = require('./processes');
const { installProgress } = require('./progress');
const versions = require('./versions.json');

/** The repository's root. */
const ROOT = resolve(__dirname, '../..');

/** n8n takes 3 GB; npm unpacks into its own cache beside it. */
const NEEDED_BYTES = 4e9;

/**
 * An n8n that can be started.
 * @typedef {object} N8n
 * @property {string} dir the folder that holds it, safe to delete
 * @property {string} nodeBin the Node that runs it
 * @property {string} n8nBin its command, to be run with `nodeBin`
 */

/** @returns {string} the folder that keeps the large installs */
function cacheFolder() {
	return resolve(process.env.IPPANEL_N8N_CACHE || join(ROOT, '.n8n'));
}

/** @returns {boolean} whether the Node that runs this is new enough for n8n */
function ownNodeIsEnough() {
	return Number.parseInt(process.versions.node, 10) >= Number.parseInt(versions.node, 10);
}

/** @returns {N8n & { stamp: string, node: string }} where things are, whether installed or not */
function layout() {
	const dir = join(cacheFolder(), `n8n-${versions.n8n}`);
	const ownNode = ownNodeIsEnough();
	return {
		dir,
		nodeBin: ownNode ? process.execPath : join(dir, 'node_modules/node/bin/node'),
		n8nBin: join(dir, 'node_modules/n8n/bin/n8n'),
		stamp: join(dir, 'installed.json'),
		// A stamp of another Node's install is no good: the binary may be missing.
		node: ownNode ? 'own' : versions.node,
	};
}

/**
 * @param {ReturnType<typeof layout>} place
 * @returns {boolean} whether an install went through to its end and is still there
 */
function isInstalled({ stamp, nodeBin, n8nBin, node }) {
	try {
		const written = JSON.parse(readFileSync(stamp, 'utf8'));
		return (
			written.n8n === versions.n8n &&
			(written.node === node || node === 'own') &&
			existsSync(nodeBin) &&
			existsSync(n8nBin)
		);
	} catch {
		return false;
	}
}

/** @param {number} since as from Date.now() */
const elapsed = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/**
 * Says what went wrong when npm did, in words that tell a way out.
 * @param {string} step
 * @param {string} output what npm printed
 * @param {string} dir
 * @returns {Problem}
 */
function npmProblem(step, output, dir) {
	if (DISK_FULL.test(output)) return diskProblem(dir);
	// A request that failed once and then went through says "npm http" and is not why npm gave up.
	const errors = output.replace(/^npm http.*$/gm, '');
	if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E40[34]\b/.test(errors)) {
		return new Problem(
			`${step}: npm could not get what it needs from its registry.\n${lastWords(output)}`,
			'Check the network (and, behind a proxy, `npm config get proxy registry`), then run it again: ' +
				"what was fetched so far is in npm's cache.",
		);
	}
	return new Problem(
		`${step} failed.\n${lastWords(output)}`,
		`The whole output is in ${join(dir, 'install.log')}. To start afresh:  rm -rf ${dir}`,
	);
}

/**
 * @param {string} dir
 * @param {number} [free] bytes
 */
function diskProblem(dir, free) {
	const left = free === undefined ? 'there is less' : `${(free / 1e9).toFixed(1)} GB are free`;
	return new Problem(
		`n8n ${versions.n8n} needs about ${NEEDED_BYTES / 1e9} GB of disk under ${dir}, and ${left}.`,
		`Free some space (rm -rf ${dir} removes what was installed so far), ` +
			'or choose a folder on another disk:  IPPANEL_N8N_CACHE=/path/to/folder npm start',
	);
}

/**
 * Runs one npm command of the install, with a sign of life every ten seconds.
 * @param {string} step what it does, as shown
 * @param {string[]} args
 * @param {string} dir
 * @param {(line: string) => void} log
 */
async function npmStep(step, args, dir, log) {
	const started = Date.now();
	log(`${step} …`);
	const progress = args[0] === 'install' ? installProgress(dir) : undefined;
	const heartbeat = setInterval(() => {
		log(`  still at it: ${[elapsed(started), progress?.tell()].filter(Boolean).join(', ')}`);
	}, 10_000);
	try {
		const result = await npm([...args, '--loglevel=http'], dir, progress?.read);
		const output = result.stdout + result.stderr;
		await writeFile(join(dir, 'install.log'), `${step}\n${output}\n`, { flag: 'a' });
		if (result.code !== 0) throw npmProblem(step, output, dir);
	} finally {
		clearInterval(heartbeat);
	}
	log(`  done after ${elapsed(started)}`);
}

/**
 * @param {string[]} args
 * @param {string} dir
 * @param {(piece: string) => void} [onOutput]
 */
async function npm(args, dir, onOutput) {
	const flags = ['--no-audit', '--no-fund', '--legacy-peer-deps=false', '--prefix', dir];
	return await run('npm', [...args, ...flags], { cwd: dir, env: cleanEnv(), onOutput });
}

/**
 * Asks the registry for one small thing, because an install without a network takes minutes to give up.
 * @param {string} dir
 */
async function checkNetwork(dir) {
	const { code, stderr } = await npm(
		[
			'view',
			`n8n@${versions.n8n}`,
			'version',
			'--fetch-retries=1',
			'--fetch-retry-mintimeout=1000',
		],
		dir,
	);
	if (code !== 0) throw npmProblem('Looking up n8n', stderr, dir);
}

/**
 * Proves that what was installed runs, so that a broken install is found here and not when n8n is to start.
 * @param {ReturnType<typeof layout>} place
 */
async function checkInstall({ dir, nodeBin, n8nBin }) {
	const checks = [
		[n8nBin, '--version'],
		['-e', 'require("sqlite3")'],
	];
	for (const args of checks) {
		const { code, stderr } = await run(nodeBin, args, { cwd: dir, env: cleanEnv() });
		if (code !== 0) throw npmProblem('Checking the install', stderr, dir);
	}
}

/**
 * Installs from scratch. n8n's own install scripts stay off: one of them fails without a compiler toolchain
 * that nothing here needs. Only the two that matter are run.
 * @param {ReturnType<typeof layout>} place
 * @param {(line: string) => void} log
 */
async function install(place, log) {
	const { dir } = place;
	const started = Date.now();
	// What an interrupted install left behind can't be trusted.
	await rm(dir, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	const { bavail, bsize } = await statfs(dir);
	if (bavail * bsize < NEEDED_BYTES) {
		await rm(dir, { recursive: true, force: true });
		throw diskProblem(dir, bavail * bsize);
	}
	const packages = [`n8n@${versions.n8n}`];
	if (place.node !== 'own') packages.push(`node@${versions.node}`);
	const steps = packages.length + 1;
	log(`Installing n8n ${versions.n8n} into ${dir}: once, 5 to 7 minutes and 3 GB.`);
	await writeFile(join(dir, 'package.json'), '{ "private": true }\n');
	await checkNetwork(dir);
	await npmStep(
		`1/${steps} npm install ${packages.join(' ')}`,
		['install', ...packages, '--ignore-scripts'],
		dir,
		log,
	);
	if (place.node !== 'own') {
		const step = `2/${steps} Node ${versions.node}, because this n8n does not run on ${process.version}`;
		await npmStep(step, ['rebuild', 'node', '--ignore-scripts=false'], dir, log);
	}
	await npmStep(
		`${steps}/${steps} the database driver`,
		['rebuild', 'sqlite3', '--ignore-scripts=false'],
		dir,
		log,
	);
	await checkInstall(place);
	// Written last: without it, the install counts as interrupted.
	await writeFile(place.stamp, JSON.stringify({ n8n: versions.n8n, node: place.node }));
	log(`n8n ${versions.n8n} is installed (${elapsed(started)}).`);
}

/**
 * Gives an n8n of the pinned version, installing it if it is not there yet.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<N8n>}
 */
async function ensureN8n({ log = console.log } = {}) {
	const place = layout();
	if (!isInstalled(place)) {
		await mkdir(cacheFolder(), { recursive: true });
		await withLock(`${place.dir}.lock`, log, async () => {
			if (!isInstalled(place)) await install(place, log);
		});
	}
	const { dir, nodeBin, n8nBin } = place;
	return { dir, nodeBin, n8nBin };
}

/** @returns {string} the Node that runs n8n, once `ensureN8n` has been through; `.ci/run` asks for it */
const nodePath = () => layout().nodeBin;

module.exports = { cacheFolder, ensureN8n, nodePath, ROOT };
