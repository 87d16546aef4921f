/** The demo of the main job: three deals of a CRM become three messages. */
const { isDeepStrictEqual } = require('node:util');
const { SUB_CATEGORIES } = require('../sandbox/data');
const { audienceNames, entry, errorText, plural, table } = require('./demoText');

/**
 * @typedef {import('../engine/run').Run} Run
 * @typedef {Awaited<ReturnType<typeof import('../sandbox').startSandbox>>} Sandbox
 * @typedef {{ name: string, trade: string }} Deal
 */

const FILE = 'examples/1-crm-deal-to-job-message.json';
const CRM = 'Get the deal';
const SEND = 'Send to the trade';

/** Which sub category a deal's trade has to reach. */
const TRADES = /** @type {Record<string, string>} */ ({
	cafe: 'کافی‌شاپ‌ها',
	real_estate: 'مشاوران املاک',
	furniture: 'درودگران و مبل‌سازان',
});

/**
 * @param {Run} run
 * @returns {Deal[]} as the CRM gave them
 */
function dealsOf(run) {
	return run.outputs(CRM).flatMap((items) =>
		items.map(({ json }) => {
			const { dealname, trade } = /** @type {any} */ (json.properties);
			return { name: dealname.value, trade: trade.value };
		}),
	);
}

/**
 * The request that a deal has to become, put together without n8n.
 *
 * @param {any} form the parameters of Send in the file
 * @param {Deal} deal
 */
function expectedBody({ fromNumber, message, audiences }, { name, trade }) {
	const category = SUB_CATEGORIES.find((sub) => sub.name === TRADES[trade]);
	const [{ operators }] = audiences.audience;
	return {
		sending_type: 'job',
		from_number: fromNumber.value,
		message: message.slice(1).replace('{{ $json.deal }}', () => name),
		params: [
			{
				main_category_id: Number(category?.main_id),
				sub_category_id: category?.id,
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
 * @param {Run} run
 * @param {Sandbox} sandbox
 * @param {(text: string) => void} write
 */
function showDeals(run, sandbox, write) {
	const [items = []] = run.outputs(SEND);
	const deals = dealsOf(run);
	deals.forEach(({ name, trade }, index) => {
		const request = sandbox.sends[index];
		const output = items[index]?.json;
		const message = sandbox.outbox.find(({ id }) => idOf(output) === id);
		write(`\nDeal ${index + 1} of ${deals.length}: ${name}\n`);
		write(entry('Trade', trade));
		if (!request) {
			write(entry('Request', 'none left'));
			return;
		}
		for (const audience of request.body.params)
			write(entry('Audience', ...audienceNames(audience)));
		write(entry('Recipients', message ? String(message.recipients) : 'unknown'));
		write(entry('Text', request.body.message));
		write(entry('Request', `${request.method} ${request.path}`, request.rawBody));
		write(entry('Answer', `HTTP ${request.status}`));
		write(entry('Output item', output ? JSON.stringify(output) : 'none'));
	});
	if (run.error) write(`\n${errorText(run.error)}`);
}

/**
 * Shows what the outbox holds, asked from the API without n8n.
 *
 * @param {Sandbox} sandbox
 * @param {(text: string) => void} write
 */
async function showOutbox({ baseUrl, token, outbox }, write) {
	const answer = await fetch(`${baseUrl}/api/report/new_list`, {
		method: 'POST',
		headers: { authorization: token, 'content-type': 'application/json' },
		body: JSON.stringify({ page: 1, limit: 100, filters: {} }),
	});
	const { data } = /** @type {{ data: any[] }} */ (await answer.json());
	write(`\nThe outbox holds ${plural(outbox.length, 'message')}:\n`);
	write(
		table(
			['ID', 'State', 'Recipients', 'Cost (Rial)', 'Text'],
			data
				.reverse()
				.map((report) => [
					report.messages_outbox_id,
					`${report.state} (${report.status})`,
					Number(report.rcpts_count),
					report.cost,
					report.message.split('\n')[0],
				]),
		),
	);
}

/** @param {any} output */
const idOf = (output) => output?.message_outbox_ids?.[0];

/**
 * Compares everything with what has to be.
 *
 * @param {Run} run
 * @param {Sandbox} sandbox
 * @returns {string[]} what is not as it should be
 */
function problemsOf(run, sandbox) {
	/** @type {string[]} */
	const problems = [];
	/** @param {unknown} holds @param {string} problem */
	const check = (holds, problem) => {
		if (!holds) problems.push(problem);
	};
	const deals = dealsOf(run);
	const { sends, outbox } = sandbox;
	const [items = []] = run.outputs(SEND);
	const form = run.workflow.nodes.find(({ name }) => name === SEND)?.parameters;

	check(run.status === 'success', `The execution ended with: ${run.status}.`);
	check(run.standIns().length === 0, `These nodes did not really run: ${run.standIns()}.`);
	check(deals.length === 3, `The CRM gave ${plural(deals.length, 'deal')} instead of 3.`);
	check(new Set(deals.map(({ trade }) => trade)).size === 3, 'The deals are not of three trades.');
	check(
		sends.length === deals.length,
		`${plural(deals.length, 'deal')} became ${plural(sends.length, 'request')} to send.`,
	);
	check(
		outbox.length === deals.length,
		`${plural(deals.length, 'deal')} became ${plural(outbox.length, 'message')} in the outbox.`,
	);
	check(
		items.length === deals.length,
		`${plural(deals.length, 'deal')} became ${plural(items.length, 'output item')}.`,
	);
	deals.forEach((deal, index) => {
		const place = `Deal ${index + 1}`;
		const expected = expectedBody(form, deal);
		const [request, item, accepted] = [sends[index], items[index], outbox[index]];
		check(
			isDeepStrictEqual(request?.body, expected),
			`${place}: the request is not what the deal asks for, which is\n    ${JSON.stringify(expected)}`,
		);
		check(
			request?.headers.authorization === sandbox.token,
			`${place}: the request does not carry the bare token.`,
		);
		check(request?.status === 200, `${place}: the API answered ${request?.status}.`);
		check(
			outbox.filter(({ message }) => message === expected.message).length === 1,
			`${place}: its text is not in the outbox exactly once.`,
		);
		check(
			idOf(item?.json) !== undefined && idOf(item?.json) === accepted?.id,
			`${place}: the output item does not hold its outbox ID ${accepted?.id}.`,
		);
		check(
			/** @type {any} */ (item?.pairedItem)?.item === index,
			`${place}: the output item is not linked to the deal.`,
		);
	});
	return problems;
}

module.exports = { FILE, problemsOf, showDeals, showOutbox };
