/**
 * Random histories of one campaign: it is killed or stopped anywhere, fails, here or in a node before, is retried from
 * the last or from the first execution or from one twice at once, with n8n started anew or not, while others send the
 * same words and the API's clock is wrong. Whatever happens, nobody gets a second copy, and what the node says is true.
 */
const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const fc = require('fast-check');
const { chain } = require('../n8n/chain');
const { startSandbox } = require('../sandbox');
const { createEngine } = require('.');
const { callerOf, campaignWorkflow, faultFor } = require('./campaigns');
const { NODE } = require('./harness');
const { killWhen } = require('./kill');
const { isBefore } = require('./n8n');
const { BEING_SENT, itemOf, toldBy, UNKNOWN } = require('./promises');
const { takeTurn } = require('./sideBySide');

/** How many histories; `HISTORY_RUNS` and `RANDOM_SEED` repeat or lengthen a run. */
const RUNS = Number(process.env.HISTORY_RUNS ?? 200);
const SEED = Number(process.env.RANDOM_SEED ?? Date.now() % 1_000_000);

/** Histories that run side by side; a retry waits some seconds before it believes the outbox. */
const PARALLEL = 100;

/** n8n's own words of a sub-workflow that was cut off. */
const CUT_OFF = 'The execution was cancelled';

/** The second Send node addresses other people than the first, with the same words. */
const SECOND = 'Second';
const SECOND_OFFSET = 100;

/** How the items come to the Send node, or to two of them. */
const SHAPES = /** @type {const} */ ([
	'one run',
	'loop',
	'loop with a wait',
	'loop with a long wait',
	'two nodes',
	'two branches',
	'behind a node that fails',
	'batching',
	'batching with a broken item',
	'called once',
	'called for each item',
]);

/** By how much the items of one run of the node differ from those of the next. @type {Partial<Record<Shape, number>>} */
const PER_RUN = {
	loop: 3,
	'loop with a wait': 3,
	'loop with a long wait': 3,
	'two branches': SECOND_OFFSET,
};

/**
 * @typedef {import('./run').Run} Run
 * @typedef {typeof SHAPES[number]} Shape
 *
 * @typedef {object} Step
 * @property {'latest' | 'original'} of which execution is retried
 * @property {number} killAfter how many sends n8n lives on; 99: it is not killed
 * @property {number} [twice] milliseconds after which a second person presses *Retry*; undefined: nobody does
 * @property {boolean} saved whether it is retried with the workflow as it is saved now
 * @property {boolean} anew whether n8n is started anew before it
 * @property {boolean} other whether another execution sends the words of the first item before it
 *
 * @typedef {object} Drawn
 * @property {Shape} shape
 * @property {string[]} texts
 * @property {boolean} differ whether every item says something of its own
 * @property {number} concurrency
 * @property {boolean} continues
 * @property {number} killAfter
 * @property {boolean} stops whether a person presses *Stop* where n8n would be killed
 * @property {string} [clock] of the API, as the sandbox names it
 * @property {Array<{ name: import('./campaigns').FaultName, item: number }>} faults
 * @property {Step[]} steps
 */

/** Mostly right. */
const CLOCKS = [
	undefined,
	undefined,
	undefined,
	'clock 2 minutes behind',
	'clock 2 minutes ahead, Date header right',
	'clock 9 minutes behind, no Date header',
];

const faultNames = /** @type {import('./campaigns').FaultName[]} */ ([
	'validation',
	'tooManyRequests',
	'serverError',
	'serverError, accepted',
	'closeBefore',
	'closeAfter',
	'brokenJson, accepted',
	'noIds, accepted',
]);

