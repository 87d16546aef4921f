/** The demo of the main job: the deals of a CRM, each an event of its own, and what became of them. */
const { isDeepStrictEqual } = require('node:util');
const { createTelegram } = require('../engine/coreNodes');
const { SUB_CATEGORIES } = require('../sandbox/data');
const { audienceNames, entry, errorText, plural, table } = require('./demoText');

/**
 * @typedef {import('../engine/run').Run} Run
 * @typedef {import('../engine').Engine} Engine
 * @typedef {import('../engine/execution').WorkflowJson} WorkflowJson
 * @typedef {Awaited<ReturnType<typeof import('../sandbox').startSandbox>>} Sandbox
 *
 * @typedef {{ id: number, title: string, trade: string }} Deal
 * @typedef {{ deal: Deal, run: Run, sends: import('../sandbox').ReceivedRequest[] }} Told what became of a deal
 */

const FILE = 'examples/1-any-crm-by-webhook.json';
const WEBHOOK = 'CRM event';
const ESTIMATE = 'Estimate';
const SEND = 'Send';
const TELEGRAM = 'n8n-nodes-base.telegram';

/** @type {Deal[]} */
const DEALS = [
	{ id: 1042, title: 'دانه‌ی قهوه‌ی اسپرسو با ۱۵٪ تخفیف', trade: 'cafe' },
	{ id: 1043, title: 'آرد نول، کیسه‌ی ۲۵ کیلویی ۷۹۰ هزار تومان', trade: 'bakery' },
	{ id: 1044, title: 'اجاره‌ی مغازه‌ی ۴۵ متری در خیابان زند', trade: 'real_estate' },
	{ id: 1045, title: 'قفسه‌ی داروخانه با نصب رایگان', trade: 'pharmacy' },
];

/** Which sub category a deal's trade has to reach; a trade that is not here, nobody. */
const TRADES = /** @type {Record<string, string>} */ ({
	cafe: 'کافی‌شاپ‌ها',
	bakery: 'نانوایان و قنادان',
	real_estate: 'مشاوران املاک',
});

/** What the CRM calls the webhook with. @param {Deal} deal */
const eventOf = (deal) => ({
	headers: { 'content-type': 'application/json' },
	params: {},
	query: {},
	body: { event: 'deal.won', deal },
});

/**
 * Runs the workflow once for each deal, as the CRM would start it. Telegram gives its text instead of
 * sending it, and is therefore not pinned.
 *
 * @param {Engine} engine
 * @param {Sandbox} sandbox
 * @param {WorkflowJson} workflow
 * @param {Deal[]} [deals]
 * @returns {Promise<Told[]>}
 */
async function runDeals(engine, sandbox, workflow, deals = DEALS) {
	engine.nodeTypes.add(TELEGRAM, createTelegram());
	const { token, baseUrl } = sandbox;
	const credentials = { ipPanelEdgeApi: { apiToken: token, baseUrl } };
	const unpinned = { ...workflow, pinData: {} };
	/** @type {Told[]} */
	const told = [];
	for (const deal of deals) {
		const before = sandbox.sends.length;
		const run = await engine.run({ workflow: unpinned, credentials, input: [eventOf(deal)] });
		told.push({ deal, run, sends: sandbox.sends.slice(before) });
	}
	return told;
}

/** @param {Run} run @param {string} name */
const itemOf = (run, name) => /** @type {any} */ (run.outputs(name)[0]?.[0]?.json);

/**
 * What the owner gets to read.
 *
 * @param {Run} run
 * @returns {string[]}
 */
const wordsOf = (run) =>
	run.workflow.nodes
		.filter(({ type }) => type === TELEGRAM)
		.flatMap(({ name }) => run.outputs(name)[0] ?? [])
		.map(({ json }) => /** @type {any} */ (json).result.text);

/**
 * The request that a deal has to become, put together without n8n.
 *
 * @param {WorkflowJson} workflow
 * @param {Deal} deal
 * @returns {any} undefined where nothing may be sent
 */
function expectedBody({ nodes }, { title, trade }) {
	const { fromNumber, message, audiences } = /** @type {any} */ (
		nodes.find(({ name }) => name === ESTIMATE)?.parameters
	);
	const category = SUB_CATEGORIES.find((sub) => sub.name === TRADES[trade]);
	if (!category) return undefined;
	const [{ operators }] = audiences.audience;
	return {
		sending_type: 'job',
		from_number: fromNumber.value,
		message: message.slice(1).replace(/\{\{.*?\}\}/, () => title),
		params: [
			{
				main_category_id: Number(category.main_id),
				sub_category_id: category.id,
				// A file of n8n leaves default values out.
				operator: operators.operator.map((/** @type {any} */ row) => ({
					start: row.start ?? 0,
					size: row.size,
					id: row.id ?? 1,
				})),
			},
		],
	};
}

/**
 * Shows what became of each deal.
 *
 * @param {Told[]} told
 * @param {(text: string) => void} write
 */
