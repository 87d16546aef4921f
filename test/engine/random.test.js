/**
 * Random campaigns with random faults and settings: the promises hold in all of them. Texts repeat on
 * purpose, so that the outbox alone can't tell whose message is whose.
 */
const fc = require('fast-check');
const { startSandbox } = require('../sandbox');
const { createEngine } = require('.');
const { batchesOf, campaignWorkflow, FAULTS, faultFor, MODES } = require('./campaigns');
const { checkPromises, itemOf, watchLog } = require('./promises');
const { takeTurn } = require('./sideBySide');

/** How many campaigns; `RANDOM_RUNS` and `RANDOM_SEED` repeat or lengthen a run. */
const RUNS = Number(process.env.RANDOM_RUNS ?? 250);
const SEED = Number(process.env.RANDOM_SEED ?? Date.now() % 1_000_000);

/**
 * @typedef {object} Drawn
 * @property {string[]} texts of the items
 * @property {import('./campaigns').Mode} mode
 * @property {number} concurrency
 * @property {Array<{ name: import('./campaigns').FaultName, item: number, times: number }>} faults
 * @property {number[]} slow items
 * @property {number} retries of the execution
 * @property {boolean} outboxFails whether the outbox can't be read the first time
 */

/** Campaigns that run side by side; a retry waits some seconds before it believes the outbox. */
const PARALLEL = 250;

/** Requests without an answer cost their time-out, so they are left to the fault matrix. */
const faultNames = /** @type {import('./campaigns').FaultName[]} */ (
	Object.keys(FAULTS).filter((name) => !/noAnswer|refusedConnection/.test(name))
);

/** @type {fc.Arbitrary<Drawn>} */
const campaign = fc.record({
	texts: fc.array(fc.constantFrom('یک', 'دو', 'سه'), { minLength: 1, maxLength: 8 }),
	mode: fc.constantFrom(.../** @type {import('./campaigns').Mode[]} */ (Object.keys(MODES))),
	concurrency: fc.constantFrom(1, 2, 5, 20),
	faults: fc.array(
		fc.record({
			name: fc.constantFrom(...faultNames),
			item: fc.nat({ max: 7 }),
			times: fc.constantFrom(1, 2, -1),
		}),
		{ maxLength: 5 },
	),
	slow: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
	retries: fc.nat({ max: 2 }),
	outboxFails: fc.boolean(),
});

/**
 * @param {import('.').Engine} engine
 * @param {Drawn} drawn
 */
async function checkCampaign(
	engine,
	{ texts, mode, concurrency, faults, slow, retries, outboxFails },
) {
	await takeTurn();
	// The API's own guard would hide a second copy.
	const sandbox = await startSandbox({ guardSeconds: 0 });
	try {
		for (const item of slow) {
			sandbox.addFault({ kind: 'delay', ms: 5, bodyIncludes: `"start":${item},`, times: 1 });
		}
		for (const { name, item, times } of faults) sandbox.addFault(faultFor(name, item, times));
		if (outboxFails) {
			sandbox.addFault({ kind: 'statusFalse', path: '/api/report/new_list', times: 1 });
		}
		const items = texts.map((_, index) => index);
		const batches = batchesOf(mode, items);
		const runs = [
			await engine.run({
				workflow: campaignWorkflow(mode, concurrency),
				credentials: { ipPanelEdgeApi: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl } },
				input: items.map((item) => ({ item, message: texts[item] })),
			}),
		];
		checkPromises({ sandbox, runs, batches });
		for (let retry = 0; retry < retries && !runs[0].finished; retry++) {
			if (runs[runs.length - 1].finished) break;
			runs.push(await engine.retry(runs[runs.length - 1], {}));
			checkPromises({ sandbox, runs, batches });
		}

		const last = runs[runs.length - 1];
		const continues = mode === 'continue' || mode === 'error output';
		if (last.status === 'success' && !continues) {
			const accepted = sandbox.outbox.map(itemOf).sort((one, other) => one - other);
			expect(accepted).toEqual(items);
		}
	} finally {
		await sandbox.close();
	}
}

test(`${RUNS} random campaigns keep the promises (seed ${SEED})`, async () => {
	const log = watchLog();
	const engine = await createEngine(log);
	const share = Math.ceil(RUNS / PARALLEL);
	const property = fc.asyncProperty(campaign, (/** @type {any} */ drawn) =>
		checkCampaign(engine, drawn),
	);
	await Promise.all(
		Array.from({ length: PARALLEL }, async (_, index) => {
			await fc.assert(property, { numRuns: share, seed: SEED + index });
		}),
	);
	await engine.close();
	log.check();
	process.stdout.write(`\n${share * PARALLEL} random campaigns, seed ${SEED}\n`);
}, 1_800_000);