/** @param {readonly Shape[]} shapes @returns {fc.Arbitrary<Drawn>} */
const historyOf = (shapes) =>
	fc.record({
		shape: fc.constantFrom(...shapes),
		texts: fc.array(fc.constantFrom('یک', 'دو', 'سه'), { minLength: 1, maxLength: 7 }),
		differ: fc.boolean(),
		concurrency: fc.constantFrom(1, 3, 20),
		continues: fc.boolean(),
		killAfter: fc.constantFrom(1, 2, 3, 5, 99, 99),
		stops: fc.boolean(),
		clock: fc.constantFrom(...CLOCKS),
		faults: fc.array(
			fc.record({ name: fc.constantFrom(...faultNames), item: fc.nat({ max: 6 }) }),
			{
				maxLength: 3,
			},
		),
		steps: fc.array(
			fc.record({
				of: fc.constantFrom(.../** @type {Step['of'][]} */ (['latest', 'latest', 'original'])),
				killAfter: fc.constantFrom(1, 2, 99, 99, 99),
				twice: fc.constantFrom(undefined, undefined, undefined, 0, 40),
				saved: fc.boolean(),
				anew: fc.boolean(),
				other: fc.boolean(),
			}),
			{ minLength: 1, maxLength: 3 },
		),
	});

/** @param {Drawn} drawn */
function workflowOf(drawn) {
	const { shape, concurrency, continues } = drawn;
	const workflow = campaignWorkflow(shape.startsWith('loop') ? 'loop' : 'stop', concurrency);
	const send = /** @type {any} */ (workflow.nodes.find(({ name }) => name === NODE));
	if (continues) send.onError = 'continueRegularOutput';
	if (shape.startsWith('batching')) {
		send.parameters.requestOptions.batching = { batch: { batchSize: 1, batchInterval: 10 } };
	}
	if (shape === 'batching with a broken item') {
		send.parameters.message = '={{ $json.item === 2 ? $json.nothing.text : $json.message }}';
	}
	if (shape.endsWith('wait')) {
		const wait = { name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1.1 };
		// One that is long ends the execution, which goes on from what n8n has stored.
		const parameters = { amount: shape.includes('long') ? 66 : 0.02, unit: 'seconds' };
		workflow.nodes.push({ ...send, ...wait, id: 'wait', parameters, credentials: undefined });
		workflow.connections.Wait = workflow.connections[NODE];
		workflow.connections[NODE] = { main: [[{ node: 'Wait', type: 'main', index: 0 }]] };
	}
	if (shape === 'two branches') {
		const [audience] = send.parameters.audiences.audience;
		audience.operators.operator[0].start = `={{ $json.item + $runIndex * ${SECOND_OFFSET} }}`;
		const pass = { name: 'Pass', type: 'n8n-nodes-base.noOp', parameters: {} };
		workflow.nodes.push({ ...send, ...pass, id: 'pass', credentials: undefined });
		const to = (/** @type {string} */ node) => ({
			node,
			type: /** @type {const} */ ('main'),
			index: 0,
		});
		workflow.connections.Trigger = { main: [[to(NODE), to('Pass')]] };
		workflow.connections.Pass = { main: [[to(NODE)]] };
	}
	if (shape === 'two nodes') {
		const second = structuredClone(send);
		Object.assign(second, { id: 'second', name: SECOND });
		const [audience] = second.parameters.audiences.audience;
		audience.operators.operator[0].start = `={{ $('Trigger').item.json.item + ${SECOND_OFFSET} }}`;
		second.parameters.message = "={{ $('Trigger').item.json.message }}";
		workflow.nodes.push(second);
		workflow.connections[NODE] = { main: [[{ node: SECOND, type: 'main', index: 0 }]] };
	}
	if (shape.startsWith('behind')) {
		const [audience] = send.parameters.audiences.audience;
		audience.operators.operator[0].start = "={{ $('Trigger').item.json.item }}";
		send.parameters.message = "={{ $('Trigger').item.json.message }}";
		const parameters = { resource: 'account', operation: 'getCredit' };
		const before = { ...send, id: 'before', name: 'Before', onError: undefined, parameters };
		return chain('Behind', [workflow.nodes[0], before, send]);
	}
	return shape.startsWith('called')
		? callerOf(workflow, {
				mode: shape === 'called once' ? 'once' : 'each',
				...(continues && { settings: { onError: 'continueRegularOutput' } }),
			})
		: workflow;
}

