/** The whole way of a campaign in one workflow, as a person would build it. */
const { chain, node } = require('../n8n/chain');
const { audienceOf, byId, byNumber, NODE_TYPE, startHarness, workflowWith } = require('./harness');

const MESSAGE = 'همکار گرامی، نشست ماهانه ساعت ۱۸ است.';

/** Names of the nodes. */
const CATEGORIES = 'Categories';
const ESTIMATE = 'Estimate';
const SEND = 'Send';
const STATISTICS = 'Statistics';

const [trigger, { credentials: ofNode }] = workflowWith({}).nodes;

/** @param {string} name @param {any} parameters */
const ours = (name, parameters) => node(name, NODE_TYPE, 1, parameters, { credentials: ofNode });

/** Each node leads to the next one; *If* by its output "true". */
const workflow = chain('Campaign', [
	trigger,
	ours(CATEGORIES, { resource: 'jobCategory', operation: 'getAll', limit: 2 }),
	ours(ESTIMATE, {
		operation: 'estimate',
		fromNumber: byNumber('+98PRO'),
		message: MESSAGE,
		audiences: {
			audience: [
				{
					...audienceOf({ id: 1, start: 0, size: 40 }, { id: 2, start: 5, size: 10 }),
					mainCategory: byId('={{ $json.id }}'),
					subCategory: byId(''),
				},
			],
		},
	}),
	node('If', 'if', 2.2, {
		conditions: {
			combinator: 'and',
			conditions: [
				{
					leftValue: '={{ $json.sufficient_credit }}',
					rightValue: true,
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
			options: { version: 2, caseSensitive: true, typeValidation: 'strict' },
		},
	}),
	ours(SEND, {
		fromNumber: byNumber('={{ $json.request.from_number }}'),
		message: '={{ $json.request.message }}',
		specifyAudiences: 'json',
		audiencesJson: '={{ $json.request.params }}',
	}),
	node('Wait', 'wait', 1.1, { amount: 0.05, unit: 'seconds' }),
	ours(STATISTICS, { operation: 'getStatistics' }),
]);

const operator = [
	{ start: 0, size: 40, id: 1 },
	{ start: 5, size: 10, id: 2 },
];
/** What each estimate says: 40 MCI at 2370 and 10 Irancell at 2503, one part. */
const COST = 40 * 2370 + 10 * 2503;

/** @param {number} credit of the account */
async function runCampaign(credit) {
	const harness = await startHarness({ stateSeconds: 0, credit });
	const { engine, credentials, sandbox } = harness;
	const run = await engine.run({ workflow, credentials });
	await harness.close();
	/** @param {string} name */
	const json = (name) => (run.outputs(name)[0] ?? []).map((item) => item.json);
	return { run, json, sandbox, sent: harness.sent() };
}

test('choose categories, estimate, branch, send, wait, and see the statistics', async () => {
	const { run, json, sandbox, sent } = await runCampaign(10_000_000);

	expect(run.error?.message).toBeUndefined();
	expect(json(ESTIMATE)).toMatchObject([
		{ recipients: { total: 50 }, estimated_cost: COST, sufficient_credit: true },
		{ recipients: { total: 50 }, estimated_cost: COST, sufficient_credit: true },
	]);
	expect(sent).toEqual(
		[1, 2].map((main_category_id) => ({
			sending_type: 'job',
			from_number: '+98PRO',
			message: MESSAGE,
			params: [{ main_category_id, operator }],
		})),
	);
	expect(json(SEND)).toEqual(sandbox.outbox.map(({ id }) => ({ message_outbox_ids: [id] })));
	expect(json(STATISTICS)).toHaveLength(2);
	for (const totals of json(STATISTICS)) {
		expect(Object.keys(totals).sort()).toEqual([
			'blacklist',
			'delivered',
			'failed',
			'pending',
			'sent',
		]);
		expect(Object.values(totals).reduce((sum, count) => Number(sum) + Number(count), 0)).toBe(50);
	}
	expect(sandbox.requests.slice(-2).map(({ path, query }) => [path, query.bulk_id])).toEqual(
		sandbox.outbox.map(({ id }) => ['/api/report/bulk_stats', String(id)]),
	);
	const [last] = run.outputs(STATISTICS)[0].slice(-1);
	expect(last.pairedItem).toEqual({ item: 1 });
	expect(run.serialized()).not.toContain(sandbox.token);
});

test('where the credit does not suffice, nothing is sent', async () => {
	const { run, json, sandbox } = await runCampaign(COST - 1);

	expect(run.error?.message).toBeUndefined();
	expect(json(ESTIMATE)).toMatchObject([
		{ credit: COST - 1, sufficient_credit: false },
		{ credit: COST - 1, sufficient_credit: false },
	]);
	expect(run.outputs('If')[1]).toHaveLength(2);
	expect(sandbox.sends).toEqual([]);
	expect(run.runsOf(SEND)).toEqual([]);
	expect(run.runsOf(STATISTICS)).toEqual([]);
});
