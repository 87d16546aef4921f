/**
 * The workflows in examples/: each is what n8n exports, is executed here, and is looked at for what a person
 * would trip over. Their third-party nodes have pinned data; Edit Fields, If, Wait, Code and Remove Duplicates
 * are the runner's stand-ins; the other triggers and n8n's form pages only pass their items on.
 */
const { readdirSync, readFileSync, writeFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { runInNewContext } = require('node:vm');
const { CATEGORIES, SENDER_NUMBERS, SUB_CATEGORIES } = require('../sandbox/data');
const { demo } = require('../tools/demo');
const { problemsOf } = require('../tools/demoDeals');
const { startHarness } = require('./harness');

/**
 * @typedef {import('./execution').WorkflowJson} WorkflowJson
 * @typedef {import('n8n-workflow').INode} INode
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').INodeProperties} INodeProperties
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 */

const FOLDER = join(__dirname, '../../examples');
const OURS = 'n8n-nodes-ippanel-job-sms.ipPanelJobSms';
const STICKY = 'n8n-nodes-base.stickyNote';

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

/** @param {string} file @returns {WorkflowJson & Record<string, any>} a new copy each time */
const read = (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** @param {number} number */
const example = (number) => {
	const file = files.find((name) => name.startsWith(`${number}-`));
	if (!file) throw new Error(`There is no example ${number}.`);
	return read(file);
};

/** @param {INode} node */
const isOurs = ({ type }) => type === OURS || type === `${OURS}Tool`;

/** @param {WorkflowJson} workflow @param {string} name @returns {INode & { parameters: any }} */
const nodeOf = (workflow, name) => {
	const node = workflow.nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`There is no node "${name}".`);
	return node;
};

/** @type {Awaited<ReturnType<typeof startHarness>>} */
let harness;
beforeAll(async () => {
	harness = await startHarness();
});
afterEach(() => harness.sandbox.reset());
afterAll(async () => await harness.close());

/** @param {WorkflowJson} workflow */
const execute = async (workflow) =>
	await harness.engine.run({ workflow, credentials: harness.credentials });

/** @param {import('./run').Run} run @param {string} name */
const jsonOf = (run, name) => (run.outputs(name)[0] ?? []).map(({ json }) => json);

/** The outbox IDs that the sandbox gave, as Send's output items. */
const accepted = () => harness.sandbox.outbox.map(({ id }) => ({ message_outbox_ids: [id] }));

/** @param {number} id @param {number} start @param {number} size */
const range = (id, start, size) => ({ start, size, id });

test('there are six of them', () => {
	expect(files).toHaveLength(6);
});

describe.each(files)('%s', (file) => {
	const workflow = read(file);
	const nodes = workflow.nodes.filter(({ type }) => type !== STICKY);

	test('has what an export of n8n has, and no more', () => {
		expect(Object.keys(workflow).sort()).toEqual(
			['active', 'connections', 'name', 'nodes', 'pinData', 'settings', 'tags'].sort(),
		);
		expect(workflow).toMatchObject({ active: false, settings: { executionOrder: 'v1' } });
		expect(workflow.name).toMatch(/^\d \S/);
		for (const node of workflow.nodes) {
			expect(node).toMatchObject({
				id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
				name: expect.any(String),
				type: expect.stringMatching(
					/^(n8n-nodes-base|@n8n\/n8n-nodes-langchain)\.|^n8n-nodes-ippan/,
				),
				typeVersion: expect.any(Number),
				position: [expect.any(Number), expect.any(Number)],
				parameters: expect.any(Object),
			});
		}
	});

	test('has unique node IDs, webhook IDs and names', () => {
		for (const values of [
			workflow.nodes.map(({ id }) => id),
			workflow.nodes.map(({ name }) => name),
			workflow.nodes.flatMap(({ webhookId }) => webhookId ?? []),
		]) {
			expect(new Set(values).size).toBe(values.length);
		}
	});

	test('explains itself in a note, in English and in a line of Persian, and warns', () => {
		const notes = workflow.nodes.filter(({ type }) => type === STICKY);
		expect(notes).toHaveLength(1);
		const content = String(notes[0].parameters.content);
		const paragraphs = content.split('\n\n');
		expect(paragraphs[0]).toMatch(/^## [A-Z]/);
		expect(content).toMatch(/\*\*Try it:\*\*.*\*\*Use it:\*\*/s);
		expect(content).toMatch(/With a real API key.* sends (a )?real SMS/);
		expect(paragraphs.at(-1)).toMatch(/^\u200f[\u0600-\u06ff\u200c ]+\.\u200f$/);
		// A node that the note speaks of has this name.
		for (const [, name] of content.matchAll(/(?<!\*)\*([A-Z][^*]+)\*(?!\*)/g)) {
			const isOfN8n =
				/^(Execute workflow|Executions > Retry|Max Recipients|Slack|Telegram|Gmail|Send it|Send and Wait for Response)$/;
			if (!isOfN8n.test(name)) expect(nodes.map((node) => node.name)).toContain(name);
		}
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

	test('has pinned data only for its own nodes, and none for ours', () => {
		for (const [name, items] of Object.entries(workflow.pinData ?? {})) {
			expect(isOurs(nodeOf(workflow, name))).toBe(false);
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
		'the form of "%s" is as n8n saves it, complete, and true',
		(_, node) => {
			expect(formProblems(node)).toEqual([]);
		},
	);
});

/**
 * What is wrong with the saved form of one of our nodes.
 *
 * @param {INode} node
 * @returns {string[]}
 */
function formProblems(node) {
	const { NodeHelpers } = harness.engine.n8n.workflow;
	const { description } = harness.engine.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const properties = [...description.properties];
	/** @type {string[]} */
	const problems = [];

	// What n8n does not know, or would not show, is lost when it saves the workflow.
	const saved = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		false,
		false,
		node,
		description,
	);
	if (JSON.stringify(saved) !== JSON.stringify(node.parameters)) {
		problems.push(`n8n saves it differently: ${JSON.stringify(saved)}`);
	}

	const complete = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	const filled = { ...node, parameters: complete ?? {} };
	const { parameters } = NodeHelpers.getNodeParametersIssues(properties, filled, description) ?? {};
	problems.push(...Object.values(parameters ?? {}).flat());

	/** @param {INodeProperties} property @param {any} values of its siblings */
	const isShown = (property, values) =>
		NodeHelpers.displayParameter(values, property, node, description, filled.parameters);
	for (const [name, property, value] of valuesOf(properties, filled.parameters, isShown)) {
		const isExpression = typeof value === 'string' && value.startsWith('=');
		if (property.type === 'options' && !isExpression) {
			const known = (property.options ?? []).map((option) => 'value' in option && option.value);
			if (!known.includes(/** @type {any} */ (value)))
				problems.push(`${name} has no option ${value}`);
		}
		if (property.type === 'resourceLocator')
			problems.push(...locatorProblems(name, property, value));
	}

	const isSend = (complete?.resource ?? 'message') === 'message' && complete?.operation === 'send';
	const options = /** @type {IDataObject | undefined} */ (complete?.options);
	if (isSend && !options?.maxRecipients) problems.push('it sends without Max Recipients');
	return problems;
}

/**
 * A locator's mode is one of the property's, and a name that n8n shows from memory is the name of its ID.
 *
 * @param {string} name
 * @param {INodeProperties} property
 * @param {any} locator
 */
function locatorProblems(name, { modes = [] }, { __rl, mode, value, cachedResultName }) {
	/** @type {string[]} */
	const problems = [];
	if (!modes.some((known) => known.name === mode)) problems.push(`${name} has no mode ${mode}`);
	if (!__rl) problems.push(`${name} is no resource locator`);
	if (mode !== 'list' || value === '') return problems;
	const lists =
		/** @type {Record<string, Array<{ id?: unknown, number?: unknown, name?: string }>>} */ ({
			fromNumber: SENDER_NUMBERS.map(({ number }) => ({ id: number, name: number })),
			mainCategory: CATEGORIES,
			subCategory: SUB_CATEGORIES,
		});
	const entry = lists[/** @type {string} */ (name.split('.').at(-1))].find(
		({ id }) => id === value,
	);
	if (!entry || entry.name !== cachedResultName) {
		problems.push(`${name}: ${value} is not ${cachedResultName}`);
	}
	return problems;
}

/**
 * All values of a form with their properties, those in collections too.
 *
 * @param {INodeProperties[]} properties
 * @param {any} values
 * @param {(property: INodeProperties, values: any) => boolean} isShown
 * @param {string} [place]
 * @returns {Array<[place: string, property: INodeProperties, value: unknown]>}
 */
function valuesOf(properties, values, isShown, place = '') {
	return properties.flatMap((property) => {
		const value = values?.[property.name];
		if (value === undefined || !isShown(property, values)) return [];
		const here = place ? `${place}.${property.name}` : property.name;
		/** @type {Array<[string, INodeProperties, unknown]>} */
		const own = [[here, property, value]];
		if (property.type === 'collection') {
			return [
				...own,
				...valuesOf(/** @type {INodeProperties[]} */ (property.options), value, isShown, here),
			];
		}
		if (property.type !== 'fixedCollection') return own;
		const groups = /** @type {import('n8n-workflow').INodePropertyCollection[]} */ (
			property.options
		);
		const rows = groups.flatMap(({ name, values: fields }) =>
			[value[name] ?? []]
				.flat()
				.flatMap((/** @type {any} */ row) => valuesOf(fields, row, isShown, here)),
		);
		return [...own, ...rows];
	});
}

describe('the check of a form finds', () => {
	/** @type {Array<[string, (form: any) => void]>} */
	const mistakes = [
		['a misspelt parameter', (form) => (form.mesage = 'x')],
		['a parameter of another operation', (form) => (form.messageOutboxId = '1')],
		['an unknown option', (form) => (form.options.maxRecipent = 1)],
		['an unknown operation', (form) => (form.operation = 'sendAll')],
		['an unknown operator', (form) => (operatorsOf(form)[1].id = 3)],
		['an unknown field of an operator', (form) => (operatorsOf(form)[1].sise = 3)],
		['an unknown mode', (form) => (form.fromNumber.mode = 'id')],
		['a wrong name', (form) => (audienceOf(form).mainCategory.cachedResultName = 'سایر')],
		['a cap that is missing', (form) => (form.options = {})],
	];
	/** @param {any} form */
	const audienceOf = (form) => form.audiences.audience[0];
	/** @param {any} form */
	const operatorsOf = (form) => audienceOf(form).operators.operator;

	test.each(mistakes)('%s', (_, change) => {
		const node = nodeOf(example(3), 'Send');
		expect(formProblems(node)).toEqual([]);
		change(node.parameters);
		expect(formProblems(node)).not.toEqual([]);
	});
});

describe('1: a CRM deal becomes a message to its trade', () => {
	test('three deals of three trades are three messages', async () => {
		const run = await execute(example(1));

		const operator = [range(1, 0, 300), range(2, 0, 200)];
		/** @param {string} deal */
		const text = (deal) =>
			`همکار گرامی، پیشنهاد تازه‌ی ما برای صنف شما: «${deal}».\nبرای آگاهی از شرایط، همین امروز با ما تماس بگیرید.\nلغو۱۱`;
		expect(harness.sent()).toEqual(
			[
				{ deal: '۲۰٪ تخفیف دستگاه‌های اسپرسو', main: 3, sub: 20 },
				{ deal: 'اجاره‌ی دفتر کار در مرکز شهر', main: 2, sub: 13 },
				{ deal: 'چوب راش درجه‌یک با تحویل فوری', main: 1, sub: 5 },
			].map(({ deal, main, sub }) => ({
				sending_type: 'job',
				from_number: '+98PRO',
				message: text(deal),
				params: [{ main_category_id: main, sub_category_id: sub, operator }],
			})),
		);
		expect(run.status).toBe('success');
		expect(run.standIns()).toEqual([]);
		expect(jsonOf(run, 'Send to the trade')).toEqual(accepted());
	});

	test('a trade that is not in the table sends nothing', async () => {
		const workflow = example(1);
		const [deal] = /** @type {any} */ (workflow.pinData)['Get the deal'];
		deal.json.properties.trade.value = 'bakery';
		const run = await execute(workflow);
		expect(run.error?.message).toMatch(/Main Category/);
		expect(harness.sandbox.requests).toEqual([]);
	});
});

describe('2: a person approves what was estimated', () => {
	/** @param {string} decision */
	const decide = (decision) => {
		const workflow = example(2);
		workflow.pinData = { ...workflow.pinData, Approval: [{ json: { decision } }] };
		return workflow;
	};

	test('approved: exactly the estimated request leaves', async () => {
		const run = await execute(example(2));
		const [estimate] = jsonOf(run, 'Estimate');
		expect(estimate).toMatchObject({
			recipients: { total: 14440 },
			sufficient_credit: true,
			request: { params: [{ main_category_id: 3, sub_category_id: 20 }] },
		});
		expect(harness.sent()).toEqual([estimate.request]);
		expect(harness.sandbox.outbox[0].recipients).toBe(14440);
		expect(jsonOf(run, 'Accepted')).toEqual(accepted());
		expect(run.runsOf('Not sent')).toEqual([]);
		expect(run.standIns()).toEqual(['Accepted']);
	});

	test.each(['Do not send', '', 'send it'])('the decision "%s" sends nothing', async (decision) => {
		const run = await execute(decide(decision));
		expect(run.status).toBe('success');
		expect(harness.sandbox.sends).toEqual([]);
		expect(run.runsOf('Send')).toEqual([]);
		expect(run.runsOf('Not sent')).toHaveLength(1);
	});

	test('nothing leaves if there are more people by now than the person saw', async () => {
		const workflow = example(2);
		const [estimate] = jsonOf(await execute(decide('Do not send')), 'Estimate');
		const recipients = { total: 14439 };
		workflow.pinData = { ...workflow.pinData, Estimate: [{ json: { ...estimate, recipients } }] };
		const run = await execute(workflow);
		expect(run.error?.message).toMatch(/^14440 recipients are more than the 14439/);
		expect(harness.sandbox.sends).toEqual([]);
	});

	test('the approval page shows text, recipients and cost', async () => {
		const workflow = example(2);
		const { formDescription } = nodeOf(workflow, 'Approval').parameters.options;
		// In place of the form, a node whose output is the page's text.
		const page = { id: 'page', name: 'description', type: 'string', value: formDescription };
		Object.assign(nodeOf(workflow, 'Approval'), {
			type: 'n8n-nodes-base.set',
			typeVersion: 3.5,
			parameters: { assignments: { assignments: [page] } },
		});
		delete workflow.pinData?.Approval;
		const [{ description }] = jsonOf(await execute(workflow), 'Approval');
		expect(description).toBe(
			'همکار گرامی، از شنبه دانه‌ی قهوه را با ۱۵٪ تخفیف به کافی‌شاپ‌ها می‌رسانیم.\nلغو۱۱\n\nRecipients: 14440\nSMS parts: 2\nEstimated cost: 69791560\nYour credit: 500000000',
		);
	});
});

test('3: the statistics of the message that was sent become a row', async () => {
	const workflow = example(3);
	expect(nodeOf(workflow, 'Wait').parameters).toEqual({ amount: 2, unit: 'hours' });
	nodeOf(workflow, 'Wait').parameters = { amount: 0.01, unit: 'seconds' };
	const run = await execute(workflow);

	const [{ id, recipients }] = harness.sandbox.outbox;
	expect(recipients).toBe(600);
	expect(harness.sent()).toMatchObject([
		{
			from_number: '+98PRO',
			message: nodeOf(workflow, 'Send').parameters.message,
			params: [
				{
					main_category_id: 3,
					sub_category_id: 19,
					operator: [range(1, 0, 350), range(2, 0, 250)],
				},
			],
		},
	]);
	expect(harness.sandbox.requests.map(({ path, query }) => [path, query])).toEqual([
		['/api/send', {}],
		['/api/report/bulk_stats', { bulk_id: String(id) }],
	]);
	expect(jsonOf(run, 'Report row')).toEqual([
		{
			Time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
			'Outbox ID': id,
			Delivered: 360,
			'On the way': 120,
			'Not delivered': 60,
			Blacklisted: 60,
		},
	]);
	const [{ json: pinned }] = /** @type {any} */ (workflow.pinData)['Add to the report'];
	expect(Object.keys(pinned)).toEqual(Object.keys(jsonOf(run, 'Report row')[0]));
	expect(run.standIns()).toEqual(['Every Saturday']);
});

describe('4: the rows of a table become one request', () => {
	const { jsCode } = nodeOf(example(4), 'Rows to audiences').parameters;

	/** @param {IDataObject[]} rows what the code makes of them, without the engine */
	const runCode = (rows) => {
		const $input = { all: () => rows.map((json) => ({ json })) };
		return JSON.parse(JSON.stringify(runInNewContext(`(() => {${jsCode}})()`, { $input })));
	};

	/** @param {IDataObject} row */
	const row = (row) => ({ main_category_id: 3, sub_category_id: 20, start: 0, size: 10, ...row });

	test('six rows are three audiences', async () => {
		const run = await execute(example(4));
		const params = [
			{
				main_category_id: 3,
				sub_category_id: 19,
				operator: [range(1, 0, 500), range(13, 0, 100)],
			},
			{
				main_category_id: 3,
				sub_category_id: 20,
				operator: [range(1, 0, 400), range(2, 0, 300)],
			},
			{
				main_category_id: 2,
				sub_category_id: 13,
				operator: [range(1, 200, 300), range(2, 0, 250)],
			},
		];
		expect(harness.sent()).toEqual([
			{
				sending_type: 'job',
				from_number: '+98PRO',
				message: nodeOf(run.workflow, 'Send').parameters.message,
				params,
			},
		]);
		expect(harness.sandbox.outbox[0].recipients).toBe(1850);
		expect(jsonOf(run, 'Send')).toEqual(accepted());
		expect(run.standIns()).toEqual([]);
	});

	test('rows of one sub category need not stand together', () => {
		const rows = [
			row({ operator: 'MCI' }),
			row({ sub_category_id: 19, operator: 'Others' }),
			row({ operator: 'Irancell', start: 5 }),
		];
		expect(runCode(rows)).toEqual([
			{
				json: {
					audiences: [
						{
							main_category_id: 3,
							sub_category_id: 20,
							operator: [range(1, 0, 10), range(2, 5, 10)],
						},
						{ main_category_id: 3, sub_category_id: 19, operator: [range(13, 0, 10)] },
					],
				},
			},
		]);
	});

	test.each(['Rightel', 'mci', 13])('the operator %p is refused with its row', (operator) => {
		expect(() => runCode([row({ operator: 'MCI' }), row({ operator, row_number: 3 })])).toThrow(
			`Row 3: ${operator} is not MCI, Irancell or Others`,
		);
	});

	describe.each(['main_category_id', 'sub_category_id', 'operator', 'start', 'size'])(
		'an empty cell of %s',
		(column) => {
			test.each(['', undefined, null])('(%p) is refused with its row', (empty) => {
				const rows = [row({ operator: 'MCI', row_number: 2, [column]: empty })];
				expect(() => runCode(rows)).toThrow(`Row 2: ${column} is empty`);
			});

			test('sends nothing', async () => {
				const workflow = example(4);
				const [{ json: first }] = /** @type {any} */ (workflow.pinData)['Read the table'];
				workflow.pinData = { 'Read the table': [{ ...first, [column]: '' }] };
				const run = await execute(workflow);
				expect(run.error?.message).toContain(`Row 2: ${column} is empty`);
				expect(harness.sandbox.requests).toEqual([]);
			});
		},
	);

	test.each([
		['main_category_id', 'Audience 1 > main_category_id is not a whole number'],
		['sub_category_id', 'Audience 1 > sub_category_id is not a whole number'],
		['start', 'Audience 1 > Operator 1 > Start is not a whole number'],
		['size', 'Audience 1 > Operator 1 > Size is not a whole number'],
	])('a wrong cell of %s sends nothing', async (column, words) => {
		const workflow = example(4);
		const [first] = /** @type {any} */ (workflow.pinData)['Read the table'];
		first.json[column] = 'x';
		const run = await execute(workflow);
		expect(run.error?.message).toContain(words);
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('a table with too many people sends nothing', async () => {
		const workflow = example(4);
		const [first] = /** @type {any} */ (workflow.pinData)['Read the table'];
		first.json.size = 651;
		const run = await execute(workflow);
		expect(run.error?.message).toMatch(/^2001 recipients are more than the 2000/);
		expect(harness.sandbox.requests).toEqual([]);
	});
});

describe('5: events that come again', () => {
	/** A workflow whose nodes have IDs of their own, as n8n's memory goes by them. */
	const workflowOf = (/** @type {any[]} */ events, /** @type {string} */ owner) => {
		const workflow = example(5);
		for (const node of workflow.nodes) node.id = `${owner} ${node.name}`;
		return { ...workflow, pinData: { 'CRM event': events } };
	};
	const events = /** @type {any} */ (example(5).pinData)['CRM event'];

	test('five events of three properties are three messages, and none the second time', async () => {
		const run = await execute(workflowOf(events, 'twice'));
		const titles = [
			'آپارتمان ۱۲۰ متری نوساز',
			'مغازه‌ی ۴۵ متری بر خیابان',
			'دفتر کار ۸۰ متری با پارکینگ',
		];
		const operator = [range(1, 0, 200), range(2, 0, 150)];
		expect(harness.sent()).toEqual(
			titles.map((title) => ({
				sending_type: 'job',
				from_number: '+98PRO',
				message: expect.stringContaining(`: ${title}.\n`),
				params: [{ main_category_id: 2, sub_category_id: 13, operator }],
			})),
		);
		expect(jsonOf(run, 'Send')).toEqual(accepted());
		expect(run.standIns()).toEqual([]);

		const again = await execute(workflowOf(events, 'twice'));
		expect(again.status).toBe('success');
		expect(again.runsOf('Send')).toEqual([]);
		expect(harness.sandbox.sends).toHaveLength(3);
	});

	test('a new property passes between old ones', async () => {
		await execute(workflowOf(events, 'new'));
		const added = structuredClone(events[0]);
		Object.assign(added.json.body.property, { id: 'P-2000', title: 'ویلا' });
		await execute(workflowOf([events[2], added, events[0]], 'new'));
		expect(harness.sandbox.sends).toHaveLength(4);
		expect(harness.sentMessages().at(-1)).toContain('ویلا');
	});

	test('both nodes are needed', async () => {
		const workflow = workflowOf(events, 'one of two');
		workflow.connections['CRM event'] = {
			main: [[{ node: 'Earlier executions', type: 'main', index: 0 }]],
		};
		const run = await execute(workflow);
		expect(jsonOf(run, 'Earlier executions')).toHaveLength(5);
	});
});

describe('6: an agent asks before it sends', () => {
	const AGENT = '@n8n/n8n-nodes-langchain.agent';
	const REVIEW = '@n8n/n8n-nodes-langchain.chatHitlTool';
	const message = 'همکار گرامی، از شنبه قهوه را با ۱۵٪ تخفیف به کافی‌شاپ‌ها می‌رسانیم.\nلغو۱۱';
	/** @param {number} size */
	const audiences = (size) => [
		{ main_category_id: 3, sub_category_id: 20, operator: [range(1, 0, size)] },
	];
	/** @param {string[]} inputs @param {string[]} outputs @param {INodeProperties[]} [properties] */
	const describeNode = (inputs, outputs, properties = []) =>
		/** @type {any} */ ({
			displayName: 'Scripted',
			name: 'scripted',
			group: [],
			version: [1.3, 3.1],
			description: '',
			defaults: {},
			inputs: inputs.map((type) => ({ type })),
			outputs,
			properties,
		});

	/**
	 * An agent that follows a script instead of a language model. What it does with tools and reviews is what
	 * nodes-langchain does (`createEngineRequests`, `processHitlResponses`).
	 *
	 * @param {Array<[tool: string, args: IDataObject]>} script
	 * @returns {INodeType}
	 */
	const scriptedAgent = (script) => {
		/** @type {unknown[]} */
		const answers = [];
		return {
			description: describeNode(['main', 'ai_tool'], ['main']),
			async execute(response) {
				const connected = /** @type {any[]} */ (await this.getInputConnectionData('ai_tool', 0));
				const tools = connected.flatMap((tool) => tool.tools ?? tool);
				for (const { action, data } of response?.actionResponses ?? []) {
					const { hitl } = /** @type {any} */ (action.metadata);
					const items = data.data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
					if (hitl && items[0].approved) {
						const { gatedToolNodeName: nodeName, toolName: tool, originalInput } = hitl;
						const input = { tool, ...originalInput };
						const metadata = { itemIndex: 0, parentNodeName: action.nodeName };
						return { actions: [{ ...action, nodeName, input, metadata }], metadata: {} };
					}
					answers.push(data.error ? { error: data.error.message } : hitl ? 'declined' : items);
				}
				if (answers.length === script.length) {
					return [[{ json: /** @type {any} */ ({ answers, tools: tools.map(toolOf) }) }]];
				}
				const [name, args] = script[answers.length];
				const { metadata: from } = tools.find((tool) => tool.name === name);
				const gated = from.gatedToolNodeName;
				const metadata = gated && {
					hitl: { gatedToolNodeName: gated, toolName: name, originalInput: args },
				};
				return {
					actions: [
						{
							actionType: 'ExecutionNodeAction',
							nodeName: from.sourceNodeName,
							input: gated ? { toolParameters: args, tool: name } : args,
							type: 'ai_tool',
							id: `call_${answers.length}`,
							metadata: { itemIndex: 0, ...metadata },
						},
					],
					metadata: {},
				};
			},
		};
	};

	/** @param {any} tool as the model sees it */
	const toolOf = ({ name, description, schema, metadata }) => ({
		name,
		description,
		args: Object.keys((schema.shape.toolParameters ?? schema).shape),
		needsReview: metadata.gatedToolNodeName !== undefined,
	});

	/**
	 * @param {Array<[tool: string, args: IDataObject]>} script
	 * @param {boolean[]} decisions of the person
	 */
	async function chat(script, decisions) {
		/** @type {string[]} */
		const questions = [];
		harness.engine.nodeTypes.add(AGENT, scriptedAgent(script));
		harness.engine.nodeTypes.add(REVIEW, {
			description: describeNode(
				['ai_tool'],
				['ai_tool'],
				[{ displayName: 'Message', name: 'message', type: 'string', default: '' }],
			),
			async execute() {
				questions.push(String(this.getNodeParameter('message', 0)));
				expect(harness.sandbox.sends).toHaveLength(harness.sandbox.outbox.length);
				return [[{ json: { approved: decisions[questions.length - 1] } }]];
			},
		});
		const workflow = {
			...example(6),
			pinData: { 'When chat message received': [{ chatInput: '…' }] },
		};
		const run = await execute(workflow);
		const [{ answers, tools }] = /** @type {any[]} */ (jsonOf(run, 'AI Agent'));
		return { run, answers, tools, questions };
	}

	test('only Send stands behind the review, and nothing else leads to it', () => {
		const { connections } = example(6);
		expect(connections.Send).toEqual({
			ai_tool: [[expect.objectContaining({ node: 'Ask a person' })]],
		});
		expect(connections['Ask a person']).toEqual({
			ai_tool: [[expect.objectContaining({ node: 'AI Agent' })]],
		});
		for (const tool of ['Main categories', 'Sub categories', 'Estimate']) {
			expect(connections[tool].ai_tool[0]).toMatchObject([{ node: 'AI Agent' }]);
		}
		// n8n's Chat node can wait for an answer only then.
		const { parameters } = nodeOf(example(6), 'When chat message received');
		expect(parameters).toEqual({ options: { responseMode: 'responseNodes' } });
	});

	test('approved: the model looks up, estimates, and sends once', async () => {
		const args = { Message: message, Audiences__JSON_: audiences(100) };
		const { answers, tools, questions } = await chat(
			[
				['Main_categories', {}],
				['Sub_categories', { Main_Category: '3' }],
				['Estimate', args],
				['Send', args],
			],
			[true],
		);
		const [mainCategories, subCategories, [estimate], sent] = answers;
		expect(mainCategories).toHaveLength(8);
		expect(subCategories).toContainEqual(expect.objectContaining({ id: 20, name: 'کافی‌شاپ‌ها' }));
		expect(estimate).toMatchObject({ recipients: { total: 100 }, sufficient_credit: true });
		expect(harness.sent()).toEqual([estimate.request]);
		expect(harness.sent()).toEqual([
			{ sending_type: 'job', from_number: '+98PRO', message, params: audiences(100) },
		]);
		expect(sent).toEqual(accepted());
		expect(questions).toEqual([
			`**Send this SMS?** It costs money and can not be taken back.\n\n${message}\n\nTo: ${JSON.stringify(audiences(100))}`,
		]);
		expect(tools).toEqual(
			expect.arrayContaining([
				{
					name: 'Send',
					description: expect.stringContaining('costs money'),
					args: ['Message', 'Audiences__JSON_'],
					needsReview: true,
				},
				expect.objectContaining({ name: 'Estimate', needsReview: false }),
			]),
		);
		expect(tools).toHaveLength(4);
	});

	test('declined: nothing is sent', async () => {
		const args = { Message: message, Audiences__JSON_: audiences(100) };
		const { answers, questions } = await chat([['Send', args]], [false]);
		expect(answers).toEqual(['declined']);
		expect(questions).toHaveLength(1);
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('approved by mistake: Max Recipients still holds', async () => {
		const args = { Message: message, Audiences__JSON_: audiences(501) };
		const { answers } = await chat([['Send', args]], [true]);
		expect(answers).toEqual([
			{ error: expect.stringContaining('501 recipients are more than the 500') },
		]);
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('two messages are approved one by one', async () => {
		/** @param {string} text */
		const args = (text) => ({ Message: text, Audiences__JSON_: audiences(10) });
		const { answers } = await chat(
			[
				['Send', args('یک')],
				['Send', args('دو')],
				['Send', args('سه')],
			],
			[true, false, true],
		);
		expect(harness.sentMessages()).toEqual(['یک', 'سه']);
		const [first, second] = accepted();
		expect(answers).toEqual([[first], 'declined', [second]]);
	});
});

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

	/** Example 1 with another sender. @param {Partial<INode>} [settings] of Send */
	const refused = (settings) => {
		const workflow = example(1);
		const node = Object.assign(nodeOf(workflow, 'Send to the trade'), settings);
		node.parameters.fromNumber = { __rl: true, mode: 'number', value: '+98NOPE' };
		return fileOf(workflow);
	};

	/** The outbox IDs of the demo's output items. @param {string} text */
	const idsIn = (text) =>
		[...text.matchAll(/{"message_outbox_ids":\[(\d+)\]}/g)].map(([, id]) => Number(id));

	test('shows what became of each deal', async () => {
		const { good, text } = await runDemo();
		expect(good).toBe(true);
		const [first, , third] = idsIn(text);
		expect(third).toBe(first + 2);
		for (const words of [
			'Deal 3 of 3: چوب راش درجه‌یک با تحویل فوری',
			'Audience     صنایع و اصناف › درودگران و مبل‌سازان\n               MCI 300, Irancell 200',
			'Recipients   500',
			'Request      POST /api/send\n               {"sending_type":"job"',
			`Output item  {"message_outbox_ids":[${third}]}`,
			`${third}   finish (پایان یافته)          500       2423200   همکار گرامی، `,
			'All as it should be: 3 deals, 3 requests',
		]) {
			expect(text).toContain(words);
		}
	});

	/** @type {Array<[string, import('../sandbox/faults').Fault | undefined, (workflow: WorkflowJson) => void, RegExp]>} */
	const failures = [
		['a refusal', { kind: 'statusFalse', skip: 1 }, () => {}, /The execution ended with: error/],
		[
			'a lost answer',
			{ kind: 'noIds', skip: 1 },
			() => {},
			/3 deals became 1 message in the outbox/,
		],
		[
			'a wrong category',
			undefined,
			(workflow) => {
				const { assignments } = nodeOf(workflow, 'Trade to category').parameters.assignments;
				assignments[3].value = assignments[3].value.replace('20', '19');
			},
			/Deal 1: the request is not what the deal asks for/,
		],
		[
			'a text without its half-space',
			undefined,
			(workflow) => {
				const { assignments } = nodeOf(workflow, 'Trade to category').parameters.assignments;
				assignments[0].value = "={{ $json.properties.dealname.value.replaceAll('\u200c', '') }}";
			},
			/Deal 1: its text is not in the outbox exactly once/,
		],
		[
			'deals that are sent twice',
			undefined,
			({ connections }) =>
				connections['Get the deal'].main[0]?.push(connections['Get the deal'].main[0][0]),
			/3 deals became [456] requests/,
		],
	];
	test.each(failures)('notices %s', async (_, fault, change, problem) => {
		if (fault) harness.sandbox.addFault(fault);
		const workflow = example(1);
		change(workflow);
		const run = await execute(workflow);
		expect(problemsOf(run, /** @type {any} */ (harness.sandbox)).join('\n')).toMatch(problem);
	});

	test('runs any workflow with our nodes', async () => {
		const { good, text } = await runDemo(fileOf(example(3)));
		expect(good).toBe(true);
		const [id] = idsIn(text);
		for (const words of [
			'Pinned data  Add to the report',
			'Passed on    Every Saturday',
			'"Wait" waits 1 second instead of 2 hours',
			'Send (send message)\n\n  Requests     POST /api/send → 200',
			'رستوران و صنعت غذا › رستوران‌ها: MCI 350, Irancell 250',
			`Get Statistics (getStatistics message)\n\n  Requests     GET /api/report/bulk_stats?bulk_id=${id} → 200`,
			'Output       {"pending":60,"sent":60,"delivered":360',
			'The execution ended with: success. The sandbox accepted 1 message.',
		]) {
			expect(text).toContain(words);
		}
	});

	test('shows an error in full', async () => {
		const { good, text } = await runDemo(refused());
		expect(good).toBe(false);
		for (const words of [
			'Error        The API did not accept what was filled in: شماره ارسال کننده معتبر نیست\n               Sender Number: ',
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
		expect(text.match(/failed: The API did not accept/g)).toHaveLength(3);
	});

	test('shows the error of another node', async () => {
		const workflow = example(4);
		nodeOf(workflow, 'Rows to audiences').parameters.jsCode = "throw new Error('no rows');";
		const { good, text } = await runDemo(fileOf(workflow));
		expect(good).toBe(false);
		expect(text).toContain('Rows to audiences failed:\n\n  no rows');
	});

	test.each([
		['tools of an agent', () => example(6), 'no language model to call them'],
		[
			'pinned',
			() => ({ ...example(3), pinData: { Send: [{}], 'Get Statistics': [{}] } }),
			'is pinned',
		],
		['never reached', () => ({ ...example(3), connections: {} }), 'no item got there'],
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
				workflow.nodes = workflow.nodes.filter(({ name }) => name !== 'HubSpot Trigger');
				return fileOf(workflow);
			},
			'n8n does not start this workflow',
		],
	])('refuses %s', async (_, file, words) => {
		await expect(runDemo(file())).rejects.toThrow(words);
	});
});
