/**
 * Which versions of n8n's own nodes the oldest promised n8n has, of the nodes that the examples use:
 * `node test/compat/nodeVersions.js` writes them into test/engine/nodeVersions.json.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { readExamples } = require('../n8n/examples');
const { ensureCore } = require('./install');
const { RELEASES } = require('./versions');

/** @typedef {import('n8n-workflow').INodeTypeDescription} Description */

const FILE = join(__dirname, '../engine/nodeVersions.json');

/** The promised release whose own nodes are installed, too. */
const [OLDEST] = RELEASES;

/**
 * @param {string} nodeModules where n8n's packages of nodes are
 * @returns {Map<string, Description[]>} by type; several where the versions differ in their forms
 */
function readDescriptions(nodeModules) {
	/** @type {Map<string, Description[]>} */
	const all = new Map();
	for (const packageName of Object.keys(OLDEST.nodePackages ?? {})) {
		const file = join(nodeModules, packageName, 'dist/types/nodes.json');
		for (const description of JSON.parse(readFileSync(file, 'utf8'))) {
			const type = `${packageName}.${description.name}`;
			all.set(type, [...(all.get(type) ?? []), description]);
		}
	}
	return all;
}

/**
 * @param {string} nodeModules
 * @returns {Promise<Record<string, number[]>>} by type; none for a type that is not there
 */
async function nodeVersions(nodeModules) {
	const descriptions = readDescriptions(nodeModules);
	const examples = await readExamples();
	const types = examples.flatMap(({ workflow }) => workflow.nodes.map(({ type }) => type));
	const ofN8n = [...new Set(types)].filter((type) => !type.startsWith('n8n-nodes-ippanel')).sort();
	return Object.fromEntries(
		ofN8n.map((type) => [
			type,
			(descriptions.get(type) ?? [])
				.flatMap(({ version }) => version)
				.sort((one, other) => one - other),
		]),
	);
}

async function main() {
	const coreDir = await ensureCore(OLDEST, console.log);
	const versions = await nodeVersions(join(coreDir, 'node_modules'));
	// Only here: Jest, which loads this file too, does not take its ES modules.
	const prettier = require('prettier');
	const config = await prettier.resolveConfig(FILE);
	writeFileSync(
		FILE,
		await prettier.format(JSON.stringify(versions), { ...config, filepath: FILE }),
	);
}

if (require.main === module) void main();

module.exports = { nodeVersions, readDescriptions };
