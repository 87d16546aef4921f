/** Options > Refuse Repeats Within: a click too many, or an event that is delivered twice. */
const { itemForm, NODE, useHarness } = require('./harness');

const harness = useHarness({ guardSeconds: 0 });

const form = { ...itemForm, options: { refuseRepeatsHours: 1 } };
const items = [{ message: 'سلام همکار گرامی' }];

test('the same text from the same sender is refused, with its outbox ID and time', async () => {
	await harness.runNode(form, { items });
	harness.engine.restart();
	const run = await harness.runNode(form, { items });
	const { message, description } = /** @type {any} */ (run.error);
	expect(harness.sent()).toHaveLength(1);
	expect(message).toContain(String(harness.sandbox.outbox[0].id));
	expect(message).toMatch(/at \d{4}-\d\d-\d\dT/);
	expect(description).toContain('Nothing was sent for this item.');
});

test.each([
	['time missing', /outbox ID \d+\.$/],
	['ID missing', /outbox ID not shown at \d{4}/],
])('so is one that the outbox shows with its %s', async (view, words) => {
	await harness.runNode(form, { items });
	harness.engine.restart();
	harness.sandbox.setView(view);
	const run = await harness.runNode(form, { items });
	expect(harness.sent()).toHaveLength(1);
	expect(`${run.error?.message}.`).toMatch(words);
});

test('what went out before that goes out again', async () => {
	harness.sandbox.seedOutbox({ count: 1, message: items[0].message, ageSeconds: 2 * 3600 });
	const run = await harness.runNode(form, { items });
	expect(run.outputs(NODE)[0]).toHaveLength(1);
	expect(harness.sent()).toHaveLength(1);
});

test('where the outbox can not be read, nothing is sent', async () => {
	harness.sandbox.setView('list null');
	const run = await harness.runNode(form, { items });
	expect(run.error?.message).toContain("It isn't known");
	expect(harness.sent()).toEqual([]);
});
