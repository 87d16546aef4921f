/**
 * `npm run bench`: measures this package's Send against n8n's HTTP Request node and a bare loop of `fetch`,
 * prints the results and writes them to docs/benchmarks.md.
 */
const { execFileSync, fork } = require('node:child_process');
const { once } = require('node:events');
const {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} = require('node:fs');
const { arch, cpus, loadavg, release, tmpdir, totalmem, type } = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const prettier = require('prettier');
const { ensureN8n, ROOT } = require('../n8n/install');
const { Problem } = require('../n8n/problem');
const { cleanEnv } = require('../n8n/processes');
const { SECTIONS } = require('./sections');

const DOCUMENT = join(ROOT, 'docs', 'benchmarks.md');

const USAGE = `Usage:  npm run bench -- [--quick] [--only <part of a section's title>]

  --quick  few repetitions, for a rough answer: docs/benchmarks.md stays as it is
  --only   one section alone: the others stay in docs/benchmarks.md as they are`;

/**
 * @typedef {import('./bench').Settings} Settings
 * @typedef {import('../n8n/install').N8n} N8n
 */

function readOptions() {
	try {
		return parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } }).values;
	} catch (error) {
		throw new Problem(error instanceof Error ? error.message : String(error), USAGE);
	}
}

/**
 * Packs the package as it is published and unpacks it where it finds the modules of n8n, as a community
 * package does.
 *
 * @param {string} scratch
 * @param {N8n} n8n
 */
function unpack(scratch, { dir }) {
	const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch];
	const options = /** @type {const} */ ({ cwd: ROOT, env: cleanEnv(), encoding: 'utf8' });
	const [{ filename }] = JSON.parse(execFileSync('npm', args, { ...options, stdio: 'pipe' }));
	const tarball = join(scratch, filename);
	execFileSync('tar', ['-xzf', tarball, '-C', scratch]);
	symlinkSync(join(dir, 'node_modules'), join(scratch, 'node_modules'), 'dir');
	return { tarball, packageDir: join(scratch, 'package') };
}

/**
 * Measures one part of a section in a process of its own.
 *
 * @param {N8n} n8n
 * @param {import('./measure').Order} order
 * @returns {Promise<{ result: unknown, node: string }>}
 */
async function measurePart({ nodeBin }, order) {
	const child = fork(join(__dirname, 'measure.js'), {
		execPath: nodeBin,
		execArgv: ['--expose-gc'],
		env: cleanEnv(),
	});
	child.send(order);
	const [answer] = await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(([code]) => [{ error: `The process ended with code ${code}.` }]),
	]);
	const report = /** @type {import('./measure').Report} */ (answer);
	if ('error' in report) throw new Error(report.error);
	return report;
}

/**
 * @param {N8n} n8n
 * @param {number} section its place in the list
 * @param {Settings} settings
 */
async function measureSection(n8n, section, settings) {
	const { title, parts, report } = SECTIONS[section];
	const results = [];
	let node = '';
	for (let part = 0; part < parts.length; part++) {
		const done = parts.length > 1 ? ` (${part + 1} of ${parts.length})` : '';
		process.stderr.write(`${title}${done} …\n`);
		const answer = await measurePart(n8n, { section, part, settings });
		results.push(answer.result);
		node = answer.node;
	}
	return { text: `## ${title}\n\n${report(results, parts)}`, node };
}

/**
 * When and where a section was measured.
 *
 * @param {N8n} n8n
 * @param {string} node the version of Node.js
 * @param {number[]} load before and after
 */
function stampOf({ dir }, node, load) {
	/** @param {string} path */
	const versionOf = (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).version;
	const modules = join(dir, 'node_modules');
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	const [before, after] = load.map((value) => value.toFixed(1));
	return `_${new Date().toISOString().slice(0, 10)}: ${cpus()[0].model}, ${cpus().length} cores, ${gigabytes} GB, ${type()} ${release()} ${arch()}; n8n ${versionOf(join(modules, 'n8n'))}, Node ${node}. Load ${before} before, ${after} after._`;
}

const HEAD = `# Benchmarks

Written by \`npm run bench\`. It sends the same messages through this package's Send, through n8n's HTTP Request node with a Header Auth credential and the same request body, and through a bare loop of the platform's \`fetch\`, to a sandbox API on the same machine. Each section tells when it was measured; a load above 0.5 before means that other programs ran beside it.`;

const METHOD = `## How it was measured

- This package is measured from its tarball, in the n8n that \`npm start\` installs.
- All contenders of a table run in one process, in turn, each round beginning with another one; before each run the garbage is collected. The sandbox API runs in a process of its own. The workflow engine is n8n's own, without its database: n8n reads a credential from there each time a node asks for it, here it is at hand.
- A figure is the median, with the range of the middle half of all rounds in parentheses. A ratio is the median of the ratios within each round, so that what else the machine did weighs on both sides. *CPU* is what the process computed, on all threads, and is steadier than time where other programs run.

To repeat it: \`npm ci\`, then \`npm run bench\`, half an hour. The first run installs n8n (3 GB) into \`.n8n/\`, or into the folder that \`IPPANEL_N8N_CACHE\` names. \`npm run bench -- --only growth\` measures a single section anew, and \`--quick\` only prints a rough answer.`;

/** What the document says of each section, by its title. */
function sectionsInDocument() {
	const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
	const parts = text.split(/^## /m).slice(1);
	return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), `## ${part}`]));
}

/** @param {Map<string, string>} measured sections by their titles */
async function write(measured) {
	const texts = new Map([...sectionsInDocument(), ...measured]);
	const known = SECTIONS.flatMap(({ title }) => texts.get(title) ?? []);
	mkdirSync(join(ROOT, 'docs'), { recursive: true });
	writeFileSync(DOCUMENT, await format([HEAD, ...known, METHOD].join('\n\n')));
	console.log(`Written to ${DOCUMENT}`);
}

/** @param {string} markdown */
async function format(markdown) {
	const options = await prettier.resolveConfig(DOCUMENT);
	return await prettier.format(markdown, { ...options, filepath: DOCUMENT });
}

async function main() {
	const { quick = false, only } = readOptions();
	const chosen = SECTIONS.filter(
		({ title }) => !only || title.toLowerCase().includes(only.toLowerCase()),
	);
	if (chosen.length === 0) {
		const titles = SECTIONS.map(({ title }) => `  ${title}`).join('\n');
		throw new Problem(`No section is called "${only}". There are:\n${titles}`, USAGE);
	}

	const n8n = await ensureN8n({ log: (line) => process.stderr.write(`${line}\n`) });
	const scratch = mkdtempSync(join(tmpdir(), 'ippanel-bench-'));
	process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
	const settings = { n8nDir: n8n.dir, quick, ...unpack(scratch, n8n) };

	/** @type {Map<string, string>} */
	const measured = new Map();
	for (const section of chosen) {
		const before = loadavg()[0];
		const { text, node } = await measureSection(n8n, SECTIONS.indexOf(section), settings);
		const stamped = `${text}\n\n${stampOf(n8n, node, [before, loadavg()[0]])}`;
		measured.set(section.title, stamped);
		console.log(await format(stamped));
	}
	if (!quick) await write(measured);
}

main().catch((error) => {
	console.error(error instanceof Problem ? String(error) : error);
	process.exitCode = 1;
});
