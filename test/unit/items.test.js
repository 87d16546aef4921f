/** How the items of one try come together, and the order in which they are done. */
const fc = require('fast-check');
const { setTimeout: sleep } = require('node:timers/promises');
const { declarative } = require('../../dist/nodes/IpPanelJobSms/items/declarative');
const { inOrder } = require('../../dist/nodes/IpPanelJobSms/items/itemsOperation');
const { Outcomes } = require('../../dist/nodes/IpPanelJobSms/items/outcomes');

/**
 * @typedef {import('../../dist/nodes/IpPanelJobSms/items/itemsOperation').Turn} Turn
 * @typedef {import('../../dist/nodes/IpPanelJobSms/items/nodeRun').NodeRun} NodeRun
 */

test('tasks begin in their order, no more at once than allowed, and none once it may not go on', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat({ max: 3 }), { maxLength: 8 }),
			fc.integer({ min: 1, max: 5 }),
			fc.nat({ max: 9 }),
			async (
				/** @type {any} */ delays,
				/** @type {any} */ concurrency,
				/** @type {any} */ lastTask,
			) => {
				const waiting = [...delays.keys()];
				/** @type {number[]} */
				const begun = [];
				let inFlight = 0;
				let isOver = false;
				await inOrder(
					waiting,
					concurrency,
					() => !isOver,
					async (task) => {
						expect(isOver).toBe(false);
						begun.push(task);
						expect(++inFlight).toBeLessThanOrEqual(concurrency);
						await sleep(delays[task]);
						inFlight--;
						isOver ||= task === lastTask;
					},
				);
				expect(inFlight).toBe(0);
				expect([...begun, ...waiting]).toEqual([...delays.keys()]);
				if (lastTask >= delays.length) expect(waiting).toEqual([]);
			},
		),
		{ numRuns: 200 },
	);
});

/** The engine can't be held at these moments: here each item is handed over by hand. */
describe('the items of one try', () => {
	/**
	 * A node with three items whose operation waits to be ended.
	 *
	 * @param {{ batching?: object, signal?: AbortSignal }} [settings]
	 */
	function nodeWith({ batching, signal } = {}) {
		const node = { name: 'Node', parameters: {} };
		const executeData = { node, data: { main: [[{}, {}, {}]] } };
		/** @param {number} itemIndex */
		const contextOf = (itemIndex) => ({
			itemIndex,
			getItemIndex: () => itemIndex,
			getExecuteData: () => executeData,
			getNode: () => node,
			getWorkflowDataProxy: () => ({ $runIndex: 0 }),
			getNodeParameter: () => ({ batching }),
			continueOnFail: () => false,
			getExecutionCancelSignal: () => signal,
		});
		/** @type {Array<{ turn: Turn, end: () => void }>} */
		const tries = [];
		const routing = /** @type {any} */ (
			declarative(async (run, turn) => {
				const outcomes = new Outcomes(run);
				for (const item of run.items) outcomes.done(item, [{ try: tries.length, of: item.index }]);
				await new Promise((resolve) => tries.push({ turn, end: () => resolve(undefined) }));
				return outcomes;
			})
		);
		/** What n8n does with an item. @param {number} itemIndex */
		const handOver = (itemIndex) =>
			routing.operations.pagination.call(contextOf(itemIndex), { options: {} });
		return { handOver, tries };
	}
	/** Turns of the event loop, not a time: what is due in one of them is done before the next, on a busy machine, too. */
	const begun = async () => {
		for (let turn = 0; turn < 10; turn++) await sleep(1);
	};
	/** @param {Promise<unknown>} promise */
	const isSettled = async (promise) =>
		await Promise.race([promise.then(() => true), begun().then(() => false)]);
	const SPACED = { batch: { batchSize: 1, batchInterval: 1_000 } };

	test('are done by one call of the operation, and each gets what is its own', async () => {
		const { handOver, tries } = nodeWith();
		const outputs = [0, 1, 2].map(handOver);
		await begun();
		expect(tries).toHaveLength(1);
		tries[0].end();
		expect((await Promise.all(outputs)).flat().map(({ json }) => json.of)).toEqual([0, 1, 2]);
	});

	test('are not done where n8n gives up before it has handed over all of them', async () => {
		const { handOver, tries } = nodeWith();
		await Promise.all([handOver(0), handOver(1)]);
		expect(tries).toEqual([]);
	});

	test('come one by one where n8n spaces them', async () => {
		const { handOver, tries } = nodeWith({ batching: SPACED });
		void handOver(0);
		await begun();
		const [{ turn, end }] = tries;
		const second = turn.comes(1);
		expect(await isSettled(turn.comes(0))).toBe(true);
		expect(await isSettled(second)).toBe(false);
		void handOver(1);
		expect(await isSettled(second)).toBe(true);
		expect(turn.isOver()).toBe(false);
		end();
	});

	test('wait in a new try until the one before has ended, which lets no more of them leave', async () => {
		const { handOver, tries } = nodeWith({ batching: SPACED });
		const first = handOver(0);
		await begun();
		const [{ turn, end }] = tries;
		const third = turn.comes(2);
		const again = handOver(0);
		await begun();
		expect(turn.isOver()).toBe(true);
		expect(await isSettled(third)).toBe(true);
		expect(tries).toHaveLength(1);

		end();
		await begun();
		expect(tries[1].turn.isOver()).toBe(false);
		tries[1].end();
		expect([await first, await again].flat().map(({ json }) => json.try)).toEqual([0, 1]);
	});

	test('leave no more once the execution was stopped', async () => {
		const stop = new AbortController();
		const { handOver, tries } = nodeWith({ batching: SPACED, signal: stop.signal });
		void handOver(0);
		await begun();
		const [{ turn, end }] = tries;
		const second = turn.comes(1);
		stop.abort();
		expect(turn.isOver()).toBe(true);
		expect(await isSettled(second)).toBe(true);
		end();
	});
});
