const { existsSync } = require('node:fs');
const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const { join, resolve } = require('node:path');
const { ROOT } = require('./install');
const { programProblem } = require('./problem');
const { cleanEnv, run } = require('./processes');

/**
 * Builds this package and packs it as it would be published.
 * @param {string} folder where the tarball goes
 * @returns {Promise<string>} its path
 */
async function packTarball(folder) {
	await mkdir(folder, { recursive: true });
	const env = cleanEnv();
	const build = await run('npx', ['--no-install', 'gulp'], { cwd: ROOT, env });
	if (build.code !== 0) {
		const wayOut = 'Correct the errors above. If modules are missing:  npm ci';
		throw programProblem('The build failed.', build.stdout + build.stderr, wayOut);
	}
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(folder)];
	const pack = await run('npm', args, { cwd: ROOT, env });
	if (pack.code !== 0) throw programProblem('npm pack failed.', pack.stderr, 'Run it again.');
	const [{ filename }] = JSON.parse(pack.stdout);
	return join(resolve(folder), filename);
}

/**
 * Installs a tarball into an n8n's user folder as n8n installs a community package: without install scripts,
 * and without the peer dependencies, which n8n provides.
 * @param {string} userFolder as in N8N_USER_FOLDER
 * @param {string} tarball
 */
async function installPackage(userFolder, tarball) {
	const nodes = join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	const manifest = join(nodes, 'package.json');
	if (!existsSync(manifest))
		await writeFile(manifest, '{ "name": "installed-nodes", "private": true }');
	// npm would keep an earlier tarball of the same version: it goes by the version and the lock file.
	await rm(join(nodes, 'package-lock.json'), { force: true });
	await rm(join(nodes, 'node_modules', '.package-lock.json'), { force: true });
	await removeInstalled(nodes, manifest);
	const args = ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
	const result = await run('npm', [...args, '--prefix', nodes, resolve(tarball)], {
		cwd: nodes,
		env: cleanEnv(),
	});
	if (result.code !== 0) {
		throw programProblem(
			`Installing ${tarball} failed.`,
			result.stderr,
			`Delete ${nodes} and run it again.`,
		);
	}
}

/**
 * @param {string} nodes n8n's folder of community packages
 * @param {string} manifest
 */
async function removeInstalled(nodes, manifest) {
	const written = JSON.parse(await readFile(manifest, 'utf8'));
	for (const name of Object.keys(written.dependencies ?? {})) {
		await rm(join(nodes, 'node_modules', name), { recursive: true, force: true });
	}
	await writeFile(manifest, JSON.stringify({ ...written, dependencies: undefined }));
}

module.exports = { installPackage, packTarball };
