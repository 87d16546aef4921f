/** `npm run demo`: what it shows, and that it notices what is not as it should be. */
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { demo } = require('../tools/demo');
const { problemsOf, runDeals } = require('../tools/demoDeals');
const { prepare } = require('../tools/demoWorkflow');
const { example, nodeOf, OURS } = require('./exampleFiles');
const { useHarness } = require('./harness');

/** @typedef {import('./execution').WorkflowJson} WorkflowJson */

const harness = useHarness();

describe('npm run demo', () => {
	/** @param {string} [file] */
	async function runDemo(file) {
		/** @type {string[]} */
		const lines = [];
		const good = await demo(file, (text) => lines.push(text));
		return { good, text: lines.join('\n') };
	}

	/** @type {string} */
	let folder;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'ippanel-demo-'));
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	/** @param {unknown} content */
	const fileOf = (content) => {
		const file = join(folder, `${Math.random()}.json`);
		writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
		return file;
	};

	/** Example 2 with another sender. @param {Partial<import('n8n-workflow').INode>} [settings] of Send */
	const refused = (settings) => {
		const workflow = example(2);
		const node = Object.assign(nodeOf(workflow, 'Send'), settings);
		node.parameters.fromNumber = { __rl: true, mode: 'number', value: '+98NOPE' };
		return fileOf(workflow);
	};

	test('shows what became of each deal', async () => {
		const { good, text } = await runDemo();
		expect(good).toBe(true);
		for (const words of [
			'CRM          4 deals, each an execution of its own',
			'Deal 2 of 4: آرد نول، کیسه‌ی ۲۵ کیلویی ۷۹۰ هزار تومان',
			'Estimate     2 recipients, 9,746 Rial, the credit suffices',
			'Audience     صنایع و اصناف › نانوایان و قنادان\n               MCI 1, Irancell 1',
			'Request      POST /api/send\n               {"sending_type":"job"',
			'Owner told   Sent: آرد نول، ',
			'Deal 4 of 4: قفسه‌ی داروخانه با نصب رایگان',
			'Request      none: nothing was sent\n  Owner told   Failed: قفسه‌ی داروخانه',
			'All as it should be: 4 deals, 3 messages sent once each, 1 not sent, and the owner was told of all.',
		]) {
			expect(text).toContain(words);
		}
		const ids = [...text.matchAll(/Output item {2}\{"message_outbox_ids":\[(\d+)\]\}/g)];
		expect(ids).toHaveLength(3);
		for (const [, id] of ids) {
			const row = `\n  ${id}   sent \\(پایان یافته\\) +2 +9,746   همکار گرامی، `;
			expect(text).toMatch(new RegExp(row));
		}
	});

	/** What the node takes the deal's text and trade from. @param {WorkflowJson} workflow */
	const assignmentsOf = (workflow) =>
		nodeOf(workflow, 'Trade to category').parameters.assignments.assignments;

	/** @type {Array<[string, (workflow: WorkflowJson) => void, RegExp]>} */
	const failures = [
		[
			'a refusal',
			() => harness.sandbox.addFault({ kind: 'statusFalse', skip: 1 }),
			/Deal 2: the owner was told otherwise/,
		],
		[
			'a lost answer',
			() => harness.sandbox.addFault({ kind: 'noIds', skip: 1 }),
			/Deal 2: its text is not in the outbox exactly once/,
		],
		[
			'a wrong category',
			(workflow) => {
				const assignment = assignmentsOf(workflow)[3];
				assignment.value = assignment.value.replace('کافی‌شاپ‌ها', 'رستوران‌ها');
			},
			/Deal 1: the request is not what the deal asks for/,
		],
		[
			'a text without its half-space',
			(workflow) => {
				const value = "={{ $json.body.deal.title.replaceAll('\u200c', '') }}";
				assignmentsOf(workflow)[0].value = value;
			},
			/Deal 1: its text is not in the outbox exactly once/,
		],
		[
			'deals that are sent twice',
			({ connections: { 'Sub category': ways } }) => ways.main[0]?.push(ways.main[0][0]),
			/Deal 1 became 2 requests to send instead of 1/,
		],
		[
			'a deal that is sent although nobody chose its trade',
			(workflow) => {
				for (const assignment of assignmentsOf(workflow).slice(2)) {
					assignment.value = assignment.value.replace('cafe', 'pharmacy');
				}
			},
			/Deal 4: it was sent, although nobody chose its trade/,
		],
		[
			'an owner who is not told',
			({ connections }) => delete connections.Send,
			/Deal 1: the owner was not told once/,
		],
	];
	test.each(failures)('notices %s', async (_, change, problem) => {
		const workflow = prepare(example(1)).workflow;
		change(workflow);
		const told = await runDeals(harness.engine, harness.sandbox, workflow);
		expect(problemsOf(told, harness.sandbox).join('\n')).toMatch(problem);
	});

	test('runs any workflow with our nodes', async () => {
		const { good, text } = await runDemo(fileOf(example(6)));
		expect(good).toBe(true);
		for (const words of [
			'Pinned data  Add to the report',
			'Passed on    Every Saturday',
			'"Wait" waits 1 second instead of 1 day',
			'Send (send message)\n\n  Requests     POST /api/report/new_list → 200\n',
			'POST /api/send → 200\n',
			'رستوران و صنعت غذا › کافی‌شاپ‌ها: MCI 1, Irancell 1',
			'Output       {"pending":0,"sent":0,"delivered":2',
			'The execution ended with: success. The sandbox accepted 1 message.',
		]) {
			expect(text).toContain(words);
		}
		expect(text).toMatch(
			/Get Statistics \(getStatistics message\)\n\n  Requests     GET \/api\/report\/bulk_stats\?bulk_id=\d+ → 200/,
		);
	});

	test.each([
		[
			9,
			'Reply Received (replyReceived)\n\n  Requests     POST /api/report/messages-inbox → 200\n',
			'"number":"+983000505","message":"1"',
		],
		[10, 'Message Finished (messageFinished)\n', 'Get Statistics (getStatistics message)\n'],
	])('finds something for the trigger of example %d', async (number, ...all) => {
		const { good, text } = await runDemo(fileOf(example(number)));
		expect(good).toBe(true);
		for (const words of all) expect(text).toContain(words);
		expect(text).toContain('ended with: success. The sandbox accepted 0 messages.');
	});

	test('shows an error in full', async () => {
		const { good, text } = await runDemo(refused());
		expect(good).toBe(false);
		for (const words of [
			"Error        IPPanel rejected some values: شماره ارسال کننده معتبر نیست\n               'Sender Number': ",
			'The sandbox knows only the categories in test/sandbox/data.js and these sender numbers:\n  +98PRO, ',
			'The execution ended with: error. The sandbox accepted 0 messages.',
		]) {
			expect(text).toContain(words);
		}
		expect(text).not.toMatch(/<br/);
	});

	test('shows the errors of items that failed while the workflow went on', async () => {
		const { good, text } = await runDemo(refused({ onError: 'continueRegularOutput' }));
		expect(good).toBe(true);
		expect(text.match(/failed: IPPanel rejected some values/g)).toHaveLength(1);
	});

	test('shows the error of another node', async () => {
		const workflow = example(4);
		nodeOf(workflow, 'Rows to audiences').parameters.jsCode = "throw new Error('no rows');";
		const { good, text } = await runDemo(fileOf(workflow));
		expect(good).toBe(false);
		expect(text).toContain('Rows to audiences failed:\n\n  no rows');
	});

	/** Example 8 with none of our nodes but the agent's tools. */
	const onlyTools = () => {
		const workflow = example(8);
		const { 'AI Agent': _, ...connections } = workflow.connections;
		const nodes = workflow.nodes.filter(({ type }) => type !== OURS);
		return { ...workflow, nodes, connections };
	};
	/** @param {string[]} names */
	const pinned = (names) => Object.fromEntries(names.map((name) => [name, [{}]]));

	test.each([
		['tools of an agent', onlyTools, 'no language model to call them'],
		[
			'pinned',
			() => ({ ...example(6), pinData: pinned(['Sub categories', 'Send', 'Get Statistics']) }),
			'is pinned',
		],
		['never reached', () => ({ ...example(6), connections: {} }), 'no item got there'],
	])('says why none of our nodes ran: %s', async (_, workflow, words) => {
		const { good, text } = await runDemo(fileOf(workflow()));
		expect(good).toBe(false);
		expect(text).toMatch(new RegExp(`None of the IPPanel nodes ran\\..*${words}`, 's'));
	});

	test.each([
		['a missing file', () => join(folder, 'missing.json'), 'There is no such file'],
		['a folder', () => folder, "It can't be read"],
		['no JSON', () => fileOf('{ "nodes": ['), 'This file is not JSON'],
		['another JSON', () => fileOf({ a: 1 }), 'is not an n8n workflow'],
		['none of our nodes', () => fileOf({ nodes: [] }), 'No node of this workflow is an IPPanel'],
		[
			'no trigger',
			() => {
				const workflow = example(1);
				workflow.nodes = workflow.nodes.filter(({ name }) => name !== 'CRM event');
				return fileOf(workflow);
			},
			'n8n does not start this workflow',
		],
	])('refuses %s', async (_, file, words) => {
		await expect(runDemo(file())).rejects.toThrow(words);
	});
});
