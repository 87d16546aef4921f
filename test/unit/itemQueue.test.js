/** The queue of the items of one try, with random jobs. */
const fc = require('fast-check');
const { setTimeout: sleep } = require('node:timers/promises');
const { ItemQueue } = require('../../dist/nodes/IpPanelJobSms/items/itemQueue');

const job = fc.record({ ms: fc.nat({ max: 4 }), fails: fc.boolean(), alone: fc.boolean() });

/** @typedef {{ ms: number; fails: boolean; alone: boolean }} Job what the arbitrary above gives */

test('order, concurrency, the stop at a failure, and being alone', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(job, { minLength: 1, maxLength: 8 }),
			fc.integer({ min: 1, max: 5 }),
			fc.boolean(),
			async (
				/** @type {any} */ drawn,
				/** @type {any} */ concurrency,
				/** @type {any} */ stopsOnError,
			) => {
				/** @type {Job[]} */
				const items = drawn;
				const queue = new ItemQueue({
					itemCount: items.length,
					concurrency,
					stopsOnError,
					batched: false,
				});
				/** @type {number[]} */
				const started = [];
				let active = 0;
				let failed = false;
				const outcomes = await Promise.all(
					items.map(async ({ ms, fails, alone }, index) =>
						queue.enrol(index, async () => {
							started.push(index);
							if (stopsOnError) expect(failed).toBe(false);
							active++;
							expect(active).toBeLessThanOrEqual(concurrency);
							await sleep(ms);
							if (alone) {
								active--;
								await queue.runAlone(async () => {
									expect(active).toBe(0);
									await sleep(1);
									expect(active).toBe(0);
								});
								active++;
							}
							active--;
							failed ||= fails;
							return fails
								? { kind: 'failed', error: /** @type {any} */ (new Error(String(index))) }
								: { kind: 'done', data: [{ index }] };
						}),
					),
				);
				await queue.settled();
				await queue.idle();
				expect(started).toEqual(started.map((_, index) => index));
				for (const [index, { kind }] of outcomes.entries()) {
					const expected = !started.includes(index)
						? 'skipped'
						: items[index].fails
							? 'failed'
							: 'done';
					expect(kind).toBe(expected);
				}
				if (!stopsOnError || items.every(({ fails }) => !fails)) {
					expect(started).toHaveLength(items.length);
				}
			},
		),
		{ numRuns: 300 },
	);
}, 60_000);

test('a failure that is known before anything left lets nothing leave', async () => {
	const queue = new ItemQueue({ itemCount: 2, concurrency: 1, stopsOnError: true, batched: false });
	const job = jest.fn();
	const first = queue.enrol(0, job);
	await queue.enrol(1, { kind: 'failed', error: /** @type {any} */ (new Error('no')) });
	expect(await first).toEqual({ kind: 'skipped' });
	expect(job).not.toHaveBeenCalled();
	expect(queue.firstFailure()).toBe(1);
});

test('when the engine gives up before it has handed over all items, nothing leaves', async () => {
	const queue = new ItemQueue({ itemCount: 3, concurrency: 1, stopsOnError: true, batched: false });
	const job = jest.fn();
	expect(await queue.enrol(0, job)).toEqual({ kind: 'skipped' });
	await queue.settled();
	expect(job).not.toHaveBeenCalled();
});

test('an aborted signal skips what has not started', async () => {
	const queue = new ItemQueue({
		itemCount: 1,
		concurrency: 1,
		stopsOnError: false,
		batched: false,
		signal: AbortSignal.abort(),
	});
	expect(await queue.enrol(0, jest.fn())).toEqual({ kind: 'skipped' });
});
