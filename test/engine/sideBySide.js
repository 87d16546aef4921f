/** Cells that run side by side, as most of them wait, and are a test each. */
const { setTimeout: sleep } = require('node:timers/promises');

/** How long a pause is, and how much later it may end where this process keeps up, in milliseconds. */
const PAUSE = 5;
const LATE = 40;

/** After so many pauses it is others that keep the machine busy. */
const MAX_PAUSES = 20;

let turn = Promise.resolve();

/**
 * Lets one after the other begin, each once this process keeps up with those before it: answers come in time, however
 * busy the machine is.
 */
async function takeTurn() {
	turn = turn.then(async () => {
		for (let pauses = 0, late = Infinity; late > LATE && pauses < MAX_PAUSES; pauses++) {
			const before = performance.now();
			await sleep(PAUSE);
			late = performance.now() - before - PAUSE;
		}
	});
	await turn;
}

/**
 * @template Cell
 * @param {Cell[]} cells
 * @param {(cell: Cell) => string} nameOf
 * @param {(cell: Cell) => Promise<void>} check throws where the cell does not hold
 * @returns {Map<Cell, unknown>} those that do not hold with their errors, once the tests have run
 */
function testSideBySide(cells, nameOf, check) {
	/** @type {Map<Cell, unknown>} */
	const broken = new Map();
	/** @type {Set<Cell>} */
	const ran = new Set();
	beforeAll(async () => {
		await Promise.all(
			cells.map(async (cell) => {
				await takeTurn();
				await check(cell).catch((error) => broken.set(cell, error));
				ran.add(cell);
			}),
		);
	}, 1_800_000);

	test.each(cells.map((cell) => ({ name: nameOf(cell), cell })))('$name', ({ cell }) => {
		if (broken.has(cell)) throw broken.get(cell);
		expect(ran).toContain(cell);
	});
	return broken;
}

module.exports = { takeTurn, testSideBySide };
