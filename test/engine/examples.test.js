/**
 * The workflows in examples/: each is what n8n exports, opens in the oldest promised n8n, is executed here, and
 * is looked at for what a person would trip over. Their nodes of other services have pinned data; those of n8n
 * itself are the runner's stand-ins, or n8n's own where `npm run test:compat` has installed them; triggers
 * and form pages only pass their items on.
 */
const { startSandbox } = require('../sandbox');
const { DEALS, runDeals, wordsOf } = require('../tools/demoDeals');
const { realNodes } = require('./baseNodes');
const { createTelegram } = require('./coreNodes');
const { example, files, isOurs, nodeOf, OURS, read } = require('./exampleFiles');
const { useHarness } = require('./harness');
const nodeVersions = /** @type {Record<string, number[]>} */ (require('./nodeVersions.json'));
const { formProblems } = require('./savedForm');

/**
 * @typedef {import('./execution').WorkflowJson} WorkflowJson
 * @typedef {import('n8n-workflow').INode} INode
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 */

const STICKY = 'n8n-nodes-base.stickyNote';

/** What is pinned in each: its trigger, where that can be, and whatever belongs to another service. */
const PINNED = /** @type {Record<number, string[]>} */ ({
	1: ['CRM event', 'Tell: sent', 'Tell: not sent', 'Tell: failed'],
	2: ['WooCommerce Trigger'],
	3: ['Pipedrive Trigger', 'Note at the deal'],
	4: ['Audiences'],
	5: [],
	6: ['Add to the report'],
	7: ['CRM events'],
	8: [],
	9: ['Contact in the CRM', 'Count the reply'],
	10: ['Tell: sent', 'Tell: not sent'],
});

const harness = useHarness();
beforeAll(() => {
	for (const [name, type] of Object.entries(realNodes(harness.engine.n8n))) {
		harness.engine.nodeTypes.add(name, type);
	}
});

/** @param {INode} node */
const isSend = ({ type, parameters: { resource = 'message', operation = 'send' } }) =>
	type === OURS && resource === 'message' && operation === 'send';

/** @param {WorkflowJson} workflow @param {IDataObject[]} [input] the trigger's items, if they are not pinned */
const execute = async (workflow, input) =>
	await harness.engine.run({ workflow, credentials: harness.credentials, input });

/** @param {import('./run').Run} run @param {string} name */
const jsonOf = (run, name) => (run.outputs(name)[0] ?? []).map(({ json }) => json);

/** The outbox IDs that the sandbox gave, as Send's output items. */
const accepted = () => harness.sandbox.outbox.map(({ id }) => ({ message_outbox_ids: [id] }));

/** How many people each accepted message reaches. */
const reached = () => harness.sandbox.outbox.map(({ recipients }) => recipients);

/** @param {number} id @param {number} start @param {number} size */
const range = (id, start, size) => ({ start, size, id });

/** One of MCI and one of Irancell. */
const TWO = [range(1, 0, 1), range(2, 0, 1)];

/**
 * What the sandbox has to receive.
 *
 * @param {unknown} message
 * @param {number} main_category_id
 * @param {number} sub_category_id
 */
const request = (message, main_category_id, sub_category_id) => ({
	sending_type: 'job',
	from_number: '+98PRO',
	message,
	params: [{ main_category_id, sub_category_id, operator: TWO }],
});

/**
 * The example with another category in a filter, as in an account that calls it otherwise.
 *
 * @param {number} number
 * @param {string} filter its name
 */
const withUnknownName = (number, filter) => {
	const workflow = example(number);
	nodeOf(workflow, filter).parameters.conditions.conditions[0].rightValue = 'no such category';
	return workflow;
};

