/** What only older releases of n8n do otherwise; run by `npm run test:compat`. */
const { join } = require('node:path');
const { createEngine } = require('../engine');
const { openDoor } = require('../engine/door');
const { byNumber, itemForm, NODE, useHarness, workflowWith } = require('../engine/harness');
const { UNKNOWN } = require('../engine/promises');

const harness = useHarness();

const items = [{ message: 'یک' }];

test('the n8n under test is the one that was asked for, in the built node too', async () => {
	const { n8n } = harness.engine;
	const asked = process.env.IPPANEL_N8N_CORE;
	if (asked) expect(n8n.nodeModules).toBe(join(asked, 'node_modules'));

	harness.sandbox.addFault({ kind: 'validation' });
	const run = await harness.runNode(itemForm, {
		items,
		settings: { onError: 'continueRegularOutput' },
	});
	expect(run.outputs(NODE)[0][0].error).toBeInstanceOf(n8n.workflow.NodeApiError);
	const invalid = await harness.runNode(
		{ ...itemForm, message: '' },
		{ items, settings: { onError: 'continueRegularOutput' } },
	);
	expect(invalid.outputs(NODE)[0][0].error).toBeInstanceOf(n8n.workflow.NodeOperationError);
});

describe('a connection that gives no answer is told by its reason', () => {
	const form = { ...itemForm, requestOptions: { timeout: 500 } };

	test('refused: nothing was sent, and a retry sends', async () => {
		const door = await openDoor(harness.sandbox.baseUrl, 0);
		const run = await harness.runNode(form, { items, credential: { baseUrl: door.baseUrl } });
		expect(run.error?.message).toBe('The message was not sent: the server refused the connection');
		await door.reopen();
		const again = await harness.engine.retry(run);
		door.close();
		expect(again.status).toBe('success');
		expect(harness.sandbox.outbox).toHaveLength(1);
	});

	test('a name that nobody knows: nothing was sent', async () => {
		const run = await harness.runNode(form, {
			items,
			credential: { baseUrl: 'http://nobody.invalid/v1' },
		});
		expect(run.error?.message).toBe("The message was not sent: the server's name isn't known");
	});

	test.each(
		/** @type {const} */ ([
			['no answer in time', 'noAnswer', 'no answer came in time'],
			['reset', 'closeBefore', 'the connection was lost before an answer came'],
		]),
	)('%s: nobody knows', async (_, kind, reason) => {
		harness.sandbox.addFault({ kind });
		const run = await harness.runNode(form, { items });
		expect(run.error?.message).toBe(`${UNKNOWN}: ${reason}`);
		await harness.engine.retry(run);
		expect(harness.sent()).toHaveLength(1);
	});

	test('stopped by n8n: nobody knows, and a retry finds it in the outbox', async () => {
		harness.sandbox.addFault({ kind: 'noAnswer', accepted: true });
		const run = await harness.engine.run({
			workflow: workflowWith(itemForm),
			credentials: harness.credentials,
			input: items,
			executionTimeout: 1,
		});
		expect(run.status).not.toBe('success');
		const again = await harness.engine.retry(run);
		expect(again.status).toBe('success');
		expect(harness.sent()).toHaveLength(1);
		const [{ id }] = harness.sandbox.outbox;
		expect(again.outputs(NODE)[0][0].json.message_outbox_ids).toEqual([id]);
	});
});

test('a tool that LangChain calls: the model fills in sender and text', async () => {
	const engine = await createEngine();
	const { calls } = await engine.runAsTool({
		via: 'langchain',
		parameters: {
			...itemForm,
			fromNumber: byNumber("={{ $fromAI('sender') }}"),
			message: "={{ $fromAI('message') }}",
		},
		credentials: harness.credentials,
		calls: [{ sender: '+98BANK', message: 'یک' }],
	});
	expect(harness.sent()).toMatchObject([{ from_number: '+98BANK', message: 'یک' }]);
	expect(JSON.stringify(calls)).toContain(String(harness.sandbox.outbox[0].id));
});
