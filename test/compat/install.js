const { existsSync, readFileSync } = require('node:fs');
const { mkdir, mkdtemp, rm, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { cacheFolder } = require('../n8n/install');
const { withLock } = require('../n8n/lock');
const { programProblem } = require('../n8n/problem');
const { cleanEnv, run } = require('../n8n/processes');

/** @typedef {import('./versions').Release} Release */

/** @param {string} dir */
const stampOf = (dir) => join(dir, 'installed.json');

/**
 * @param {string} dir
 * @param {Release} release
 * @returns {boolean} whether this very install went through to its end and is still there
 */
function isInstalled(dir, release) {
	try {
		const written = readFileSync(stampOf(dir), 'utf8');
		return (
			written === JSON.stringify(release) &&
			existsSync(join(dir, 'node_modules/n8n-core/package.json'))
		);
	} catch {
		return false;
	}
}

/**
 * @param {string} dir
 * @param {Release} release
 */
async function install(dir, release) {
	// What an interrupted install left behind can't be trusted.
	await rm(dir, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	const manifest = { private: true, overrides: release.overrides };
	await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
	const options = { cwd: dir, env: cleanEnv() };
	const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
	const packages = Object.entries({ 'n8n-core': release.core, ...release.nodesNeed });
	const names = packages.map(([name, version]) => `${name}@${version}`);
	const args = ['install', ...names, ...flags, '--prefix', dir];
	const installed = await run('npm', args, options);
	if (installed.code !== 0) {
		throw programProblem(
			`n8n-core ${release.core} could not be installed.`,
			installed.stdout + installed.stderr,
			'Check the network and run it again.',
		);
	}
	const checked = await run(process.execPath, ['-e', 'require("n8n-core")'], options);
	if (checked.code !== 0) {
		const wayOut = `Run it again. To start afresh:  rm -rf ${dir}`;
		throw programProblem(`n8n-core ${release.core} does not load.`, checked.stderr, wayOut);
	}
	for (const [name, version] of Object.entries(release.nodePackages ?? {})) {
		await unpack(dir, name, version);
	}
	// Written last: without it, the install counts as interrupted.
	await writeFile(stampOf(dir), JSON.stringify(release));
}

/**
 * Puts a package into `node_modules` without what it depends on: n8n's own nodes bring clients of a hundred
 * services.
 * @param {string} dir
 * @param {string} name
 * @param {string} version
 */
async function unpack(dir, name, version) {
	const folder = await mkdtemp(join(dir, 'tarball-'));
	const target = join(dir, 'node_modules', name);
	await mkdir(target, { recursive: true });
	/** @type {[string, string[]][]} */
	const steps = [
		['npm', ['pack', `${name}@${version}`, '--pack-destination', folder]],
		['sh', ['-c', 'tar -xzf "$1"/*.tgz -C "$2" --strip-components=1', 'sh', folder, target]],
	];
	for (const [command, args] of steps) {
		const { code, stdout, stderr } = await run(command, args, { cwd: dir, env: cleanEnv() });
		if (code !== 0) {
			const wayOut = 'Check the network and run it again.';
			throw programProblem(`${name} ${version} could not be unpacked.`, stdout + stderr, wayOut);
		}
	}
	await rm(folder, { recursive: true });
}

/**
 * Gives an n8n-core with its n8n-workflow, installing it if it is not there yet.
 * @param {Release} release
 * @param {(line: string) => void} log
 * @returns {Promise<string>} the folder from which it can be resolved
 */
async function ensureCore(release, log) {
	const dir = join(cacheFolder(), `core-${release.core}`);
	if (isInstalled(dir, release)) return dir;
	await mkdir(cacheFolder(), { recursive: true });
	await withLock(`${dir}.lock`, log, async () => {
		if (isInstalled(dir, release)) return;
		const started = Date.now();
		log(`Installing n8n-core ${release.core} into ${dir}: once, about a minute and 200 MB …`);
		await install(dir, release);
		log(`  done after ${Math.round((Date.now() - started) / 1000)} s`);
	});
	return dir;
}

module.exports = { ensureCore };
