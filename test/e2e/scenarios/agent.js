const assert = require('node:assert/strict');
const { executeWorkflow, openWorkflow } = require('../editor/canvas');
const form = require('../editor/form');
const { findTool } = require('../editor/nodePanel');
const { NodeView } = require('../editor/nodeView');
const { startLanguageModel } = require('../languageModel');
const { agentWorkflow } = require('../workflows');
const { scenario } = require('../world');

/** @param {number} main @param {number} sub */
const audience = (main, sub) => ({
	main_category_id: main,
	sub_category_id: sub,
	operator: [{ start: 0, size: 10, id: 2 }],
});

const BAKERS = { message: 'نانوای گرامی، به نمایشگاه بیایید', params: [audience(1, 2)] };
const RESTAURANTS = { message: 'همکار گرامی، به نمایشگاه بیایید', params: [audience(3, 20)] };
const MESSAGES = [BAKERS, RESTAURANTS];

/** Longer ones OpenAI does not take. n8n makes the name from the node's. */
const LONGEST_TOOL_NAME = 64;

const GOODBYE = 'Both messages are sent.';

/** @param {import('../world').Stage} stage @param {string} url of the model */
async function workflowWithAgent({ client }, url) {
	const modelCredential = await client.createCredential({
		name: 'Stand-in',
		type: 'openAiApi',
		data: { apiKey: 'none', url, header: false },
	});
	const { id } = await client.createWorkflow(agentWorkflow(modelCredential));
	return id;
}

scenario('7. As a tool of an AI agent', { styles: ['legacy', 'new'] }, async (stage) => {
	const { sandbox } = stage;
	const model = await startLanguageModel(
		MESSAGES.map(({ message, params }) => ({
			Message: message,
			Audiences__JSON_: JSON.stringify(params),
		})),
		GOODBYE,
	);
	try {
		const workflowId = await workflowWithAgent(stage, model.url);
		const page = await stage.openPage();
		await openWorkflow(page, workflowId);

		const panel = await findTool(page);
		await stage.picture(page, 'found-as-tool');
		await panel.ourTool.click();
		const view = new NodeView(page);
		await view.form.waitFor();
		await form.openList(view.form, 'fromNumber');
		await form.chooseEntry(view.form, 'fromNumber', '+98PRO');
		await form.chooseOption(view.form, 'specifyAudiences', 'Using JSON');
		await form.letModelFill(view.form, 'message');
		await form.letModelFill(view.form, 'audiencesJson');
		await stage.picture(page, 'filled-in-by-model');
		await view.close();

		await executeWorkflow(page, 4);
		await stage.picture(page, 'executed');
		assert.deepEqual(
			sandbox.sends.map(({ body }) => body),
			MESSAGES.map((sent) => ({ sending_type: 'job', from_number: '+98PRO', ...sent })),
		);
		assert.equal(sandbox.outbox.length, 2);

		const [first, , last, ...others] = model.requests;
		assert.deepEqual(others, []);
		const [{ function: tool }] = first.tools;
		assert.match(tool.description, /^Send message to job categories \(can't be undone\)/);
		assert.ok(tool.name.length <= LONGEST_TOOL_NAME, tool.name);
		assert.deepEqual(tool.parameters.required, ['Message', 'Audiences__JSON_']);
		// What the model gets to read of the calls.
		assert.deepEqual(
			last.messages.filter(({ role }) => role === 'tool').map(({ content }) => content),
			sandbox.outbox.map(({ id }) => JSON.stringify([{ message_outbox_ids: [id] }])),
		);
		const agent = await NodeView.open(page, 'Agent');
		await agent.expectOutput([GOODBYE]);
		await stage.picture(page, 'answer');
	} finally {
		model.close();
	}
});

scenario('7. As a tool, Get Many has Output', { styles: ['legacy', 'new'] }, async (stage) => {
	const page = await stage.openPage();
	await openWorkflow(page, await workflowWithAgent(stage, stage.sandbox.baseUrl));
	const panel = await findTool(page);
	await panel.ourTool.click();
	const view = new NodeView(page);
	await view.form.waitFor();
	await form.chooseOption(view.form, 'operation', 'Get Many');
	await form.chooseOption(view.form, 'simplify', 'Selected Fields');
	await form.chooseAlso(view.form, 'fields', 'Cost');
	await stage.picture(page, 'output');
});
