/** Options > Refuse Repeats Within: a click too many, or an event that is delivered twice. */
const { campaignWorkflow } = require('./campaigns');
const { itemForm, NODE, useHarness, workflowWith } = require('./harness');
const { itemOf } = require('./promises');

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

test.each([
	[55, 'no Date header', 0],
	[65, 'no Date header', 1],
	[55, 'clock 30 minutes behind', 0],
	[65, 'clock 30 minutes behind', 1],
])('what went out %d minutes before (%s) goes out again %d times', async (age, view, times) => {
	harness.sandbox.seedOutbox({ count: 1, message: items[0].message, ageSeconds: age * 60 });
	harness.sandbox.setView(view);
	await harness.runNode(form, { items });
	expect(harness.sentMessages()).toEqual(Array(times).fill(items[0].message));
});

describe('what the execution itself has sent is no repeat', () => {
	test('in a loop that says the same to others', async () => {
		const workflow = campaignWorkflow('loop', 1);
		Object.assign(workflow.nodes[1].parameters, { options: form.options });
		const input = [1, 2, 3, 4, 5].map((item) => ({ item, message: 'same' }));
		await harness.engine.run({ workflow, credentials: harness.credentials, input });
		expect(harness.sent().map(itemOf)).toEqual([1, 2, 3, 4, 5]);
	});

	test('by another node', async () => {
		const message = 'same';
		const workflow = workflowWith({ ...form, message });
		const [, first] = workflow.nodes;
		workflow.nodes.push({ ...first, id: 'other', name: 'Other', parameters: { ...form, message } });
		workflow.connections[NODE] = { main: [[{ node: 'Other', type: 'main', index: 0 }]] };
		await harness.engine.run({ workflow, credentials: harness.credentials });
		expect(harness.sentMessages()).toEqual([message, message]);
	});
});

test('where the outbox can not be read, nothing is sent', async () => {
	harness.sandbox.setView('list null');
	const run = await harness.runNode(form, { items });
	expect(run.error?.message).toContain("It isn't known");
	expect(harness.sent()).toEqual([]);
});
