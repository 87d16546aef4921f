/** What the package costs an n8n that has it installed. */
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { loadN8n } = require('../../engine/n8n');
const { settle } = require('../rounds');
const { summarize } = require('../statistics');
const { digits, spread, table } = require('../table');

const PROCESSES = 7;

/**
 * @typedef {{ what: 'package' | 'httpRequest' }} Part
 * @typedef {{ time: number, memory: number, sizes: ReturnType<typeof sizesOf> }} Result in milliseconds and bytes
 */

/** Each in a fresh process, in turn. @type {Part[]} */
const parts = Array.from({ length: PROCESSES }, () => [
	{ what: /** @type {const} */ ('package') },
	{ what: /** @type {const} */ ('httpRequest') },
]).flat();

/**
 * @param {import('../bench').Settings} settings
 * @param {Part} part
 * @returns {Promise<Result>}
 */
async function measure({ n8nDir, packageDir, tarball }, { what }) {
	const n8nCoreDir = join(n8nDir, 'node_modules', 'n8n');
	const { core } = loadN8n(n8nCoreDir);
	const load = {
		// What n8n does with each community package when it starts.
		package: async () => {
			const loader = new core.PackageDirectoryLoader(packageDir);
			await loader.loadAll();
			return loader;
		},
		httpRequest: async () => {
			const path = 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js';
			const { HttpRequest } = require(require.resolve(path, { paths: [n8nCoreDir] }));
			return new HttpRequest();
		},
	}[what];

	await settle();
	const memoryBefore = process.memoryUsage().heapUsed;
	const before = process.hrtime.bigint();
	const loaded = await load();
	const time = Number(process.hrtime.bigint() - before) / 1e6;
	await settle();
	const memory = process.memoryUsage().heapUsed - memoryBefore;
	if (!loaded) throw new Error('Nothing was loaded.');
	return { time, memory, sizes: sizesOf(tarball, packageDir) };
}

/**
 * @param {string} tarball
 * @param {string} packageDir
 */
function sizesOf(tarball, packageDir) {
	const files = readdirSync(packageDir, { recursive: true, withFileTypes: true }).filter((entry) =>
		entry.isFile(),
	);
	const sizes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
	return {
		packed: statSync(tarball).size,
		unpacked: sizes.reduce((sum, size) => sum + size, 0),
		files: files.length,
	};
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${digits(bytes / 1024)} KB`;

/**
 * @param {Result[]} results
 * @param {Part[]} ofParts
 */
function report(results, ofParts) {
	const { packed, unpacked, files } = results[0].sizes;
	const rows = [
		{ name: 'This package: node and credential', what: 'package' },
		{ name: 'HTTP Request node', what: 'httpRequest' },
	].map(({ name, what }) => {
		const own = results.filter((_, index) => ofParts[index].what === what);
		return [
			name,
			spread(summarize(own.map(({ time }) => time)), 'ms'),
			kilobytes(summarize(own.map(({ memory }) => memory)).median),
		];
	});
	return [
		`The tarball has ${kilobytes(packed)} and unpacks to ${kilobytes(unpacked)} in ${files} files; it has ` +
			'no dependencies. Loading is what n8n does once, when it starts, here in a fresh process that has ' +
			'loaded n8n itself. The HTTP Request node, with what it alone needs, stands beside it.',
		table(['', 'Time to load', 'Memory'], rows),
	].join('\n\n');
}

module.exports = { title: 'Cost to n8n', parts, measure, report };
