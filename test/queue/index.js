/**
 * `npm run test:queue`: n8n in queue mode (one main, two workers, Debian's Redis and PostgreSQL) with the
 * packed node and the sandbox.
 *
 * Some of the cases only: `npm run test:queue -- "a word of their names"`.
 */
const { Problem } = require('../n8n/problem');
const { CASES } = require('./cases');
const { startLab } = require('./lab');

/** After this, something hangs. */
const LIMIT_MS = 45 * 60_000;

/** @param {number} since as from Date.now() */
const elapsed = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** @param {string} [part] of the names of the cases to run */
async function main(part = '') {
	const cases = CASES.filter(({ name }) => name.includes(part));
	const started = Date.now();
	const { lab, stop } = await startLab(console.log);
	console.log(`n8n runs on a queue after ${elapsed(started)}`);
	let failed = 0;
	try {
		for (const { name, run } of cases) {
			const caseStarted = Date.now();
			try {
				await lab.replaceWorkers();
				const note = await run(lab);
				console.log(`ok      ${name} (${elapsed(caseStarted)})${note ? `: ${note}` : ''}`);
			} catch (error) {
				failed++;
				console.log(`FAILED  ${name} (${elapsed(caseStarted)})`);
				console.log(error instanceof Error ? error.stack : error);
			} finally {
				lab.sandbox.reset();
			}
		}
	} finally {
		await stop();
	}
	console.log(`\n${cases.length - failed} passed, ${failed} failed (${elapsed(started)})`);
	if (failed > 0) process.exitCode = 1;
}

setTimeout(() => {
	console.error(`Still not done after ${LIMIT_MS / 60_000} minutes.`);
	process.exit(1);
}, LIMIT_MS).unref();

main(process.argv[2]).catch((error) => {
	console.error(error instanceof Problem ? error.toString() : error);
	process.exitCode = 1;
});