/** Another execution's message: the same words, to more people. */
function toTwoPeople() {
	const workflow = campaignWorkflow('stop', 1);
	const { parameters } = /** @type {any} */ (workflow.nodes.find(({ name }) => name === NODE));
	parameters.audiences.audience[0].operators.operator[0].size = 2;
	return workflow;
}

/**
 * What the last execution says of each message, by the start of its audience.
 *
 * @param {Run} run
 * @param {Drawn} drawn
 */
function toldOf(run, { shape }) {
	const from =
		(/** @type {number} */ offset) =>
		(/** @type {number} */ item, runIndex = 0) =>
			offset + runIndex * (PER_RUN[shape] ?? 0) + item;
	return new Map([...toldBy(run, from(0)), ...toldBy(run, from(SECOND_OFFSET), SECOND)]);
}

/**
 * Whether it is reported as sent or as open; what was cut off reports nothing.
 *
 * @param {{ ids: unknown[], error?: string }} [told]
 */
function isOpenOrTold(told) {
	const { ids = [], error = UNKNOWN } = told ?? {};
	return ids.length > 0 || [UNKNOWN, BEING_SENT, CUT_OFF].some((words) => error.startsWith(words));
}

/**
 * Histories that the checks once got wrong. What one retry was refused, the other one sent; then n8n took the refusal over.
 *
 * @type {Drawn[]}
 */
const FOUND = [
	{
		shape: 'two branches',
		texts: ['یک', 'یک', 'یک', 'یک'],
		differ: true,
		concurrency: 1,
		continues: true,
		killAfter: 3,
		stops: false,
		faults: [{ name: 'validation', item: 3 }],
		steps: [
			{ of: 'latest', killAfter: 2, twice: 40, saved: false, anew: false, other: true },
			{ of: 'latest', killAfter: 2, saved: false, anew: false, other: true },
		],
	},
];

/** How the histories ended. */
const ends = { success: 0, unknown: 0, failed: 0 };

/**
 * @param {import('.').Engine} engine
 * @param {Drawn} drawn
 */
