/** Cells that run side by side, as most of them wait, and are a test each. */

/**
 * @template Cell
 * @param {Cell[]} cells
 * @param {(cell: Cell) => string} nameOf
 * @param {(cell: Cell) => Promise<void>} check throws where the cell does not hold
 * @param {number} [parallel] how many run at once; all by default
 * @returns {Map<Cell, unknown>} those that do not hold with their errors, once the tests have run
 */
function testSideBySide(cells, nameOf, check, parallel = cells.length) {
	/** @type {Map<Cell, unknown>} */
	const broken = new Map();
	/** @type {Set<Cell>} */
	const ran = new Set();
	beforeAll(async () => {
		const queue = [...cells];
		const work = async () => {
			for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
				await check(cell).catch((error) => broken.set(/** @type {Cell} */ (cell), error));
				ran.add(cell);
			}
		};
		await Promise.all(Array.from({ length: parallel }, work));
	}, 600_000);

	test.each(cells.map((cell) => ({ name: nameOf(cell), cell })))('$name', ({ cell }) => {
		if (broken.has(cell)) throw broken.get(cell);
		expect(ran).toContain(cell);
	});
	return broken;
}

module.exports = { testSideBySide };
