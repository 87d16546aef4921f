/**
 * `npm run test:compat`: the engine tests on older releases of n8n.
 *
 * Other releases than the promised ones: `npm run test:compat -- 1.122.48`, by version of n8n-core.
 */
const { mkdtemp, readFile, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join, relative } = require('node:path');
const { ROOT } = require('../n8n/install');
const { lastWords, Problem, programProblem } = require('../n8n/problem');
const { cleanEnv, run } = require('../n8n/processes');
const { ensureCore } = require('./install');
const { knownOf } = require('./known');
const { RELEASES } = require('./versions');

/**
 * @typedef {import('./versions').Release} Release
 *
 * @typedef {object} Test
 * @property {string} name with the file it is in
 * @property {string} fullName
 * @property {boolean} passed
 * @property {string} message why it failed
 *
 * @typedef {object} Result
 * @property {Release} release
 * @property {number} passed
 * @property {Test[]} known failed, as known.js says
 * @property {string[]} failed
 * @property {number} ms
 */

/** Everything but random.test.js: the fault matrix has the same faults, settings and checks. */
const TESTS = ['<rootDir>/test/engine/!(random).test.js', '<rootDir>/test/compat/*.test.js'];

/** The tests drive the built node. */
async function build() {
	const { code, stdout, stderr } = await run('npx', ['--no-install', 'gulp'], {
		cwd: ROOT,
		env: cleanEnv(),
	});
	if (code !== 0)
		throw programProblem('The build failed.', stdout + stderr, 'Correct the errors above.');
}

/**
 * @param {string} coreDir
 * @returns {Promise<Test[]>} what Jest found, with n8n from this folder
 */
async function runTests(coreDir) {
	const folder = await mkdtemp(join(tmpdir(), 'ippanel-compat-'));
	const outputFile = join(folder, 'results.json');
	try {
		const args = [require.resolve('jest/bin/jest'), '--coverage=false', '--forceExit', '--json'];
		const filters = TESTS.flatMap((glob) => ['--testMatch', glob]);
		const { stderr } = await run(
			process.execPath,
			[...args, '--outputFile', outputFile, ...filters],
			{ cwd: ROOT, env: cleanEnv({ IPPANEL_N8N_CORE: coreDir }) },
		);
		const text = await readFile(outputFile, 'utf8').catch(() => {
			throw new Problem('Jest ended without a result.', lastWords(stderr));
		});
		return JSON.parse(text).testResults.flatMap(testsOf);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * @param {{ name: string, message: string, assertionResults: any[] }} file
 * @returns {Test[]}
 */
function testsOf({ name, message, assertionResults }) {
	const file = relative(ROOT, name);
	if (assertionResults.length === 0) {
		return [{ name: file, fullName: file, passed: false, message }];
	}
	// What a release has no nodes for is skipped.
	const ran = assertionResults.filter(({ status }) => status !== 'pending');
	return ran.map(({ fullName, status, failureMessages }) => ({
		name: `${file}: ${fullName}`,
		fullName,
		passed: status === 'passed',
		message: failureMessages.join('\n'),
	}));
}

/**
 * @param {Release} release
 * @returns {Promise<Result>}
 */
async function check(release) {
	const coreDir = await ensureCore(release, console.log);
	console.log(`n8n ${release.n8n} (n8n-core ${release.core}) …`);
	const started = Date.now();
	const tests = await runTests(coreDir);
	const ms = Date.now() - started;

	const known = knownOf(release.core);
	/** @type {Result} */
	const result = { release, passed: 0, known: [], failed: [], ms };
	const isKnown = (/** @type {Test} */ { fullName }) =>
		known.some((entry) => entry.tests.test(fullName));
	for (const test of tests) {
		if (test.passed) result.passed++;
		else if (isKnown(test)) result.known.push(test);
		else result.failed.push(`${test.name}\n${lastWords(test.message)}`);
	}
	for (const { tests: pattern, reason } of known) {
		const failing = result.known.filter(({ fullName }) => pattern.test(fullName));
		for (const { name } of failing) console.log(`  known: ${name}`);
		if (failing.length > 0) console.log(`    ${reason}`);
		else result.failed.push(`Nothing that ${pattern} names fails: take it out of known.js`);
	}
	for (const failure of result.failed) console.log(`  FAILED: ${failure}`);
	return result;
}

/** @param {Result[]} results */
function print(results) {
	const row = (/** @type {Array<string | number>} */ cells) =>
		cells.map((cell) => String(cell).padStart(10)).join('');
	console.log(`\n${row(['n8n', 'n8n-core', 'passed', 'known', 'failed', 'ms'])}`);
	for (const { release, passed, known, failed, ms } of results) {
		console.log(row([release.n8n, release.core, passed, known.length, failed.length, ms]));
	}
	const sum = (/** @type {number[]} */ counts) => counts.reduce((all, count) => all + count, 0);
	const failures = sum(results.map(({ failed }) => failed.length));
	console.log(`\n${sum(results.map(({ passed }) => passed))} passed, ${failures} failed`);
	if (failures > 0) process.exitCode = 1;
}

/** @param {string[]} versions of n8n-core; the promised ones by default */
async function main(versions) {
	const releases = versions.map(
		(core) => RELEASES.find((release) => release.core === core) ?? { n8n: '?', core },
	);
	await build();
	/** @type {Result[]} */
	const results = [];
	for (const release of releases.length > 0 ? releases : RELEASES) {
		results.push(await check(release));
	}
	print(results);
}

main(process.argv.slice(2)).catch((error) => {
	console.error(error instanceof Problem ? error.toString() : error);
	process.exitCode = 1;
});