test('there are ten of them, numbered from 1', () => {
	const numbers = files.map((name) => Number.parseInt(name, 10));
	expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const number = Number.parseInt(file, 10);
	const nodes = workflow.nodes.filter(({ type }) => type !== STICKY);

	test('has what an export of n8n has, and no more', () => {
		expect(Object.keys(workflow).sort()).toEqual(
			['active', 'connections', 'name', 'nodes', 'pinData', 'settings', 'tags'].sort(),
		);
		expect(workflow).toMatchObject({ active: false, settings: { executionOrder: 'v1' } });
		expect(workflow.name).toMatch(new RegExp(`^${number} [A-Z]`));
		for (const node of workflow.nodes) {
			expect(node).toMatchObject({
				id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
				name: expect.any(String),
				position: [expect.any(Number), expect.any(Number)],
				parameters: expect.any(Object),
			});
		}
	});

	test.each(workflow.nodes.map((node) => [node.name, node]))(
		'"%s" is a node that the oldest promised n8n has in this version',
		(_, node) => {
			expect(isOurs(node) ? [1] : nodeVersions[node.type]).toContain(node.typeVersion);
		},
	);

	test('has unique node IDs, webhook IDs and names', () => {
		for (const values of [
			workflow.nodes.map(({ id }) => id),
			workflow.nodes.map(({ name }) => name),
			workflow.nodes.flatMap(({ webhookId }) => webhookId ?? []),
		]) {
			expect(new Set(values).size).toBe(values.length);
		}
	});

	test('has a webhook whose address n8n makes anew for whoever imports it', () => {
		// n8n replaces a path that is the webhook's ID, and keeps any other one.
		for (const node of nodes.filter(({ type }) => type === 'n8n-nodes-base.webhook')) {
			expect(node.parameters.path).toBe(node.webhookId);
		}
	});

	test('explains itself in a note: what to choose, what it costs, and in a line of Persian', () => {
		const notes = workflow.nodes.filter(({ type }) => type === STICKY);
		expect(notes).toHaveLength(1);
		const content = String(notes[0].parameters.content);
		const paragraphs = content.split('\n\n');
		expect(paragraphs[0]).toMatch(/^## [A-Z]/);
		expect(content).toMatch(/\*\*Try it:\*\* choose your credential.*\*\*Use it:\*\*/s);
		expect(content).toMatch(/nothing is sent/);
		if (nodes.some(isSend)) {
			expect(content).toMatch(
				/With a real API key.* sends real SMS: .* \d people .*about [\d,]+ Rial/,
			);
			expect(content).toMatch(/choose your sender number/i);
		} else {
			expect(content).toMatch(/only reads; nothing is sent/);
		}
		expect(paragraphs.at(-1)).toMatch(/^\u200f[\u0600-\u06ff\u200c ]+\.\u200f$/);
		// A node that the note speaks of has this name.
		for (const [, name] of content.matchAll(/(?<!\*)\*([A-Z][^*]+)\*(?!\*)/g)) {
			const isOfN8n =
				/^(Execute workflow|Executions > Retry|Max Recipients|Refuse Repeats Within|Slack|Telegram|Gmail|Send it|Send and Wait for Response)$/;
			if (!isOfN8n.test(name)) expect(nodes.map((node) => node.name)).toContain(name);
		}
		// n8n marks a node without its credential or table; a webhook needs none.
		const marked = PINNED[number].filter((name) => !/webhook$/.test(nodeOf(workflow, name).type));
		if (marked.length > 0) expect(content).toMatch(/purple.* red triangle/s);
	});

	test('has connections between its own nodes, and none stands alone', () => {
		const names = nodes.map(({ name }) => name);
		const targets = Object.values(workflow.connections).flatMap((outputs) =>
			Object.values(outputs).flatMap((output) => output.flatMap((ends) => ends ?? [])),
		);
		const connected = new Set([
			...Object.keys(workflow.connections),
			...targets.map(({ node }) => node),
		]);
		expect([...connected].sort()).toEqual([...names].sort());
	});

	test('has pinned data for other services and what calls it, and for nothing else', () => {
		expect(Object.keys(workflow.pinData ?? {})).toEqual(PINNED[number]);
		for (const items of Object.values(workflow.pinData ?? {})) {
			for (const item of items) expect(item).toEqual({ json: expect.any(Object) });
		}
	});

	test('names our credential and holds nothing of anybody', () => {
		for (const node of workflow.nodes) {
			expect(node.credentials).toEqual(
				isOurs(node)
					? { ipPanelEdgeApi: { id: 'CHOOSE_YOUR_CREDENTIAL', name: 'IPPanel Edge API' } }
					: undefined,
			);
		}
		const text = JSON.stringify(workflow);
		expect(text).not.toMatch(/"[^"\\]*(token|secret|password|api_?key|instanceId)[^"\\]*":/i);
		expect(text).not.toContain(harness.sandbox.token);
	});

	test.each(nodes.filter(isOurs).map((node) => [node.name, node]))(
		'the form of "%s" is as n8n saves it, complete, true, and harms nobody',
		(_, node) => {
			expect(formProblems(harness.engine, node)).toEqual([]);
		},
	);
});

describe('the check of a form finds', () => {
	/** @param {any} form */
	const audienceOf = (form) => form.audiences.audience[0];
	/** @param {any} form */
	const operatorsOf = (form) => audienceOf(form).operators.operator;

	/** @type {Array<[string, (form: any) => void]>} */
	const mistakes = [
		['a misspelt parameter', (form) => (form.mesage = 'x')],
		['a parameter of another operation', (form) => (form.messageOutboxId = '1')],
		['an unknown option', (form) => (form.options.maxRecipent = 1)],
		['an unknown operation', (form) => (form.operation = 'sendAll')],
		['an unknown operator', (form) => (operatorsOf(form)[1].id = 3)],
		['an unknown field of an operator', (form) => (operatorsOf(form)[1].sise = 3)],
		['an unknown mode', (form) => (form.fromNumber.mode = 'id')],
		['a wrong name', (form) => (form.fromNumber.cachedResultName = '+98BANK')],
		['a cap that is missing', (form) => (form.options = {})],
		['a cap that is high', (form) => (form.options.maxRecipients = 6)],
		['a size', (form) => (operatorsOf(form)[0].size = 2)],
		['a main category', (form) => (audienceOf(form).mainCategory.value = 1)],
		['a sub category', (form) => (audienceOf(form).subCategory.value = 1)],
		['all sub categories', (form) => delete audienceOf(form).subCategory],
		['everyone', (form) => (audienceOf(form).recipients = 'everyone')],
	];

	test.each(mistakes)('%s', (_, change) => {
		const node = nodeOf(example(6), 'Send');
		expect(formProblems(harness.engine, node)).toEqual([]);
		change(node.parameters);
		expect(formProblems(harness.engine, node)).not.toEqual([]);
	});

	test('audiences as JSON', () => {
		const node = nodeOf(example(4), 'Send');
		expect(formProblems(harness.engine, node)).toEqual([]);
		node.parameters.audiencesJson = '[{ "main_category_id": 1 }]';
		expect(formProblems(harness.engine, node)).not.toEqual([]);
	});
});

describe('1: a deal in any CRM becomes a message to its trade', () => {
	const LIMIT = 50_000;

	/**
	 * The example run by a deal, with the words that the owner gets.
	 *
	 * @param {WorkflowJson} [workflow]
	 * @param {import('../tools/demoDeals').Deal} [deal]
	 * @param {typeof harness['sandbox']} [sandbox]
	 */
	async function tell(workflow = example(1), deal = DEALS[0], sandbox = harness.sandbox) {
		const [{ run }] = await runDeals(harness.engine, sandbox, workflow, [deal]);
		return { run, words: wordsOf(run) };
	}

	test('as it is: the pinned deal is one message to two people', async () => {
		const run = await execute(example(1));
		expect(run.status).toBe('success');
		expect(run.standIns()).toEqual([]);
		expect(harness.sent()).toEqual([
			request(
				'همکار گرامی، پیشنهاد تازه برای صنف شما: دانه‌ی قهوه‌ی اسپرسو با ۱۵٪ تخفیف. برای آگاهی بیشتر با ما تماس بگیرید.\nلغو۱۱',
				3,
				20,
			),
		]);
		expect(reached()).toEqual([2]);
		expect(jsonOf(run, 'Send')).toEqual(accepted());
		expect(run.runsOf('Tell: sent')).toHaveLength(1);
	});

	test.each([
		['cafe', 3, 20],
		['bakery', 1, 2],
		['real_estate', 2, 13],
	])('the trade %s is found by its names', async (trade, main, sub) => {
		const { words } = await tell(example(1), { ...DEALS[0], trade });
		expect(harness.sent()).toEqual([
			request(expect.stringContaining(`: ${DEALS[0].title}. `), main, sub),
		]);
		const [{ id }] = harness.sandbox.outbox;
		expect(words).toEqual([
			`Sent: ${DEALS[0].title}\nRecipients: 2\nEstimated cost: 9,746 Rial\nOutbox ID: ${id}`,
		]);
	});

	test('deals that arrive together each go to their own trade', async () => {
		const workflow = example(1);
		const events = DEALS.slice(0, 3).map((deal) => ({ body: { deal } }));
		await execute(workflow, events);
		expect(harness.sent()).toEqual([
			request(expect.stringContaining(DEALS[0].title), 3, 20),
			request(expect.stringContaining(DEALS[1].title), 1, 2),
			request(expect.stringContaining(DEALS[2].title), 2, 13),
		]);
	});

	/** In n8n before 2.0 an expression does not see the error of an item: the owner is sent to Executions. */
	const REASON = '(?:{}|n8n shows why under Executions\\.)';
	/** @param {string} reason */
	const failed = (reason) =>
		new RegExp(`^Failed: ${DEALS[0].title} \\(trade: \\w+\\)\\n${REASON.replace('{}', reason)}\\n`);

	/** @param {string} path */
	const fail = (path) => harness.sandbox.addFault({ kind: 'statusFalse', path });

	/** @type {Array<[string, (workflow: WorkflowJson) => void, RegExp]>} */
	const refused = [
		[
			'costs more than the limit',
			(workflow) => {
				const { conditions } = nodeOf(workflow, 'Within the limit?').parameters.conditions;
				expect(conditions[1].rightValue).toBe(LIMIT);
				conditions[1].rightValue = 9_745;
			},
			/^Not sent: .*\nEstimated cost: 9,746 Rial\nCredit: 500,000,000 Rial$/,
		],
		['finds no answer about the credit', () => fail('/api/payment/credit/mine'), failed('.*')],
		[
			'has a main category of an unknown name',
			(workflow) => {
				nodeOf(workflow, 'Main category').parameters.conditions.conditions[0].rightValue = 'x';
			},
			failed("'Main Category' is empty"),
		],
		[
			'has a sub category of an unknown name',
			(workflow) => {
				nodeOf(workflow, 'Sub category').parameters.conditions.conditions[0].rightValue = 'x';
			},
			failed("'Audience 1 > Main Category' is empty"),
		],
		['finds no main categories', () => fail('/api/send/jobs/categories'), failed('.*')],
		['finds no sub categories', () => fail('/api/send/jobs/sub-categories'), failed('.*')],
		[
			'would reach more people than Max Recipients',
			(workflow) => {
				nodeOf(workflow, 'Estimate').parameters.audiences.audience[0].operators.operator[0].size =
					5;
			},
			failed('6 recipients are more than the 5.*'),
		],
	];
	test.each(refused)(
		'a deal that %s sends nothing, and the owner is told',
		async (_, change, words) => {
			const workflow = example(1);
			change(workflow);
			const told = await tell(workflow);
			expect(harness.sandbox.sends).toEqual([]);
			expect(told.run.status).toBe('success');
			expect(told.words).toEqual([expect.stringMatching(words)]);
		},
	);

	test('a deal that costs more than the credit sends nothing, and the owner is told', async () => {
		const sandbox = await startSandbox({ credit: 9_745 });
		const { words } = await tell(example(1), DEALS[0], sandbox);
		const { sends } = sandbox;
		await sandbox.close();
		expect(sends).toEqual([]);
		expect(words).toEqual([
			`Not sent: ${DEALS[0].title}\nEstimated cost: 9,746 Rial\nCredit: 9,745 Rial`,
		]);
	});

	test('a deal of a trade that nobody chose sends nothing, and the owner is told', async () => {
		const { words } = await tell(example(1), { ...DEALS[0], trade: 'pharmacy' });
		expect(harness.sandbox.sends).toEqual([]);
		expect(words).toEqual([expect.stringMatching(failed("'Main Category' is empty"))]);
		expect(words[0]).toMatch(/this trade is not in Trade to category\.$/);
	});

	test('a deal that the CRM reports again is not sent again, and the owner is told', async () => {
		await tell();
		const { words } = await tell();
		expect(harness.sandbox.sends).toHaveLength(1);
		expect(words).toEqual([expect.stringMatching(failed('.*already.*'))]);
	});

	test('a message that the API refuses is told to the owner', async () => {
		harness.sandbox.addFault({ kind: 'statusFalse' });
		const { words } = await tell();
		expect(harness.sandbox.sends).toHaveLength(1);
		expect(harness.sandbox.outbox).toEqual([]);
		expect(words).toEqual([expect.stringMatching(failed('.*'))]);
	});
});

test('2: a paid order is offered to bakers', async () => {
	const run = await execute(example(2));
	expect(run.status).toBe('success');
	expect(run.standIns()).toEqual([]);
	expect(harness.sent()).toEqual([
		request(
			'قناد گرامی، سفارش تازه در شیراز: ۲۰ کیک یزدی (بسته‌ی ۱۲تایی)، ۵ نان برنجی (کیلو). برای پذیرش با ما تماس بگیرید.\nلغو۱۱',
			1,
			2,
		),
	]);
	expect(reached()).toEqual([2]);
	expect(jsonOf(run, 'Send')).toEqual(accepted());
});

test.each(['pending', 'on-hold', 'failed', ''])(
	'2: an order that is "%s" sends nothing',
	async (status) => {
		const workflow = example(2);
		const [order] = /** @type {any} */ (workflow.pinData)['WooCommerce Trigger'];
		order.json.status = status;
		const run = await execute(workflow);
		expect(run.status).toBe('success');
		expect(harness.sandbox.requests).toEqual([]);
	},
);

test('3: a new deal in Pipedrive goes to estate agents, and gets a note', async () => {
	const workflow = example(3);
	delete workflow.pinData?.['Note at the deal'];
	// In place of Pipedrive, a node whose output is the note.
	const { content, additionalFields } = nodeOf(workflow, 'Note at the deal').parameters;
	Object.assign(nodeOf(workflow, 'Note at the deal'), {
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			assignments: {
				assignments: [
					{ id: '1', name: 'content', type: 'string', value: content },
					{ id: '2', name: 'deal', type: 'number', value: additionalFields.deal_id },
				],
			},
			options: {},
		},
	});
	const run = await execute(workflow);
	expect(harness.sent()).toEqual([
		request(
			'همکار گرامی، فایل تازه: آپارتمان ۱۲۰ متری نوساز در شیراز. برای بازدید با ما هماهنگ کنید.\nلغو۱۱',
			2,
			13,
		),
	]);
	expect(reached()).toEqual([2]);
	const [{ id }] = harness.sandbox.outbox;
	expect(jsonOf(run, 'Note at the deal')).toEqual([
		{ content: `SMS to estate agents, outbox ID ${id}`, deal: 318 },
	]);
});

