const { existsSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** What npm has to get through for n8n 2.41.1, more or less: only to tell how far it is. */
const LOOKED_UP = 1800;
const UNPACKED = 1500;

/**
 * Counts the packages that npm has unpacked so far. The folders alone say nothing: npm makes all of them first.
 * @param {string} nodeModules
 * @returns {number}
 */
function unpackedPackages(nodeModules) {
	if (!existsSync(nodeModules)) return 0;
	const folders = readdirSync(nodeModules).flatMap((name) =>
		name.startsWith('@')
			? readdirSync(join(nodeModules, name)).map((inner) => join(name, inner))
			: [name],
	);
	return folders.filter((folder) => existsSync(join(nodeModules, folder, 'package.json'))).length;
}

/**
 * Follows an `npm install --loglevel=http`, which first looks every package up and then unpacks all of them.
 * @param {string} dir where it installs to
 */
function installProgress(dir) {
	let lookedUp = 0;
	/** @param {number} done @param {number} all */
	const share = (done, all) => `${Math.min(99, Math.floor((100 * done) / all))} %`;
	return {
		/** @param {string} output a piece of what npm prints */
		read(output) {
			lookedUp += output.match(/npm http (?!.*\/-\/)/g)?.length ?? 0;
		},
		/** @returns {string} how far it is */
		tell() {
			const unpacked = unpackedPackages(join(dir, 'node_modules'));
			if (unpacked > 0) return `unpacking, about ${share(unpacked, UNPACKED)}`;
			if (lookedUp > 0.98 * LOOKED_UP) return 'choosing versions that fit together';
			return `looking up packages, about ${share(lookedUp, LOOKED_UP)}`;
		},
	};
}

module.exports = { installProgress };
