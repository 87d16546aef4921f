/**
 * The fault matrix: every fault, on the first, a middle and the last item, in every way in which the
 * node can be set. What the sandbox received is compared with the table of outcomes of the design.
 */
const assert = require('node:assert/strict');
const { startSandbox } = require('../sandbox');
const { createEngine } = require('.');
const { batchesOf, campaignWorkflow, FAULTS, faultFor, MODES } = require('./campaigns');
const { openDoor } = require('./door');
const { checkPromises, itemOf, UNKNOWN, watchLog } = require('./promises');
const { testSideBySide } = require('./sideBySide');

/**
 * @typedef {import('./campaigns').FaultName} FaultName
 * @typedef {import('./campaigns').Mode} Mode
 * @typedef {{ fault: FaultName, position: number, mode: Mode, concurrency: number }} Cell
 */

const ITEMS = [0, 1, 2, 3, 4, 5];
const POSITIONS = [0, 2, 5];
const CONCURRENCIES = [1, 5];

/** How long a request may take that the sandbox never answers, in milliseconds; the looks into the outbox, too. */
const SHORT_TIMEOUT = 15_000;

const faults = /** @type {FaultName[]} */ (Object.keys(FAULTS));
const modes = /** @type {Mode[]} */ (Object.keys(MODES));

/** @type {Cell[]} */
const cells = faults.flatMap((fault) =>
	modes.flatMap((mode) =>
		POSITIONS.flatMap((position) =>
			CONCURRENCIES.map((concurrency) => ({ fault, mode, position, concurrency })),
		),
	),
);

/** @param {Cell} cell */
const nameOf = ({ fault, mode, position, concurrency }) =>
	`${fault} on item ${position}, ${mode}, concurrency ${concurrency}`;

/**
 * Which items the sandbox must have received by the specification, in order, where one goes out after
 * the other.
 *
 * @param {Cell} cell
 */
function expectedSends({ fault, position, mode }) {
	const { outcome } = FAULTS[fault];
	const continues = mode === 'continue' || mode === 'error output';
	if (fault === 'refusedConnection') return ITEMS.slice(0, position);
	if (outcome === 'found' || continues) return ITEMS;
	const reached = ITEMS.slice(0, position + 1);
	const isTriedAgain = outcome === 'refused' && mode === 'Retry On Fail';
	return isTriedAgain ? [...reached, position, position] : reached;
}

/**
 * Whom the message must have reached where the node goes on after errors.
 *
 * @param {Cell} cell
 */
const expectedAccepted = ({ fault, position }) => {
	if (fault === 'refusedConnection') return ITEMS.slice(0, position);
	const isAccepted = FAULTS[fault].outcome === 'found';
	return ITEMS.filter((item) => isAccepted || item !== position);
};

/** @type {import('.').Engine} */
let engine;
const log = watchLog();
beforeAll(async () => {
	engine = await createEngine(log);
});
afterAll(async () => await engine.close());

/** @param {Cell} cell */
async function checkCell(cell) {
	const { fault, position, mode, concurrency } = cell;
	const { outcome } = FAULTS[fault];
	// The API's own guard would hide a second copy.
	const sandbox = await startSandbox({ guardSeconds: 0 });
	const door = await openDoor(sandbox.baseUrl, fault === 'refusedConnection' ? position : Infinity);
	try {
		if (fault !== 'refusedConnection') sandbox.addFault(faultFor(fault, position));
		const batches = batchesOf(mode, ITEMS);
		const received = () => sandbox.sends.map(({ body }) => itemOf(body));

		const run = await engine.run({
			workflow: campaignWorkflow(
				mode,
				concurrency,
				fault.startsWith('noAnswer') ? SHORT_TIMEOUT : undefined,
			),
			credentials: { ipPanelEdgeApi: { apiToken: sandbox.token, baseUrl: door.baseUrl } },
			input: ITEMS.map((item) => ({ item, message: `message ${item}` })),
		});
		checkPromises({ sandbox, runs: [run], batches });
		if (concurrency === 1) assert.deepEqual(received(), expectedSends(cell), 'first run');

		const stops = outcome !== 'found' && mode !== 'continue' && mode !== 'error output';
		assert.equal(run.status, stops ? 'error' : 'success');
		if (outcome === 'unknown' && stops) assert.ok(run.error?.message.startsWith(UNKNOWN));
		const reached = () => sandbox.outbox.map(itemOf).sort();
		// Connections that waited for the door to let them in are reset when it shuts, not refused.
		const mayBeReset = fault === 'refusedConnection' && concurrency > 1;
		if (!stops) {
			if (!mayBeReset) assert.deepEqual(reached(), expectedAccepted(cell));
			else assert.ok(reached().length <= position, 'more were sent than the door let through');
			return;
		}

		sandbox.clearFaults();
		await door.reopen();
		const before = received();
		// "Retry with currently saved workflow" after a change that leaves the message as it is.
		const changed = campaignWorkflow(mode, concurrency, 90_000);
		const workflow = mode === 'retried execution' ? changed : undefined;
		const again = await engine.retry(run, { workflow });
		checkPromises({ sandbox, runs: [run, again], batches });
		const sentAgain = received().slice(before.length);
		if (mayBeReset && again.status === 'error') {
			const { message, description } = /** @type {any} */ (again.error);
			assert.ok(`${message} ${description}`.includes(UNKNOWN), `not unknown, but: ${message}`);
		} else if (outcome === 'unknown') {
			assert.deepEqual(sentAgain, [], 'a retry must not send what nobody knows of');
			assert.equal(again.status, 'error');
		} else {
			const accepted = ITEMS.filter((item) => !sentAgain.includes(item));
			assert.ok(
				accepted.every((item) => before.includes(item)),
				'a retry must send what has not gone out',
			);
			assert.equal(again.status, 'success');
			assert.deepEqual(reached(), ITEMS);
			if (concurrency === 1 && !workflow)
				assert.deepEqual(sentAgain, ITEMS.slice(position), 'retry');
		}
	} finally {
		door.close();
		await sandbox.close();
	}
}

const broken = testSideBySide(cells, nameOf, checkCell);

test('the token is in no log', () => log.check());

afterAll(() => {
	const perMode = POSITIONS.length * CONCURRENCIES.length;
	const rows = faults.map((fault) => {
		const counts = modes.map((mode) => {
			const bad = [...broken.keys()].filter((cell) => cell.fault === fault && cell.mode === mode);
			return `${perMode - bad.length}/${perMode}`.padStart(18);
		});
		return fault.padEnd(24) + counts.join('');
	});
	const head = ' '.repeat(24) + modes.map((mode) => mode.padStart(18)).join('');
	const total = `${cells.length - broken.size} of ${cells.length} cells hold`;
	process.stdout.write(`\n${[head, ...rows, total].join('\n')}\n`);
});