test.each([
	[2, 'Bakers'],
	[3, 'Estate agents'],
	[6, 'Cafés'],
])(
	'%d: a trade that the account calls otherwise sends nothing, and says so',
	async (number, filter) => {
		const run = await execute(withUnknownName(number, filter));
		expect(harness.sandbox.sends).toEqual([]);
		expect(run.error?.message).toMatch(/Main Category' is empty$/);
	},
);

describe('4: the rows of a table become one request', () => {
	/** @param {(rows: IDataObject[]) => void} change */
	async function executeWith(change) {
		const workflow = example(4);
		change(/** @type {any[]} */ (workflow.pinData?.Audiences).map(({ json }) => json));
		return await execute(workflow);
	}

	test('three rows are two audiences, three people', async () => {
		const run = await execute(example(4));
		expect(run.standIns()).toEqual([]);
		expect(harness.sent()).toEqual([
			{
				sending_type: 'job',
				from_number: '+98PRO',
				message: nodeOf(run.workflow, 'Send').parameters.message,
				params: [
					{ main_category_id: 3, sub_category_id: 19, operator: [range(1, 0, 1)] },
					{ main_category_id: 3, sub_category_id: 20, operator: [range(1, 0, 1), range(2, 10, 1)] },
				],
			},
		]);
		expect(reached()).toEqual([3]);
		expect(jsonOf(run, 'Send')).toEqual(accepted());
	});

	/** @type {Array<[string, IDataObject, string]>} */
	const wrongRows = [
		...['main_category', 'sub_category', 'operator', 'start', 'size'].flatMap((column) =>
			[null, ''].map(
				(empty) =>
					/** @type {[string, IDataObject, string]} */ ([
						`an empty cell of ${column}`,
						{ [column]: empty },
						`Row 2: ${column} is empty`,
					]),
			),
		),
		[
			'an unknown operator',
			{ operator: 'Rightel' },
			'Row 2: Rightel is not MCI, Irancell or Others',
		],
		[
			'an unknown sub category',
			{ sub_category: 'x' },
			'Row 2: your account has 0 categories رستوران و صنعت غذا > x',
		],
		[
			'a sub category of another main category',
			{ main_category: 'سایر' },
			'Row 2: your account has 0 categories سایر > رستوران‌ها',
		],
		['a size that is no number', { size: 'x' }, "Size' is not a whole number"],
		['a start that is no number', { start: 'x' }, "Start' is not a whole number"],
		['too many people', { size: 4 }, '6 recipients are more than the 5'],
	];
	test.each(wrongRows)('%s sends nothing', async (_, cells, words) => {
		const run = await executeWith((rows) => Object.assign(rows[1], cells));
		expect(run.error?.message).toContain(words);
		expect(harness.sandbox.sends).toEqual([]);
	});

	test('a table without rows sends nothing', async () => {
		const workflow = example(4);
		workflow.pinData = { Audiences: [] };
		await execute(workflow);
		expect(harness.sandbox.sends).toEqual([]);
	});
});

describe('5: a person approves what was estimated', () => {
	const answers = { Trade: 'کافی‌شاپ‌ها', Message: 'همکار گرامی، قهوه ۱۵٪ تخفیف دارد.\nلغو۱۱' };

	/** @param {string} decision @param {IDataObject} [form] */
	const decide = async (decision, form = answers) => {
		const workflow = example(5);
		workflow.pinData = { Approval: [{ json: { 'Your decision': decision } }] };
		return await execute(workflow, [form]);
	};

	test('approved: exactly the estimated request leaves', async () => {
		const run = await decide('Send it');
		const [estimate] = jsonOf(run, 'Estimate');
		expect(estimate).toMatchObject({ recipients: { total: 2 }, sufficient_credit: true });
		expect(harness.sent()).toEqual([estimate.request]);
		expect(harness.sent()).toEqual([request(answers.Message, 3, 20)]);
		expect(reached()).toEqual([2]);
		expect(jsonOf(run, 'Accepted')).toEqual(accepted());
		expect(run.runsOf('Not sent')).toEqual([]);
		expect(run.standIns()).toEqual(['New message', 'Accepted']);
	});

	test('every trade of the form is found', async () => {
		const [{ fieldOptions }] = nodeOf(example(5), 'New message').parameters.formFields.values;
		const trades = fieldOptions.values.map((/** @type {any} */ { option }) => option);
		for (const Trade of trades) await decide('Send it', { ...answers, Trade });
		expect(harness.sent()).toEqual([
			request(answers.Message, 3, 20),
			request(answers.Message, 1, 2),
			request(answers.Message, 2, 13),
		]);
	});

	test.each(['Do not send', '', 'send it'])('the decision "%s" sends nothing', async (decision) => {
		const run = await decide(decision);
		expect(run.status).toBe('success');
		expect(harness.sandbox.sends).toEqual([]);
		expect(run.runsOf('Not sent')).toHaveLength(1);
	});

	test('a trade that the account calls otherwise is never estimated', async () => {
		const run = await decide('Send it', { ...answers, Trade: 'no such trade' });
		expect(run.error?.message).toBe("'Main Category' is empty");
		expect(harness.sandbox.sends).toEqual([]);
	});

	test('approved although the credit is not enough: nothing is sent', async () => {
		const workflow = example(5);
		const [estimate] = jsonOf(await decide('Do not send'), 'Estimate');
		workflow.pinData = {
			Estimate: [{ json: { ...estimate, sufficient_credit: false } }],
			Approval: [{ json: { 'Your decision': 'Send it' } }],
		};
		const run = await execute(workflow, [answers]);
		expect(run.runsOf('Not sent')).toHaveLength(1);
		expect(harness.sandbox.sends).toEqual([]);
	});

	test.each([5, 8])(
		'%d: the approval page shows text, trade, recipients and cost',
		async (number) => {
			const workflow = example(number);
			const { formDescription } = nodeOf(workflow, 'Approval').parameters.options;
			// In place of the form, a node whose output is the page's text.
			const page = { id: 'page', name: 'description', type: 'string', value: formDescription };
			Object.assign(nodeOf(workflow, 'Approval'), {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { assignments: { assignments: [page] }, options: {} },
			});
			const output = { message: answers.Message, main_category_id: 3, sub_category_id: 20 };
			workflow.pinData = number === 8 ? { 'AI Agent': [{ json: { output } }] } : {};
			const [{ description }] = jsonOf(await execute(workflow, [answers]), 'Approval');
			expect(description).toBe(
				`\u200fهمکار گرامی، قهوه ۱۵٪ تخفیف دارد.\u200f\n\u200fلغو۱۱\u200f\n\nTo: رستوران و صنعت غذا > کافی‌شاپ‌ها\nRecipients: 2\nSMS parts: 1\nEstimated cost: 4,873 Rial\nYour credit: 500,000,000 Rial`,
			);
		},
	);
});

test('6: the statistics of the message that was sent become a row', async () => {
	const workflow = example(6);
	expect(nodeOf(workflow, 'Wait').parameters).toEqual({ amount: 1, unit: 'days' });
	nodeOf(workflow, 'Wait').parameters = { amount: 0.01, unit: 'seconds' };
	const run = await execute(workflow);

	const [{ id }] = harness.sandbox.outbox;
	expect(harness.sent()).toEqual([request(nodeOf(workflow, 'Send').parameters.message, 3, 20)]);
	expect(reached()).toEqual([2]);
	expect(harness.sandbox.requests.map(({ path, query }) => [path, { ...query }])).toEqual([
		['/api/send/jobs/sub-categories', { main_category_id: '3' }],
		['/api/report/new_list', {}],
		['/api/send', {}],
		['/api/report/bulk_stats', { bulk_id: String(id) }],
	]);
	expect(jsonOf(run, 'Report row')).toEqual([
		{
			time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
			outbox_id: id,
			delivered: 2,
			on_the_way: 0,
			not_delivered: 0,
			blacklisted: 0,
		},
	]);
	const [{ json: pinned }] = /** @type {any} */ (workflow.pinData)['Add to the report'];
	expect(Object.keys(pinned)).toEqual(['id', ...Object.keys(jsonOf(run, 'Report row')[0])]);
	expect(run.standIns()).toEqual(['Every Saturday']);
});

test('6: a later step that is executed alone does not send again', async () => {
	// In the editor n8n then executes what stands before it, too.
	const workflow = example(6);
	nodeOf(workflow, 'Wait').parameters = { amount: 0.01, unit: 'seconds' };
	await execute(workflow);
	const again = await execute(workflow);
	expect(again.status).toBe('error');
	expect(again.errorOf('Send')?.message).toMatch(/already/);
	expect(harness.sandbox.sends).toHaveLength(1);
});

describe('7: events that come again', () => {
	/** A workflow whose nodes have IDs of their own, as n8n's memory goes by them. */
	const workflowOf = (
		/** @type {any[]} */ events,
		/** @type {string} */ owner,
		workflow = example(7),
	) => {
		for (const node of workflow.nodes) node.id = `${owner} ${node.name}`;
		return { ...workflow, pinData: { 'CRM events': [{ json: { body: { events } } }] } };
	};
	const [{ json: delivery }] = /** @type {any[]} */ (example(7).pinData?.['CRM events']);
	const { events } = delivery.body;

	test('five events of three products are three messages, and none the second time', async () => {
		const run = await execute(workflowOf(events, 'twice'));
		const titles = [
			'آرد نول، کیسه‌ی ۲۵ کیلویی ۷۹۰ هزار تومان',
			'پودر قند، کارتن ۱۰ کیلویی ۶۲۰ هزار تومان',
			'کره‌ی قنادی، کارتن ۱۰ کیلویی ۴٫۹ میلیون تومان',
		];
		expect(harness.sent()).toEqual(
			titles.map((title) =>
				request(
					`قناد گرامی، کالای تازه رسید: ${title}. برای سفارش با ما تماس بگیرید.\nلغو۱۱`,
					1,
					2,
				),
			),
		);
		expect(reached()).toEqual([2, 2, 2]);
		expect(jsonOf(run, 'Send')).toEqual(accepted());
		expect(run.standIns()).toEqual([]);

		const again = await execute(workflowOf(events, 'twice'));
		expect(again.status).toBe('success');
		expect(again.runsOf('Send')).toEqual([]);
		expect(harness.sandbox.sends).toHaveLength(3);
	});

	test('a new product passes between old ones', async () => {
		await execute(workflowOf(events, 'new'));
		const added = structuredClone(events[0]);
		Object.assign(added.product, { id: 'P-99', title: 'شکلات' });
		await execute(workflowOf([events[2], added, events[0]], 'new'));
		expect(harness.sandbox.sends).toHaveLength(4);
		expect(harness.sentMessages().at(-1)).toContain('شکلات');
	});

	test('both nodes are needed', async () => {
		const workflow = workflowOf(events, 'one of two');
		workflow.connections['One item each'] = {
			main: [[{ node: 'Earlier executions', type: 'main', index: 0 }]],
		};
		const run = await execute(workflow);
		expect(jsonOf(run, 'Earlier executions')).toHaveLength(5);
	});

	test('an unknown category sends nothing and remembers nothing', async () => {
		await execute(workflowOf(events, 'corrected', withUnknownName(7, 'Bakers')));
		expect(harness.sandbox.sends).toEqual([]);
		await execute(workflowOf(events, 'corrected'));
		expect(harness.sandbox.sends).toHaveLength(3);
	});
});

describe('8: an agent that can not send', () => {
	const AGENT = '@n8n/n8n-nodes-langchain.agent';
	const message = 'همکار گرامی، از شنبه دانه‌ی قهوه ۱۵٪ تخفیف دارد.\nلغو۱۱';

	/**
	 * An agent that asks all its tools and then answers what it is told to, instead of a language model.
	 *
	 * @param {IDataObject} output
	 * @returns {INodeType}
	 */
	const scriptedAgent = (output) => ({
		description: /** @type {any} */ ({
			displayName: 'Scripted',
			name: 'scripted',
			group: [],
			version: [2.2],
			description: '',
			defaults: {},
			inputs: ['main', 'ai_tool'].map((type) => ({ type })),
			outputs: ['main'],
			properties: [],
		}),
		async execute() {
			const connected = /** @type {any[]} */ (await this.getInputConnectionData('ai_tool', 0));
			/** @type {IDataObject} */
			const asked = {};
			for (const tool of connected.flatMap((entry) => entry.tools ?? entry)) {
				const args = 'Main_Category' in tool.schema.shape ? { Main_Category: '3' } : {};
				asked[tool.name] = JSON.parse(await tool.invoke(args));
			}
			return [[{ json: { output, asked } }]];
		},
	});

	/** @param {IDataObject} answer @param {string} decision */
	async function ask(answer, decision) {
		harness.engine.nodeTypes.add(AGENT, scriptedAgent(answer));
		const workflow = example(8);
		workflow.pinData = { Approval: [{ json: { 'Your decision': decision } }] };
		const run = await execute(workflow, [{ 'What do you want to say, and to whom?': '…' }]);
		return { run, asked: jsonOf(run, 'AI Agent')[0]?.asked };
	}
	const answer = { message, main_category_id: 3, sub_category_id: 20 };

	test('approved: it looks up and writes, and one message leaves', async () => {
		const { run, asked } = await ask(answer, 'Send it');
		expect(asked).toEqual({
			Main_categories: expect.arrayContaining([{ id: 3, name: 'رستوران و صنعت غذا' }]),
			Sub_categories_of_a_main_category: expect.arrayContaining([
				expect.objectContaining({ id: 20, name: 'کافی‌شاپ‌ها' }),
			]),
		});
		expect(harness.sent()).toEqual([request(message, 3, 20)]);
		expect(reached()).toEqual([2]);
		expect(jsonOf(run, 'Accepted')).toEqual(accepted());
	});

	test('no tool of the agent sends', () => {
		const { nodes, connections } = example(8);
		const tools = nodes.filter(({ name }) => connections[name]?.ai_tool);
		expect(tools.map(({ parameters }) => parameters.resource)).toEqual([
			'jobCategory',
			'jobCategory',
		]);
		expect(nodes.filter(({ type }) => type === `${OURS}Tool`)).toEqual(tools);
	});

	test('declined: nothing is sent', async () => {
		const { run } = await ask(answer, 'Do not send');
		expect(run.runsOf('Not sent')).toHaveLength(1);
		expect(harness.sandbox.sends).toEqual([]);
	});

	test.each([
		['a sub category of another main category', { ...answer, sub_category_id: 2 }],
		['an ID that there is not', { ...answer, sub_category_id: 999 }],
		['no sub category', { ...answer, sub_category_id: null }],
		['no main category', { ...answer, main_category_id: null }],
		['no text', { ...answer, message: '' }],
	])('%s: it never comes to the approval', async (_, wrong) => {
		const { run } = await ask(wrong, 'Send it');
		expect(run.status).toBe('error');
		expect(run.runsOf('Approval')).toEqual([]);
		expect(harness.sandbox.sends).toEqual([]);
	});
});

/**
 * Runs an active workflow by what its trigger finds.
 *
 * @param {WorkflowJson} workflow
 * @param {() => void} happens between two polls
 */
async function runPolled(workflow, happens) {
	const { credentials } = harness;
	const poller = harness.engine.poller({ workflow, credentials });
	expect(await poller.activate()).toEqual([]);
	happens();
	const input = await poller.poll();
	return await harness.engine.run({ workflow, credentials, input, mode: 'trigger' });
}

/** Which endpoints the sandbox was asked for. */
const asked = () => [...new Set(harness.sandbox.requests.map(({ path }) => path))];

describe('9: who answers 1 becomes a contact', () => {
	const INBOX = '/api/report/messages-inbox';

	/** @param {string} message @param {number} index of the person */
	const answer = (message, index) =>
		harness.sandbox.reply({ from: `+98912000000${index}`, number: '+983000505', message });

	/** @param {number} index in the inbox */
	const rowOf = (index) => {
		const { id, from, message, receivedAt } = harness.sandbox.inbox[index];
		const time = new Date(Math.floor(receivedAt / 1000) * 1000).toISOString();
		return { inbox_id: id, phone: from, line: '+983000505', answer: message, time };
	};

	test('Execute workflow takes the latest reply with a 1 in it', async () => {
		['1', 'سلام'].forEach(answer);
		const workflow = example(9);
		const run = await execute(workflow);
		expect(run.status).toBe('success');
		expect(jsonOf(run, 'Reply row')).toEqual([rowOf(0)]);
		expect(run.runsOf('Count the reply')).toHaveLength(1);
		expect(run.standIns()).toEqual([]);
		expect(asked()).toEqual([INBOX]);
		const [{ json: pinned }] = /** @type {any} */ (workflow.pinData)['Count the reply'];
		expect(Object.keys(pinned)).toEqual(['id', ...Object.keys(rowOf(0))]);
	});

	test('without a reply it says so', async () => {
		const run = await execute(example(9));
		expect(run.error?.message).toBe('There is no reply to show yet');
	});

	test('of the replies to a published workflow, each that says 1 is a contact and a row', async () => {
		const workflow = example(9);
		// In place of the CRM, a node whose output is what it would get.
		const crm = nodeOf(workflow, 'Contact in the CRM');
		const fields = crm.parameters.bodyParameters.parameters;
		expect(crm.parameters).toMatchObject({ method: 'POST', sendBody: true });
		Object.assign(crm, {
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: fields.map((/** @type {any} */ field, /** @type {number} */ index) => ({
						id: String(index),
						type: 'string',
						...field,
					})),
				},
				options: {},
			},
		});
		const run = await runPolled(workflow, () => {
			['1', 'لغو', '11', '۱', '10', ' ١\n', 'عدد ۱'].forEach(answer);
		});
		const wanted = [0, 3, 5].map(rowOf);
		expect(jsonOf(run, 'Contact in the CRM')).toEqual(
			wanted.map(({ phone, line, answer: text, time }) => ({
				phone,
				source: 'SMS',
				note: `Answered ${text.trim()} to ${line} on ${time}`,
			})),
		);
		expect(jsonOf(run, 'Reply row')).toEqual(wanted);
		expect(jsonOf(run, 'Count the reply')).toEqual(wanted);
		expect(asked()).toEqual([INBOX]);
	});

	test('a reply that is there is not counted again', () => {
		expect(nodeOf(example(9), 'Count the reply').parameters).toMatchObject({
			operation: 'upsert',
			filters: { conditions: [{ keyName: 'inbox_id', keyValue: '={{ $json.inbox_id }}' }] },
		});
	});
});