function showDeals(told, write) {
	told.forEach(({ deal, run, sends }, index) => {
		write(`\nDeal ${index + 1} of ${told.length}: ${deal.title}\n`);
		write(entry('Trade', deal.trade));
		const estimate = itemOf(run, ESTIMATE);
		if (estimate?.estimated_cost !== undefined) write(entry('Estimate', estimateText(estimate)));
		if (sends.length === 0) write(entry('Request', 'none: nothing was sent'));
		for (const request of sends) {
			for (const audience of request.body.params)
				write(entry('Audience', ...audienceNames(audience)));
			write(entry('Text', request.body.message));
			write(entry('Request', `${request.method} ${request.path}`, request.rawBody));
			write(entry('Answer', `HTTP ${request.status}`));
			const output = itemOf(run, SEND);
			write(entry('Output item', output ? JSON.stringify(output) : 'none'));
		}
		write(entry('Owner told', ...wordsOf(run)));
		if (run.error) write(entry('Error', errorText(run.error)));
	});
}

/** @param {any} estimate an item of Estimate */
const estimateText = ({ recipients, estimated_cost, sufficient_credit }) =>
	`${plural(recipients.total, 'recipient')}, ${estimated_cost.toLocaleString('en-US')} Rial, ` +
	`the credit ${sufficient_credit ? 'suffices' : 'does not suffice'}`;

/**
 * Shows what the outbox holds of the deals, as the node's own *Get Many* tells it.
 *
 * @param {Engine} engine
 * @param {Sandbox} sandbox
 * @param {(text: string) => void} write
 */
async function showOutbox(engine, { token, baseUrl, outbox }, write) {
	const node = { id: '', typeVersion: 1, position: /** @type {[number, number]} */ ([0, 0]) };
	const run = await engine.run({
		workflow: {
			nodes: [
				{ ...node, name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
				{
					...node,
					name: 'Outbox',
					type: engine.defaultNodeType(),
					parameters: { operation: 'getAll', returnAll: true },
					credentials: { ipPanelEdgeApi: { id: 'sandbox', name: 'Sandbox' } },
				},
			],
			connections: { Start: { main: [[{ node: 'Outbox', type: 'main', index: 0 }]] } },
		},
		credentials: { sandbox: { apiToken: token, baseUrl } },
	});
	const reports = (run.outputs('Outbox')[0] ?? []).map(({ json }) => /** @type {any} */ (json));
	const rows = outbox.map(({ id }) =>
		reports.find(({ messages_outbox_id }) => messages_outbox_id === id),
	);
	write(`\nThe outbox holds ${plural(outbox.length, 'message')} of these deals:\n`);
	write(
		table(
			['ID', 'State', 'Recipients', 'Cost (Rial)', 'Text'],
			rows
				.filter((report) => report)
				.map(({ messages_outbox_id, state, status, rcpts_count, cost, message }) => [
					String(messages_outbox_id),
					`${state} (${status})`,
					rcpts_count,
					cost,
					message.split('\n')[0],
				]),
		),
	);
}

/**
 * Compares everything with what has to be.
 *
 * @param {Told[]} told
 * @param {Sandbox} sandbox
 * @returns {string[]} what is not as it should be
 */
function problemsOf(told, sandbox) {
	/** @type {string[]} */
	const problems = [];
	/** @param {unknown} holds @param {string} problem */
	const check = (holds, problem) => {
		if (!holds) problems.push(problem);
	};
	const { outbox } = sandbox;
	let accepted = 0;
	told.forEach(({ deal, run, sends }, index) => {
		const place = `Deal ${index + 1}`;
		const expected = expectedBody(run.workflow, deal);
		const items = run.outputs(SEND)[0] ?? [];
		const words = wordsOf(run);
		const standIns = run.standIns().filter((name) => name !== WEBHOOK);
		check(run.status === 'success', `${place}: the execution ended with: ${run.status}.`);
		check(standIns.length === 0, `${place}: these nodes did not really run: ${standIns}.`);
		check(
			words.length === 1 && words[0].includes(deal.title),
			`${place}: the owner was not told once.`,
		);
		if (!expected) {
			check(sends.length === 0, `${place}: it was sent, although nobody chose its trade.`);
			return;
		}
		const message = outbox[accepted++];
		check(
			sends.length === 1,
			`${place} became ${plural(sends.length, 'request')} to send instead of 1.`,
		);
		check(
			isDeepStrictEqual(sends[0]?.body, expected),
			`${place}: the request is not what the deal asks for, which is\n    ${JSON.stringify(expected)}`,
		);
		check(
			sends[0]?.headers.authorization === sandbox.token,
			`${place}: the request does not carry the bare token.`,
		);
		check(sends[0]?.status === 200, `${place}: the API answered ${sends[0]?.status}.`);
		check(
			outbox.filter(({ message: text }) => text === expected.message).length === 1,
			`${place}: its text is not in the outbox exactly once.`,
		);
		const output = /** @type {any} */ (items[0]?.json);
		check(
			items.length === 1 && output.message_outbox_ids?.[0] === message?.id,
			`${place}: the output item does not hold its outbox ID ${message?.id}.`,
		);
		check(words[0]?.startsWith('Sent: '), `${place}: the owner was told otherwise: ${words[0]}`);
	});
	check(
		outbox.length === accepted,
		`${plural(accepted, 'deal')} became ${plural(outbox.length, 'message')} in the outbox.`,
	);
	return problems;
}

module.exports = { DEALS, FILE, problemsOf, runDeals, showDeals, showOutbox, wordsOf };
