const assert = require('node:assert/strict');
const { specificationBody, specificationForm } = require('../../engine/harness');
const { executeWorkflow, openWorkflow } = require('../editor/canvas');
const { ACTIONS, NodePanel } = require('../editor/nodePanel');
const { NodeView } = require('../editor/nodeView');
const { chain, manualTrigger, ourNode } = require('../workflows');
const { scenario } = require('../world');

scenario('5. Estimate, Send, Get Statistics', { styles: ['legacy', 'new'] }, async (stage) => {
	const { client, credential, sandbox } = stage;
	const workflow = chain('Campaign', [
		manualTrigger(),
		ourNode(credential, { ...specificationForm, operation: 'estimate' }, 'Estimate'),
		ourNode(credential, specificationForm, 'Send'),
	]);
	const { id } = await client.createWorkflow(workflow);
	const page = await stage.openPage();
	await openWorkflow(page, id);

	let view = await NodeView.open(page, 'Estimate');
	await view.execute();
	await view.expectOutput(['5327', 'estimated_cost', 'sufficient_credit']);
	await stage.picture(page, 'estimated');
	await view.showSchema();
	await view.expectOutput(['5327', 'estimated_cost', 'sufficient_credit']);
	await stage.picture(page, 'estimated-schema');
	assert.equal(sandbox.sends.length, 0);
	await view.close();

	// The statistics need nothing filled in: they take the message that Send gave.
	await page.getByTestId('canvas-handle-plus').click();
	const panel = new NodePanel(page);
	await panel.search('ippanel');
	await panel.choose(ACTIONS.getStatistics);
	view = new NodeView(page);
	await view.form.waitFor();
	await stage.picture(page, 'statistics-added');
	await view.close();

	await executeWorkflow(page, 4);
	await stage.picture(page, 'executed');
	assert.deepEqual(
		sandbox.sends.map(({ rawBody }) => rawBody),
		[JSON.stringify(specificationBody)],
	);
	view = await NodeView.open(page, ACTIONS.getStatistics);
	await view.expectOutput(['delivered']);
	await stage.picture(page, 'statistics');

	// Asked again, they do not send again.
	const asked = () => sandbox.requests.filter(({ path }) => path.endsWith('/bulk_stats'));
	assert.equal(asked().length, 1);
	await view.execute();
	assert.deepEqual(
		asked().map(({ query }) => ({ ...query })),
		Array(2).fill({ bulk_id: String(sandbox.outbox[0].id) }),
	);
	assert.equal(sandbox.sends.length, 1);
});