describe('10: the owner hears of what has finished', () => {
	const STATISTICS = '/api/report/bulk_stats';
	// Telegram refuses what it can't read as HTML, and with it the whole message.
	const message = 'همکار گرامی، قهوه <۱۵٪ تخفیف> shop.example/a_b?c&d';
	const shown = 'همکار گرامی، قهوه &lt;۱۵٪ تخفیف> shop.example/a_b?c&amp;d';

	/** @param {number[]} states the ends of as many messages, to ten people each @returns their IDs */
	function finish(states) {
		const { sandbox } = harness;
		sandbox.seedOutbox({ count: states.length, message, recipients: 10, ageSeconds: 1 });
		return states.map((state, index) => {
			const { id } = sandbox.outbox[index];
			sandbox.finish(id, state);
			return id;
		});
	}

	/** Of ten people, as the sandbox has it. @param {number} id */
	const sentWords = (id) =>
		`Sent: ${shown}\nRecipients: 10\nDelivered: 6\nOn the way: 2\nNot delivered: 1\nBlacklisted: 1\nCost: 25,030 Rial\nOutbox ID: ${id}`;

	test('Execute workflow takes the latest message, and Telegram is not called', async () => {
		const [, id] = finish([7, 6]);
		const run = await execute(example(10));
		expect(run.status).toBe('success');
		expect(jsonOf(run, 'Message Finished')).toMatchObject([{ messages_outbox_id: id }]);
		expect(jsonOf(run, 'Get Statistics')).toEqual([
			{ pending: 1, sent: 1, delivered: 6, failed: 1, blacklist: 1 },
		]);
		expect(run.runsOf('Tell: sent')).toHaveLength(1);
		expect(run.standIns()).toEqual([]);
		expect(harness.sandbox.requests.at(-1)).toMatchObject({
			path: STATISTICS,
			query: { bulk_id: String(id) },
		});
		expect(harness.sandbox.sends).toEqual([]);
	});

	test('published, each message is told once, with its own figures', async () => {
		harness.engine.nodeTypes.add('n8n-nodes-base.telegram', createTelegram());
		/** @type {number[]} */
		let ids = [];
		const run = await runPolled(example(10), () => (ids = finish([6, 3, 8, 6])));
		expect(wordsOf(run)).toEqual([
			sentWords(ids[0]),
			sentWords(ids[3]),
			`Not sent: ${shown}\nState: rejected by monitoring (متن پیام مورد تایید نیست)\nOutbox ID: ${ids[1]}`,
			`Not sent: ${shown}\nState: insufficient credit\nOutbox ID: ${ids[2]}`,
		]);
		const statistics = harness.sandbox.requests.filter(({ path }) => path === STATISTICS);
		expect(statistics.map(({ query }) => query.bulk_id)).toEqual([ids[0], ids[3]].map(String));
		expect(harness.sandbox.sends).toEqual([]);
	});
});
