const assert = require('node:assert/strict');
const { itemForm, NODE } = require('../../engine/harness');
const { executeWorkflow, openWorkflow } = require('../editor/canvas');
const { Executions } = require('../editor/executions');
const { NodeView } = require('../editor/nodeView');
const { chain, manualTrigger, messageItems, ourNode, webhook } = require('../workflows');
const { scenario } = require('../world');

const MESSAGES = ['پیام یکم', 'پیام دوم', 'پیام سوم'];
const [FIRST, SECOND, THIRD] = MESSAGES;

/** @param {{ message: string }[]} list */
const texts = (list) => list.map(({ message }) => message);

scenario('6. Retry On Fail', { styles: ['legacy', 'new'] }, async (stage) => {
	const { client, credential, sandbox } = stage;
	const workflow = chain('Retry On Fail', [
		manualTrigger(),
		messageItems(MESSAGES),
		ourNode(credential, itemForm),
	]);
	const { id } = await client.createWorkflow(workflow);
	const page = await stage.openPage();
	await openWorkflow(page, id);
	const view = await NodeView.open(page, NODE);
	await view.switchOn('retryOnFail');
	await stage.picture(page, 'retry-on-fail');
	await view.close();

	// One message is accepted and its answer is lost, one is refused once.
	sandbox.addFault({ kind: 'closeAfter', messageIncludes: SECOND });
	sandbox.addFault({ kind: 'tooManyRequests', messageIncludes: THIRD });
	await executeWorkflow(page, 3);
	await stage.picture(page, 'executed');
	assert.deepEqual(texts(sandbox.sends.map(({ body }) => body)), [FIRST, SECOND, THIRD, THIRD]);
	assert.deepEqual(texts(sandbox.outbox), MESSAGES);
	const done = await NodeView.open(page, NODE);
	await done.expectOutput(sandbox.outbox.map((message) => String(message.id)));
	await stage.picture(page, 'output');
});

scenario('6. Executions > Retry', { styles: ['legacy', 'new'] }, async (stage) => {
	const { client, credential, sandbox } = stage;
	const path = `retried-${Date.now()}`;
	const workflow = chain('Executions, Retry', [
		webhook(path),
		messageItems(MESSAGES),
		ourNode(credential, itemForm),
	]);
	const { id } = await client.createWorkflow(workflow);
	await client.publishWorkflow(id);
	await client.waitForWebhook(path);
	sandbox.addFault({ kind: 'tooManyRequests', messageIncludes: SECOND, times: 2 });
	await fetch(`${stage.url}/webhook/${path}`, { method: 'POST' });
	const [{ id: failed }] = await client.listExecutions(id);
	await client.waitForExecution(failed);
	assert.deepEqual(texts(sandbox.outbox), [FIRST]);

	const page = await stage.openPage();
	/** @type {['currently saved' | 'original', string[], string[]][]} */
	const retries = [
		['original', [FIRST], ['error', 'error']],
		['currently saved', MESSAGES, ['success', 'error', 'error']],
	];
	for (const [choice, accepted, statuses] of retries) {
		const executions = await Executions.open(page, id);
		await executions.retryLatest(choice);
		assert.deepEqual(texts(sandbox.outbox), accepted);
		await page.reload();
		await executions.entries.nth(statuses.length - 1).waitFor();
		assert.deepEqual(await executions.statuses(), statuses);
		await stage.picture(page, choice.replace(' ', '-'));
	}
	assert.deepEqual(texts(sandbox.sends.map(({ body }) => body)), [
		FIRST,
		SECOND,
		SECOND,
		SECOND,
		THIRD,
	]);
	await client.request('POST', `/workflows/${id}/deactivate`);
});
