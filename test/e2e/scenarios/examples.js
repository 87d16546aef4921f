const assert = require('node:assert/strict');
const { mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { provide, readExamples, withCredential } = require('../../n8n/examples');
const { REPLY } = require('../../sandbox/data');
const { openWorkflow } = require('../editor/canvas');
const { eventually } = require('../eventually');
const { startLanguageModel } = require('../languageModel');
const { scenario } = require('../world');

/** @typedef {import('../world').Stage} Stage */
/** @typedef {import('playwright-core').Page} Page */

const TRADE = { main_category_id: 3, sub_category_id: 20 };
const TWO = { operator: [1, 2].map((id) => ({ start: 0, size: 1, id })) };
const CAFES = [{ ...TRADE, ...TWO }];
const BAKERS = [{ main_category_id: 1, sub_category_id: 2, ...TWO }];
const AGENTS = [{ main_category_id: 2, sub_category_id: 13, ...TWO }];
const TABLE = [
	{ main_category_id: 3, sub_category_id: 19, operator: [{ start: 0, size: 1, id: 1 }] },
	{
		...TRADE,
		operator: [
			{ start: 0, size: 1, id: 1 },
			{ start: 10, size: 1, id: 2 },
		],
	},
];

/**
 * What happens to an example each time that *Execute workflow* is pressed.
 * @typedef {object} Expected
 * @property {any[][][]} presses what the sandbox is asked to send
 * @property {number} pinned how many nodes n8n shows as pinned
 * @property {number} marked how many of the pinned ones have no credential or table: n8n marks these with a red
 *   triangle instead
 * @property {string} [ends] the status of the execution
 * @property {(sandbox: Stage['sandbox']) => void} [before] what the account has before
 * @property {string} [last] the node that n8n executes last
 */

/**
 * By number; those with a form come below.
 * @type {Record<number, Expected>}
 */
const PRESSED = {
	1: { presses: [[CAFES], [CAFES]], pinned: 1, marked: 3 },
	2: { presses: [[BAKERS], [BAKERS]], pinned: 0, marked: 1 },
	3: { presses: [[AGENTS], [AGENTS]], pinned: 0, marked: 2 },
	4: { presses: [[TABLE], [TABLE]], pinned: 0, marked: 1 },
	6: { presses: [[CAFES]], pinned: 0, marked: 1, ends: 'waiting' },
	7: { presses: [[BAKERS, BAKERS, BAKERS], []], pinned: 1, marked: 0 },
	9: {
		presses: [[], []],
		pinned: 1,
		marked: 1,
		before: (sandbox) => sandbox.reply(REPLY),
		last: 'Count the reply',
	},
	10: { presses: [[], []], pinned: 0, marked: 2, last: 'Tell: sent' },
};

/**
 * Presses *Execute workflow* and waits until n8n has nothing more to do.
 * @param {Stage} stage
 * @param {Page} page
 * @param {string} workflowId
 * @returns {Promise<import('../../n8n/rest').Execution>}
 */
async function press({ client }, page, workflowId) {
	const before = (await client.listExecutions(workflowId)).length;
	await page.getByTestId('execute-workflow-button').click();
	const id = await eventually(async () => {
		const executions = await client.listExecutions(workflowId);
		assert.ok(executions.length > before, 'nothing was executed');
		return executions[0].id;
	});
	return await client.waitForExecution(id);
}

/** @param {Stage} stage what the sandbox was asked to send, and to how many people it did */
const received = ({ sandbox }) => ({
	params: sandbox.sends.map(({ body }) => body.params),
	recipients: sandbox.outbox.map(({ recipients }) => recipients),
});

/** @param {any[][]} requests of people one by one */
const peopleOf = (requests) =>
	requests.map((params) => params.flatMap((/** @type {any} */ { operator }) => operator).length);

/**
 * What `npm start` gives n8n, once and not again.
 * @param {Stage} stage
 * @param {number} number of the example
 */
async function provided(stage, number) {
	const folder = await mkdtemp(join(tmpdir(), 'ippanel-provided-'));
	try {
		const stateFile = join(folder, 'provided.json');
		const added = await provide(stage.client, stage.sandbox, stateFile);
		assert.equal(added.length, (await readExamples()).length);
		assert.deepEqual(await provide(stage.client, stage.sandbox, stateFile), []);
		const found = added.find(({ name }) => Number.parseInt(name, 10) === number);
		assert.ok(found, `example ${number}`);
		return found.id;
	} finally {
		await rm(folder, { recursive: true });
	}
}

for (const [number, expected] of Object.entries(PRESSED)) {
	const title = `8. Example ${number} as \`npm start\` brings it: Execute workflow`;
	scenario(title, { withCredential: false }, async (stage) => {
		const id = await provided(stage, Number(number));
		const page = await stage.openPage();
		await openWorkflow(page, id);
		await eventually(async () => {
			const counts = await Promise.all(
				['canvas-node-status-pinned', 'node-issues'].map(
					async (status) => await page.getByTestId(status).count(),
				),
			);
			assert.deepEqual(counts, [expected.pinned, expected.marked], 'pinned, marked');
		});
		await stage.picture(page, 'opened');
		for (const requests of expected.presses) {
			stage.sandbox.reset();
			expected.before?.(stage.sandbox);
			const execution = await press(stage, page, id);
			assert.equal(execution.status, expected.ends ?? 'success');
			assert.deepEqual(received(stage), { params: requests, recipients: peopleOf(requests) });
			if (expected.last) {
				assert.equal(execution.data.resultData.lastNodeExecuted, expected.last);
			}
			await stage.picture(page, 'executed');
			if (expected.ends === 'waiting') {
				await stage.client.request('POST', `/executions/${execution.id}/stop`);
			}
		}
	});
}

/**
 * Presses *Execute workflow* and fills in the form that opens; comes back with the page that asks.
 * @param {Page} page
 * @param {(form: Page) => Promise<void>} fillIn
 * @returns {Promise<Page>}
 */
async function openApproval(page, fillIn) {
	const [form] = await Promise.all([
		page.waitForEvent('popup'),
		page.getByTestId('execute-workflow-button').click(),
	]);
	await form.locator('textarea').waitFor();
	await fillIn(form);
	await form.locator('#submit-btn').click();
	await form.getByText('Send this message?').waitFor();
	return form;
}

/**
 * @param {Stage} stage
 * @param {Page} form
 * @param {string} decision
 * @param {string} title of the last page
 */
async function decide(stage, form, decision, title) {
	await form.locator('select').selectOption(decision);
	await form.locator('#submit-btn').click();
	await form.getByText(title).waitFor();
	await stage.picture(form, decision.replaceAll(' ', '-'));
}

/**
 * Waits for the end of the latest execution, which n8n gives up when its last page is closed before.
 * @param {Stage} stage
 * @param {string} workflowId
 */
async function endOfLatest({ client }, workflowId) {
	await eventually(async () => {
		const [{ status }] = await client.listExecutions(workflowId);
		assert.equal(status, 'success');
	});
}

/** @param {Page} form @param {string[]} words */
async function expectWords(form, words) {
	await eventually(async () => {
		const text = await form.locator('body').innerText();
		for (const word of words) assert.ok(text.includes(word), `"${word}" in: ${text}`);
	});
}

const MESSAGE = 'همکار گرامی، از شنبه دانه‌ی قهوه ۱۵٪ تخفیف دارد.';

const PRICE = [
	MESSAGE,
	'To: رستوران و صنعت غذا > کافی‌شاپ‌ها',
	'Recipients: 2',
	'Estimated cost: 4,873 Rial',
	'Your credit: 500,000,000 Rial',
];

/** @param {number} number */
async function exampleOf(number) {
	const examples = await readExamples();
	const found = examples.find(({ file }) => file.startsWith(`${number}-`));
	assert.ok(found, `example ${number}`);
	return found.workflow;
}

/**
 * Declines, then approves.
 * @param {Stage} stage
 * @param {string} workflowId
 * @param {(form: Page) => Promise<void>} fillIn
 */
async function declineAndApprove(stage, workflowId, fillIn) {
	const { sandbox } = stage;
	const page = await stage.openPage();
	await openWorkflow(page, workflowId);
	await stage.picture(page, 'opened');

	const declined = await openApproval(page, fillIn);
	await expectWords(declined, PRICE);
	await stage.picture(declined, 'price');
	await decide(stage, declined, 'Do not send', 'Nothing was sent');
	await endOfLatest(stage, workflowId);
	await declined.close();
	assert.equal(sandbox.sends.length, 0);

	// The editor has to know that the execution is over.
	await page.getByTestId('stop-execution-button').waitFor({ state: 'hidden' });
	const approved = await openApproval(page, fillIn);
	assert.equal(sandbox.sends.length, 0);
	await decide(stage, approved, 'Send it', 'The message is on its way');
	await expectWords(approved, [String(sandbox.outbox[0].id)]);
	await endOfLatest(stage, workflowId);
	await approved.close();
	await stage.picture(page, 'executed');
	assert.deepEqual(
		sandbox.sends.map(({ body }) => [body.message, body.params]),
		[[MESSAGE, CAFES]],
	);
	assert.deepEqual(received(stage).recipients, [2]);
}

scenario('8. Example 5: approval by form', {}, async (stage) => {
	const { client, credential } = stage;
	const { id } = await client.createWorkflow(withCredential(await exampleOf(5), credential));
	await declineAndApprove(stage, id, async (form) => {
		await form.locator('select').selectOption('کافی‌شاپ‌ها');
		await form.locator('textarea').fill(MESSAGE);
	});
});

scenario('8. Example 8: an AI agent with approval', {}, async (stage) => {
	const { client, credential } = stage;
	const answer = { message: MESSAGE, ...TRADE };
	/** @type {[string, import('../languageModel').Arguments][]} */
	const calls = [
		['Main_categories', {}],
		['Sub_categories_of_a_main_category', { Main_Category: '3' }],
		['format_final_json_response', { output: answer }],
	];
	const model = await startLanguageModel(calls, 'done');
	try {
		const modelCredential = await client.createCredential({
			name: 'Stand-in',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url, header: false },
		});
		const workflow = withCredential(await exampleOf(8), credential);
		for (const node of workflow.nodes) {
			if (node.type.endsWith('.lmChatOpenAi')) node.credentials = { openAiApi: modelCredential };
		}
		const { id } = await client.createWorkflow(workflow);
		await declineAndApprove(stage, id, async (form) => {
			await form.locator('textarea').fill('به کافی‌شاپ‌ها بنویس که قهوه ۱۵٪ تخفیف دارد.');
		});
		// The model gets no tool that sends.
		const tools = new Set(
			model.requests.flatMap((request) => request.tools.map((tool) => tool.function.name)),
		);
		assert.deepEqual([...tools].sort(), calls.map(([name]) => name).sort());
	} finally {
		model.close();
	}
});