async function checkHistory(engine, drawn) {
	const { texts, differ, shape, continues } = drawn;
	await takeTurn();
	const sandbox = await startSandbox({ guardSeconds: 0 });
	if (drawn.clock) sandbox.setView(drawn.clock);
	try {
		sandbox.addFault({ kind: 'unauthorized', path: '/api/payment/credit/mine' });
		for (const { name, item } of drawn.faults) sandbox.addFault(faultFor(name, item, 1));
		const credentials = {
			ipPanelEdgeApi: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
		};
		const input = texts.map((text, item) => ({
			item,
			message: differ ? `${text} شماره ${item}` : text,
		}));
		const workflow = workflowOf(drawn);
		const mode = /** @type {const} */ ('webhook');
		/** A person's Stop does not reach what was called. @type {Promise<unknown>[]} */
		const goesOn = [];
		const control = drawn.stops ? { goesOn } : {};
		const startAnew = () => engine.restart(sandbox.baseUrl);
		const begin = async (/** @type {any} */ options, /** @type {number} */ killAfter) => {
			const before = sandbox.sends.length;
			const { run, killed } = await killWhen(
				(signal) => options(signal),
				() => sandbox.sends.length >= before + killAfter,
			);
			if (killed && !drawn.stops) startAnew();
			return run;
		};
		const first = await begin(
			async (/** @type {AbortSignal} */ signal) =>
				await engine.run({ workflow, credentials, input, mode, signal, ...control }),
			drawn.killAfter,
		);
		check(first);
		let last = first;
		for (const { of, killAfter, twice, saved, anew, other } of drawn.steps) {
			if (last.finished) break;
			if (anew) {
				await Promise.allSettled(goesOn);
				startAnew();
			}
			if (other) {
				const others = [{ item: 1_000, message: input[0].message }];
				await engine.run({ workflow: toTwoPeople(), credentials, input: others, mode });
			}
			const from = of === 'latest' ? last : first;
			/** @type {Run[]} */
			let runs = [];
			last = await begin(async (/** @type {AbortSignal} */ signal) => {
				const options = { signal, ...control, ...(saved && { workflow }) };
				const presses = twice === undefined ? [0] : [0, twice];
				runs = await Promise.all(
					presses.map(async (after) => {
						await sleep(after);
						return await engine.retry(from, options);
					}),
				);
				return runs.find(({ finished }) => finished) ?? runs[0];
			}, killAfter);
			for (const run of runs) check(run, runs, from);
		}
		await Promise.allSettled(goesOn);
		acceptedOnce();
		ends[
			last.finished ? 'success' : last.error?.message.startsWith(UNKNOWN) ? 'unknown' : 'failed'
		]++;

		/** The IDs of each item that was accepted, by the start of its audience. */
		function acceptedOnce() {
			const accepted = new Map(
				[...new Set(sandbox.outbox.map(itemOf))].map((item) => [
					item,
					sandbox.outbox.filter((message) => itemOf(message) === item).map(({ id }) => id),
				]),
			);
			for (const [item, ids] of accepted) {
				if (item < 1_000) assert.ok(ids.length <= 1, `${item} was accepted ${ids.length} times`);
			}
			return accepted;
		}

		/**
		 * @param {Run} run
		 * @param {Run[]} [atOnce] one may be refused what the other one then sends
		 * @param {Run} [from] what it retries; what n8n takes over from there was checked there
		 */
		function check(run, atOnce = [run], from) {
			const accepted = acceptedOnce();
			const told = toldOf(run, drawn);
			const before = from && toldOf(from, drawn);
			const all = [...told.values()].flatMap(({ ids }) => ids.map(Number));
			assert.equal(new Set(all).size, all.length, 'an ID is told at two items');
			for (const [item, { ids, error, startTime }] of told) {
				if (ids.length > 0) {
					assert.deepEqual(ids.map(Number), accepted.get(item) ?? [], `a wrong ID at ${item}`);
				} else if (accepted.get(item) && before?.get(item)?.startTime !== startTime) {
					const isTold = atOnce.some((one) => isOpenOrTold(toldOf(one, drawn).get(item)));
					assert.ok(isTold, `${item} was accepted, but: ${error}`);
				}
			}
			if (run.status === 'success' && !continues) {
				const wanted = input.flatMap(({ item }) =>
					shape.startsWith('two') ? [item, item + SECOND_OFFSET] : [item],
				);
				for (const item of wanted) assert.ok(accepted.get(item), `${item} never went out`);
			}
		}
	} finally {
		await sandbox.close();
	}
}

test(`${RUNS} random histories keep the promises (seed ${SEED})`, async () => {
	const engine = await createEngine();
	const share = Math.ceil(RUNS / PARALLEL);
	// Before n8n 2.12 a called workflow is not told that a retry called it, so there is nothing to promise.
	const shapes = SHAPES.filter(
		(shape) => !shape.startsWith('called') || !isBefore(engine.n8nVersion, '2.12.0'),
	);
	const property = fc.asyncProperty(historyOf(shapes), (/** @type {any} */ drawn) =>
		checkHistory(engine, drawn),
	);
	await Promise.all(
		Array.from({ length: PARALLEL }, async (_, index) => {
			const examples = FOUND.slice(index, index + 1).map((drawn) => /** @type {[any]} */ ([drawn]));
			await fc.assert(property, { numRuns: share, seed: SEED + index, examples });
		}),
	);
	await engine.close();
	process.stdout.write(`\n${share * PARALLEL} histories, seed ${SEED}: ${JSON.stringify(ends)}\n`);
}, 1_800_000);
