/**
 * `npm run test:e2e`: the node in real n8n, in a real browser. Starts n8n with the packed tarball installed,
 * plays the scenarios on it and says what came of them.
 *
 *     node test/e2e/index.js        all scenarios
 *     node test/e2e/index.js 3 7    those with these numbers
 *
 * It writes to test-results/ only. `npm run pictures` is the same with `--pictures`: the pictures of the README
 * that it takes go to docs/images/.
 */
const { mkdir, mkdtemp, rm, writeFile } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { run } = require('node:test');
const { ensureN8n } = require('../n8n/install');
const { installPackage, packTarball, startN8n } = require('../n8n/instance');
const { Problem } = require('../n8n/problem');
const { signedIn } = require('../n8n/rest');
const { IMAGES, IMAGES_OF_RUN, N8N_URL, RESULTS } = require('./places');
const { Report } = require('./report');

/** After this, something hangs. */
const TIMEOUT_MS = 45 * 60_000;

/** Renews the pictures of the README. */
const PICTURES = '--pictures';

/** @typedef {import('../n8n/instance').Instance} Instance */

/**
 * Starts an n8n that knows the node from its tarball only.
 * @param {string} userFolder
 * @param {Report} report
 * @returns {Promise<Instance>}
 */
async function startInstance(userFolder, report) {
	const n8n = await ensureN8n({ log: console.log });
	await report.step('the tarball, packed and installed as a community package', async () => {
		await installPackage(userFolder, await packTarball(join(userFolder, 'tarball')));
	});
	return await report.step('n8n, started', async () => await startN8n({ n8n, userFolder }));
}

/**
 * Plays the scenarios in a process of their own, one after the other.
 * @param {string[]} numbers of the scenarios; none: all of them
 * @param {AbortSignal} signal
 * @param {Report} report
 */
async function play(numbers, signal, report) {
	const stream = run({
		files: [join(__dirname, 'scenarios.js')],
		timeout: TIMEOUT_MS,
		signal,
		...(numbers.length > 0 && { testNamePatterns: [new RegExp(`^(${numbers.join('|')})\\.`)] }),
	});
	stream.on('test:pass', (result) => report.pass(result));
	stream.on('test:fail', (result) => report.fail(result));
	stream.on('test:stdout', ({ message }) => process.stdout.write(message));
	stream.on('test:stderr', ({ message }) => process.stderr.write(message));
	await new Promise((resolve, reject) => stream.on('error', reject).on('end', resolve).resume());
}

async function main() {
	const report = new Report();
	const stopped = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stopped.abort());

	await rm(RESULTS, { recursive: true, force: true });
	await mkdir(RESULTS, { recursive: true });
	const userFolder = await mkdtemp(join(tmpdir(), 'ippanel-e2e-'));
	/** @type {Instance | undefined} */
	let instance;
	try {
		instance = await startInstance(userFolder, report);
		await signedIn(instance.url);
		process.env[N8N_URL] = instance.url;
		const numbers = process.argv.slice(2).filter((argument) => argument !== PICTURES);
		if (process.argv.includes(PICTURES)) process.env[IMAGES_OF_RUN] = IMAGES;
		await play(numbers, stopped.signal, report);
		return report.end();
	} finally {
		if (instance) {
			await writeFile(join(RESULTS, 'n8n.log'), instance.logs());
			await instance.stop();
		}
		await rm(userFolder, { recursive: true, force: true });
	}
}

main().then(
	(ok) => process.exit(ok ? 0 : 1),
	(error) => {
		console.error(error instanceof Problem ? error.toString() : error);
		process.exit(1);
	},
);
