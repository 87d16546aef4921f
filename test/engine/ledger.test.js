/** What is sent, and what is not sent again, where nothing random is needed to show it. */
const { setTimeout: sleep } = require('node:timers/promises');
const { parse, stringify } = require('flatted');
const { chain } = require('../n8n/chain');
const { batchesOf, campaignWorkflow, faultFor } = require('./campaigns');
const {
	byId,
	byNumber,
	itemForm,
	NODE,
	outputOf,
	specificationForm,
	useHarness,
	workflowWith,
} = require('./harness');
const { killWhen } = require('./kill');
const { BEING_SENT, checkPromises, itemOf, UNKNOWN } = require('./promises');
const { testSideBySide } = require('./sideBySide');

// The API's own guard would hide a second copy.
const GUARDLESS = { guardSeconds: 0 };
const harness = useHarness(GUARDLESS);

/** @typedef {import('./harness').Harness} Harness */

/** @param {string[]} messages */
const itemsOf = (...messages) => messages.map((message) => ({ message }));

/** The API refuses a message, for ever by default. @param {Harness} harness @param {string} message */
const refuse = ({ sandbox }, message, times = -1) =>
	sandbox.addFault({ kind: 'validation', bodyIncludes: `"message":"${message}"`, times });

/** The answer to each item, where all are answered. @param {import('./run').Run} run */
const idsOf = (run) => outputOf(run).map(({ message_outbox_ids: ids }) => ids);

/** The IDs of what was accepted, as answers to an item each. @param {Harness} harness */
const accepted = ({ sandbox }) => sandbox.outbox.map(({ id }) => [id]);

/** @param {string} message */
const replyOf = (message) => ({ from: '+989121234567', number: '+98PRO', message });

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/**
 * What n8n has of an execution whose process was killed in mid-send: the state of its start, with
 * the time at which it was established.
 *
 * @param {import('./run').Run} run
 * @param {number | null} establishedAt older releases do not tell it
 */
function killed(run, establishedAt) {
	const data = parse(run.serialized());
	data.resultData = { runData: {} };
	data.executionData.contextData = {};
	data.executionData.nodeExecutionStack = [
		{
			node: run.workflow.nodes[0],
			data: { main: [run.outputs('Trigger')[0]] },
			source: null,
		},
	];
	data.executionData.runtimeData = establishedAt !== null && {
		version: 1,
		establishedAt,
		source: 'webhook',
	};
	return Object.assign(Object.create(run), {
		serialized: () => stringify(data),
		finished: false,
	});
}

/** When an execution began, as n8n stores it. @param {import('./run').Run} run */
const beginningOf = (run) => parse(run.serialized()).executionData.runtimeData?.establishedAt;

/**
 * An execution as if it had begun at another time.
 *
 * @param {number | undefined} establishedAt older releases do not tell it
 * @param {import('./run').Run} run
 */
function begunAt(establishedAt, run) {
	const data = parse(run.serialized());
	Object.assign(data.executionData.runtimeData ?? {}, { establishedAt });
	return Object.assign(Object.create(run), { serialized: () => stringify(data) });
}

/**
 * A retry of an execution that was killed, after a new start of n8n.
 *
 * @param {Harness} harness
 * @param {import('./run').Run} run
 * @param {number | null} [establishedAt] null: n8n does not tell
 */
async function retryKilled({ engine, sandbox }, run, establishedAt = Date.now()) {
	engine.restart(sandbox.baseUrl);
	return await engine.retry(killed(run, establishedAt));
}

/**
 * An execution that failed before the node, and a retry of it that failed there, too.
 *
 * @param {Harness} harness
 * @param {string} message
 */
async function failedBeforeTwice({ engine, sandbox, credentials }, message) {
	const { nodes } = workflowWith({ ...itemForm, message });
	const [trigger, send] = nodes;
	const parameters = { resource: 'account', operation: 'getCredit' };
	const before = { ...send, id: 'before', name: 'Before', parameters };
	const workflow = chain('Fails before', [trigger, before, send]);
	sandbox.addFault({ kind: 'unauthorized', path: '/api/payment/credit/mine', times: 2 });
	const run = await engine.run({ workflow, credentials, input: [{}], mode: 'webhook' });
	return { run, again: await engine.retry(run) };
}

/**
 * Two presses on *Retry* at once, while the API takes its time.
 *
 * @param {Harness} harness
 * @param {import('./run').Run} run
 */
async function retryTwice({ engine, sandbox }, run) {
	sandbox.addFault({ kind: 'delay', ms: 500, times: -1 });
	const retries = await Promise.all([engine.retry(run), engine.retry(run)]);
	// The other one comes while the first is under way, or after it.
	for (const { error = { message: BEING_SENT } } of retries) {
		expect(error.message).toMatch(new RegExp(`^(${BEING_SENT}|${UNKNOWN})`));
	}
}

/**
 * Sends while another execution, which says the same, waits for its answer.
 *
 * @param {Harness} harness
 * @param {'tooManyRequests' | 'closeBefore'} kind of the fault that strikes the second one
 * @param {typeof itemForm} [form] of the second one
 */
async function sendsBeside({ sandbox, runNode }, kind, form = itemForm) {
	sandbox.addFault({ kind: 'delay', ms: 2_500, accepted: true });
	sandbox.addFault({ kind });
	const first = runNode(itemForm, { items: itemsOf('1') });
	while (sandbox.outbox.length === 0) await sleep(20);
	const second = await runNode(form, { items: itemsOf('1') });
	return { first: await first, second };
}

/** An execution that failed before it came to the node that sends. @param {Harness} harness */
async function failedBefore({ engine, sandbox, credentials }, message = '1') {
	const { nodes } = workflowWith({ ...itemForm, message: '={{ $("Trigger").item.json.message }}' });
	const [trigger, send] = nodes;
	const before = { ...send, id: 'before', name: 'Before' };
	before.parameters = { resource: 'account', operation: 'getCredit' };
	const workflow = chain('Failed before', [trigger, before, send]);
	sandbox.addFault({ kind: 'unauthorized', path: '/api/payment/credit/mine' });
	const input = itemsOf(message);
	const run = await engine.run({ workflow, credentials, input, mode: 'webhook' });
	expect(run.error?.message).toBeDefined();
	return run;
}

/** A retry waits some seconds before it believes the outbox. @type {Record<string, (harness: Harness) => Promise<void>>} */
const RETRIES = {
	'three items of which the second is refused: 1,2,2,2, and 2,3 once it is corrected': async (
		harness,
	) => {
		refuse(harness, '2');
		const items = itemsOf('1', '2', '3');
		const run = await harness.runNode(itemForm, { items, settings: retrying });
		expect(harness.sentMessages()).toEqual(['1', '2', '2', '2']);

		harness.sandbox.clearFaults();
		const again = await harness.engine.retry(run);
		expect(harness.sentMessages().slice(4)).toEqual(['2', '3']);
		expect(idsOf(again)).toEqual(accepted(harness));
	},

	'a text that an expression makes anew each time is the same message': async (harness) => {
		refuse(harness, '2');
		const form = {
			...itemForm,
			message: '={{ $json.message === "2" ? "2" : $json.message + " " + Math.random() }}',
		};
		const run = await harness.runNode(form, { items: itemsOf('1', '2'), settings: retrying });
		harness.sandbox.clearFaults();
		await harness.engine.retry(run);
		expect(harness.sandbox.outbox).toHaveLength(2);
	},

	'a retry of a retry knows what was accepted, too': async (harness) => {
		refuse(harness, '2');
		let run = await harness.runNode(itemForm, { items: itemsOf('1', '2') });
		run = await harness.engine.retry(run);
		run = await harness.engine.retry(run);
		expect(harness.sentMessages()).toEqual(['1', '2', '2', '2']);
	},

	'two retries at once: one of them sends': async (harness) => {
		refuse(harness, '2', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2') });
		await retryTwice(harness, run);
		expect(harness.sentMessages()).toEqual(['1', '2', '2']);
	},

	...Object.fromEntries(
		Object.entries({
			text: { message: '={{ $json.message }}!' },
			sender: { fromNumber: byNumber('+98BANK') },
			audiences: { audiences: specificationForm.audiences },
		}).map(([name, change]) => [
			`after a change of the ${name} it is another message, and goes out`,
			async (/** @type {Harness} */ harness) => {
				refuse(harness, '2', 1);
				const run = await harness.runNode(itemForm, { items: itemsOf('1', '2') });
				await harness.engine.retry(run, { workflow: workflowWith({ ...itemForm, ...change }) });
				expect(harness.sent()).toHaveLength(4);
				expect(harness.sandbox.outbox).toHaveLength(3);
			},
		]),
	),

	'what nobody knows of an item that a retry does not come to is told': async (harness) => {
		refuse(harness, '1');
		const bodyIncludes = '"message":"2"';
		harness.sandbox.addFault({ kind: 'serverError', accepted: true, bodyIncludes });
		harness.sandbox.setView('answer of status false');
		const form = { ...itemForm, options: { concurrency: 3 } };
		const run = await harness.runNode(form, { items: itemsOf('1', '2', '3') });
		expect(harness.sandbox.outbox.map(({ message }) => message).sort()).toEqual(['2', '3']);

		const again = await harness.engine.retry(run, { workflow: workflowWith(itemForm) });
		expect(harness.sentMessages()).toHaveLength(3);
		expect(again.error?.message).toContain(UNKNOWN);
		const lines = /** @type {any} */ (again.error).description.split(/<br>\n/);
		const lost = 'in an earlier attempt, the server answered with HTTP 500';
		expect(lines).toContain(`Item 1 failed too: ${UNKNOWN}: ${lost}`);
		expect(lines).toContain('Accepted: 1 of 3 items, with these outbox IDs.');
		expect(lines.join()).not.toContain('Not sent');
	},

	'the last error of Retry On Fail tells what came in place of an answer': async (harness) => {
		harness.sandbox.addFault({ kind: 'closeAfter' });
		harness.sandbox.setView('answer of status false');
		const run = await harness.runNode(itemForm, { items: itemsOf('1'), settings: retrying });
		expect(harness.sentMessages()).toEqual(['1']);
		const lost = 'the connection was lost before an answer came';
		expect(run.error?.message).toBe(`${UNKNOWN}: in an earlier attempt, ${lost}`);
		const again = await harness.engine.retry(run);
		expect(again.error?.message).toBe(run.error?.message);
		expect(harness.sent()).toHaveLength(1);
	},

	'where the outbox could not be read before, it is read again': async (harness) => {
		harness.sandbox.addFault({ kind: 'closeAfter' });
		harness.sandbox.addFault({ kind: 'statusFalse', path: '/api/report/new_list' });
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		expect(run.error?.description).toContain("couldn't be read");
		expect(idsOf(await harness.engine.retry(run))).toEqual(accepted(harness));
		expect(harness.sent()).toHaveLength(1);
	},

	'killed: nothing is sent that was accepted, and what had not gone out is': async (harness) => {
		const start = Date.now();
		refuse(harness, '3', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2', '3', '4') });
		const again = await retryKilled(harness, run, start);
		expect(harness.sentMessages()).toEqual(['1', '2', '3', '3', '4']);
		expect(idsOf(again)).toEqual(accepted(harness));
	},

	'killed: a retry between, whose first nodes n8n stored, tells no beginning': async (harness) => {
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		harness.sandbox.outbox[0].acceptedAt -= 30 * 60_000;
		const first = await retryKilled(harness, run, null);
		expect(first.error?.message).toContain(UNKNOWN);
		const second = await harness.engine.retry(first);
		expect(second.error?.message).toContain(UNKNOWN);
		expect(harness.sent()).toHaveLength(1);
	},

	'failed before the node: what another said meanwhile is not taken for its own': async (
		harness,
	) => {
		const run = await failedBefore(harness);
		await harness.runNode(itemForm, { items: itemsOf('1') });
		harness.engine.restart(harness.sandbox.baseUrl);
		const again = await harness.engine.retry(run);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(harness.sent()).toHaveLength(1);
	},

	'failed before the node: of two retries at once, at most one sends': async (harness) => {
		const run = await failedBefore(harness);
		await retryTwice(harness, run);
		expect(harness.sent().length).toBeLessThanOrEqual(1);
	},

	'stopped while the API takes its time: a retry knows of the request': async (harness) => {
		harness.sandbox.addFault({ kind: 'delay', ms: 20_000 });
		/** @type {Promise<unknown>[]} */
		const goesOn = [];
		const { credentials, engine, sandbox } = harness;
		const { run } = await killWhen(
			async (signal) =>
				await engine.run({
					...{ workflow: workflowWith(itemForm), credentials, input: itemsOf('1') },
					...{ mode: 'webhook', signal, goesOn },
				}),
			() => sandbox.sends.length >= 1,
		);
		const again = await engine.retry(run);
		await Promise.allSettled(goesOn);
		expect(again.error?.message).toMatch(UNKNOWN);
		expect(harness.sent()).toHaveLength(1);
	},

	'killed in a later run of a loop: what the outbox shows late is waited for': async (harness) => {
		const start = Date.now() - 12_000;
		const input = ['1', '2', '3', '4'].map((message, item) => ({ item, message }));
		const workflow = campaignWorkflow('loop', 1);
		const run = await harness.engine.run({ workflow, credentials: harness.credentials, input });
		for (const message of harness.sandbox.outbox.slice(0, 3)) message.acceptedAt -= 10_000;
		harness.sandbox.setView('list shows messages after 5 seconds');
		await retryKilled(harness, run, start);
		expect(harness.sentMessages()).toEqual(['1', '2', '3', '4']);
	},

	'killed in a loop, whose items then come in another order: the doubt is told': async (
		harness,
	) => {
		const start = Date.now();
		const { sandbox } = harness;
		const workflow = campaignWorkflow('loop', 1);
		const loop = /** @type {any} */ (workflow.nodes.find(({ name }) => name === 'Loop'));
		loop.parameters.batchSize = 1;
		const input = [1, 2].map((item) => ({ item, message: 'same' }));
		sandbox.addFault({ kind: 'validation', skip: 1 });
		const { credentials } = harness;
		const run = await harness.engine.run({ workflow, credentials, input });
		const items = [...run.outputs('Trigger')[0]].reverse();
		const other = Object.assign(Object.create(run), { outputs: () => [items] });
		const again = await retryKilled(harness, other, start);
		const id = sandbox.outbox[0].id;
		expect(again.outputs(NODE, 0)[0][0].json.message_outbox_ids).toEqual([id]);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(again.error?.description).toContain(`Another item with the same text was told ${id}`);
		expect(sandbox.outbox).toHaveLength(1);
	},

	'killed: nothing is sent where items say the same and some of them went out': async (harness) => {
		const start = Date.now();
		harness.sandbox.addFault({ kind: 'validation', skip: 1 });
		const run = await harness.engine.run({
			workflow: campaignWorkflow('stop', 1),
			credentials: harness.credentials,
			input: [1, 2, 3].map((item) => ({ item, message: 'same' })),
		});
		const again = await retryKilled(harness, run, start);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(harness.sandbox.outbox).toHaveLength(1);
	},

	'killed: the same words from eleven minutes before are no reason not to send': async (
		harness,
	) => {
		harness.sandbox.seedOutbox({ count: 1, message: '1', ageSeconds: 11 * 60 });
		refuse(harness, '1', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		expect((await retryKilled(harness, run)).status).toBe('success');
		expect(harness.sandbox.outbox).toHaveLength(2);
	},

	'killed: those from nine minutes before could be its own: clocks differ': async (harness) => {
		harness.sandbox.seedOutbox({ count: 6, message: '1', ageSeconds: 9 * 60 });
		refuse(harness, '1', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		const { error } = await retryKilled(harness, run);
		expect(error?.message).toContain(UNKNOWN);
		expect(`${error?.message} ${error?.description}`).toMatch(/(\d{10}, ){4}\d{10} and 1 more/);
		expect(harness.sandbox.outbox).toHaveLength(6);
	},

	'killed: where n8n does not tell the beginning, an outbox without it proves nothing': async (
		harness,
	) => {
		refuse(harness, '1', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		const { error } = await retryKilled(harness, run, null);
		expect(error?.message).toContain(UNKNOWN);
		expect(`${error?.message} ${error?.description}`).toContain("doesn't tell when");
		expect(harness.sandbox.outbox).toHaveLength(0);
	},

	'killed: one to another number of people is not taken for its own': async (harness) => {
		const start = Date.now();
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		for (const size of [5, 20]) {
			const form = structuredClone(itemForm);
			form.audiences.audience[0].operators.operator[0].size = size;
			harness.engine.restart(harness.sandbox.baseUrl);
			const again = await harness.engine.retry(killed(run, start), {
				workflow: workflowWith(form),
			});
			expect(again.error?.message).toContain(UNKNOWN);
		}
		expect(harness.sent()).toHaveLength(1);
	},

	'killed: an error of the form does not say that nothing was sent': async (harness) => {
		const start = Date.now();
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		harness.engine.restart(harness.sandbox.baseUrl);
		const again = await harness.engine.retry(killed(run, start), {
			workflow: workflowWith({ ...itemForm, message: '' }),
		});
		expect(again.error?.message).toBe("'Message' is empty");
		expect(again.error?.description).not.toContain('Nothing was sent');
		expect(again.error?.description).toContain('It may have been sent before.');
		expect(harness.sent()).toHaveLength(1);
	},

	'killed: where an item after them fails, no item is said not to have been sent': async (
		harness,
	) => {
		const start = Date.now();
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2', '3') });
		harness.engine.restart(harness.sandbox.baseUrl);
		const message = "={{ $itemIndex === 2 ? '' : $json.message }}";
		const again = await harness.engine.retry(killed(run, start), {
			workflow: workflowWith({ ...itemForm, message }),
		});
		expect(again.error?.message).toBe("'Message' is empty");
		expect(again.error?.description).toContain('Known to be accepted: 0 of 3 items.');
		expect(again.error?.description).toMatch(/Not sent in this retry.*may have been sent before/s);
		expect(harness.sent()).toHaveLength(3);
	},

	"killed: where this machine's clock went back, it does not send": async (harness) => {
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		const again = await retryKilled(harness, run, Date.now() + 45 * 60_000);
		expect(again.error?.message).toContain(UNKNOWN);
		refuse(harness, '2', 1);
		const other = await harness.runNode(itemForm, { items: itemsOf('2') });
		const still = await retryKilled(harness, other, Date.now() + 45 * 60_000);
		expect(still.error?.description).toContain('has not begun yet');
		expect(harness.sentMessages()).toEqual(['1', '2']);
	},

	'killed: an error of a 429 does not say that nothing was sent': async (harness) => {
		await harness.beside(async ({ engine, sandbox, runNode }) => {
			const start = Date.now();
			const run = await runNode(itemForm, { items: itemsOf('1') });
			sandbox.setView({ lateMs: 60_000 });
			engine.restart(sandbox.baseUrl);
			const again = await engine.retry(killed(run, start));
			expect(again.error?.message).toContain('too many requests');
			expect(again.error?.description).not.toContain('Nothing was sent');
			expect(again.error?.description).toContain('It may have been sent before.');
			expect(sandbox.outbox).toHaveLength(1);
		});
	},

	'a retry of the first execution that gets other items takes no answer for another one': async (
		harness,
	) => {
		const { engine, sandbox, credentials } = harness;
		const { nodes } = workflowWith(itemForm);
		const [trigger, send] = nodes;
		const before = { ...send, id: 'before', name: 'Before' };
		before.parameters = { resource: 'reply', operation: 'getAll', returnAll: true };
		const workflow = chain('Other items', [trigger, before, send]);
		for (const message of ['c', 'b', 'a']) sandbox.reply(replyOf(message));
		sandbox.addFault({ kind: 'unauthorized', path: '/api/report/messages-inbox' });
		const run = await engine.run({ workflow, credentials, input: [{}], mode: 'webhook' });
		refuse(harness, 'c', 1);
		await engine.retry(run);
		expect(harness.sentMessages()).toEqual(['a', 'b', 'c']);
		sandbox.reply(replyOf('x'));
		const again = await engine.retry(run);
		expect(again.error?.message).toContain(`${UNKNOWN}: in an earlier attempt, another text`);
		expect(sandbox.outbox.map(({ message }) => message)).toEqual(['a', 'b']);
	},

	'retries of the first execution and of its retry, which failed before the node, send it once':
		async (harness) => {
			const { engine, sandbox } = harness;
			const { run, again } = await failedBeforeTwice(harness, '1');
			expect(idsOf(await engine.retry(run))).toEqual(accepted(harness));
			expect(idsOf(await engine.retry(again))).toEqual(accepted(harness));
			// The same, both at once.
			const other = await failedBeforeTwice(harness, '2');
			sandbox.addFault({ kind: 'delay', ms: 500 });
			await Promise.all([engine.retry(other.run), engine.retry(other.again)]);
			expect(harness.sentMessages()).toEqual(['1', '2']);
		},

	'two that began in the same millisecond are not taken for one another': async (harness) => {
		const { engine, sandbox } = harness;
		refuse(harness, 'b', 1);
		refuse(harness, 'd', 1);
		// As on another worker, of which this one knows nothing.
		const first = await harness.runNode(itemForm, { items: itemsOf('a', 'b') });
		engine.restart(sandbox.baseUrl);
		const second = await harness.runNode(itemForm, { items: itemsOf('c', 'd') });
		await engine.retry(begunAt(beginningOf(second), first));
		await engine.retry(second);
		expect(harness.sentMessages()).toEqual(['a', 'b', 'c', 'd', 'b', 'd']);
	},

	'nor those that failed before the node, if their events differ': async (harness) => {
		const { engine, sandbox } = harness;
		const first = await failedBefore(harness, '1');
		engine.restart(sandbox.baseUrl);
		const second = await failedBefore(harness, '2');
		await engine.retry(second);
		await engine.retry(begunAt(beginningOf(second), first));
		expect(harness.sentMessages()).toEqual(['2', '1']);
	},

	'stopped, and the node built anew in the workflow: what went out is not sent again': async (
		harness,
	) => {
		const { engine, sandbox, credentials } = harness;
		sandbox.addFault({ kind: 'noAnswer', skip: 1 });
		const workflow = workflowWith(itemForm);
		const { run } = await killWhen(
			async (signal) =>
				await engine.run({
					...{ workflow, credentials, input: itemsOf('1', '2', '3'), mode: 'webhook', signal },
				}),
			() => sandbox.sends.length === 2,
		);
		const anew = structuredClone(workflow);
		anew.nodes[1].id = 'another';
		const again = await engine.retry(run, { workflow: anew });
		expect(again.error?.message).toContain(UNKNOWN);
		expect(harness.sentMessages()).toEqual(['1', '2']);
	},

	'a 429 to a request that something on the way repeated: it is not sent again': async (
		harness,
	) => {
		const { engine, sandbox } = harness;
		sandbox.setView('list shows messages after 5 seconds');
		sandbox.seedOutbox({ count: 1, message: 'Now on sale', ageSeconds: 60 });
		sandbox.addFault({ kind: 'tooManyRequests', accepted: true, times: 2 });
		const again = await Promise.all(
			['Now', '={{ "At " + $now.toMillis() }}'].map(async (message) => {
				const run = await harness.runNode({ ...itemForm, message }, { settings: retrying });
				expect(run.error?.message).toContain(UNKNOWN);
				expect(run.error?.message).toMatch(/once in 40 seconds \(outbox ID \d{10} at \d{4}-.*Z\)$/);
				return await engine.retry(run);
			}),
		);
		for (const { error } of again) expect(error?.message).toContain(UNKNOWN);
		const { id } = sandbox.outbox.find(({ message }) => message === 'Now') ?? {};
		expect(again[0].error?.description).toContain(`it isn't certain which one it is: ${id}`);
		expect(harness.sent()).toHaveLength(2);
	},

	'many items that are refused with 429: one wait is enough': async (harness) => {
		harness.sandbox.addFault({ kind: 'tooManyRequests', times: -1 });
		const items = itemsOf('1', '2', '3', '4');
		const settings = { onError: /** @type {const} */ ('continueRegularOutput') };
		const errors = outputOf(await harness.runNode(itemForm, { items, settings }));
		for (const { error } of errors) expect(error).toContain('too many requests');
		const looks = harness.sandbox.requests.filter(
			({ path, body }) => path === '/api/report/new_list' && body.page === 1,
		);
		expect(looks).toHaveLength(items.length + 1);
	},

	'a 429 beside items with the same text: it is sent by the next try': async (harness) => {
		const { sandbox, engine, credentials } = harness;
		const workflow = campaignWorkflow('Retry On Fail', 3);
		sandbox.addFault(faultFor('tooManyRequests', 2, 1));
		sandbox.addFault({ kind: 'delay', ms: 1_000, accepted: true, times: 3 });
		const input = [0, 1, 2, 3, 4].map((item) => ({ item, message: 'same' }));
		const run = await engine.run({ workflow, credentials, input });
		expect(idsOf(run)).toHaveLength(5);
		expect(sandbox.outbox.map(itemOf).sort()).toEqual([0, 1, 2, 3, 4]);
	},

	'a 429 is no reason to take what another execution is sending': async (harness) => {
		const { first, second } = await sendsBeside(harness, 'tooManyRequests');
		expect(second.error?.description).toContain(`outbox ID ${harness.sandbox.outbox[0].id}`);
		expect(idsOf(first)).toEqual(accepted(harness));
	},

	'lost: the same message of another execution that is being sent is not taken for it': async (
		harness,
	) => {
		const { first, second } = await sendsBeside(harness, 'closeBefore');
		expect(second.error?.message).toContain(UNKNOWN);
		expect(idsOf(first)).toEqual(accepted(harness));
	},

	'a text with a list, stars or question marks is no mask': async (harness) => {
		const { sandbox, engine } = harness;
		const texts = ['Ali: • 20% • free', '*** Reza *** really???', 'Sara: • 20% • free'];
		refuse(harness, texts[1], 1);
		sandbox.seedOutbox({ count: 1, message: '** Order 7 ** hat', ageSeconds: 60 });
		const run = await harness.runNode(itemForm, { items: itemsOf(...texts) });
		const again = await engine.retry(run);
		expect(idsOf(again)).toHaveLength(3);
		expect(harness.sentMessages()).toEqual([texts[0], texts[1], texts[1], texts[2]]);
	},

	'killed: a text with stars is found': async (harness) => {
		const start = Date.now();
		const run = await harness.runNode(itemForm, { items: itemsOf('*** Sale ***') });
		expect(idsOf(await retryKilled(harness, run, start))).toEqual(accepted(harness));
		expect(harness.sent()).toHaveLength(1);
	},

	'refused: what another execution then said is not taken for its own': async (harness) => {
		const { engine, sandbox } = harness;
		refuse(harness, 'same', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('same') });
		engine.restart(sandbox.baseUrl);
		await harness.runNode(itemForm, { items: itemsOf('same') });
		engine.restart(sandbox.baseUrl);
		const again = await engine.retry(run);
		expect(again.error?.message).toBe(
			`${UNKNOWN}: this execution is a retry, and another retry may have sent it`,
		);
		expect(again.error?.description).toContain("don't retry after you have sent it");
		// Nor by the retry of the retry.
		engine.restart(sandbox.baseUrl);
		expect((await engine.retry(again)).error?.message).toContain(UNKNOWN);
		expect(harness.sent()).toHaveLength(2);
	},

	'killed: of two triggers, one has begun it': async (harness) => {
		const { engine, sandbox, credentials } = harness;
		const start = Date.now();
		const workflow = workflowWith({ ...itemForm, message: 'same' });
		workflow.nodes.push({ ...workflow.nodes[0], id: 'other', name: 'Other' });
		workflow.connections.Other = workflow.connections.Trigger;
		const run = await engine.run({ workflow, credentials, input: [{}] });
		expect(idsOf(await retryKilled(harness, run, start))).toEqual(accepted(harness));
		expect(sandbox.sends).toHaveLength(1);
	},

	'killed: on two ways from one trigger, both may have said it': async (harness) => {
		const { engine, sandbox, credentials } = harness;
		const start = Date.now();
		const settings = { onError: /** @type {const} */ ('continueRegularOutput') };
		const workflow = workflowWith({ ...itemForm, message: '={{ "same" }}' }, settings);
		const [trigger, send] = workflow.nodes;
		const credit = { resource: 'account', operation: 'getCredit' };
		workflow.nodes.push({ ...send, id: 'between', name: 'Between', parameters: credit });
		const [way] = workflow.connections[trigger.name].main[0] ?? [];
		workflow.connections[trigger.name].main[0]?.push({ ...way, node: 'Between' });
		workflow.connections.Between = { main: [[way]] };
		refuse(harness, 'same', 1);
		const run = await engine.run({ workflow, credentials, input: [{}] });
		expect(run.runsOf(NODE)).toHaveLength(2);
		const again = await retryKilled(harness, run, start);
		for (const place of [0, 1]) {
			expect(again.outputs(NODE, place)[0][0].json.error).toContain(UNKNOWN);
		}
		expect(sandbox.outbox).toHaveLength(1);
	},

	'killed: a node that does something else can have said nothing': async (harness) => {
		const { engine, sandbox, credentials } = harness;
		const start = Date.now();
		const workflow = workflowWith(itemForm, { onError: 'continueRegularOutput' });
		const parameters = { resource: 'account', operation: 'getCredit' };
		workflow.nodes.push({ ...workflow.nodes[1], id: 'credit', name: 'Credit', parameters });
		const run = await engine.run({ workflow, credentials, input: itemsOf('1', '2') });
		expect(idsOf(await retryKilled(harness, run, start))).toEqual(accepted(harness));
		expect(sandbox.sends).toHaveLength(2);
	},

	'an item of which nobody knows keeps no other one back, if the node goes on': async (harness) => {
		const { engine, sandbox } = harness;
		sandbox.addFault({ kind: 'closeBefore', messageIncludes: '2' });
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2', '3') });
		expect(run.error?.description).toContain(
			'To send the others without item 1, set On Error to Continue and retry',
		);
		const workflow = workflowWith(itemForm, { onError: 'continueRegularOutput' });
		const again = outputOf(await engine.retry(run, { workflow }));
		expect(again[1].error).toContain(UNKNOWN);
		expect([again[0], again[2]].map(({ message_outbox_ids: ids }) => ids)).toEqual(
			accepted(harness),
		);
		expect(harness.sentMessages()).toEqual(['1', '2', '3']);
	},

	'an answer that is lost in a retry is found where nothing else may be': async (harness) => {
		const { engine, sandbox } = harness;
		const run = await failedBefore(harness);
		sandbox.addFault({ kind: 'badGateway', accepted: true });
		expect(idsOf(await engine.retry(run))).toEqual(accepted(harness));
		expect(harness.sent()).toHaveLength(1);
	},

	'two at once: what is lost is not taken for what another execution is sending': async (
		harness,
	) => {
		const other = structuredClone(itemForm);
		other.audiences.audience[0].operators.operator[0].start = 500;
		const { first, second } = await sendsBeside(harness, 'closeBefore', other);
		expect(second.error?.message).toContain(UNKNOWN);
		expect(idsOf(first)).toEqual(accepted(harness));
	},

	'where the outbox lacks what was accepted, it proves nothing': async (harness) => {
		refuse(harness, '2', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2', '3') });
		await harness.engine.retry(run);
		// Of the retry, nothing is known any more; of the first run, the ledger is.
		harness.engine.restart(harness.sandbox.baseUrl);
		harness.sandbox.setView({ lateMs: 3_600_000 });
		const again = await harness.engine.retry(run);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(again.error?.description).toContain('messages that were accepted');
		expect(harness.sentMessages()).toEqual(['1', '2', '2', '3']);
	},

	'where it lacks what a node with another credential sent, it may be another account': async (
		harness,
	) => {
		const { engine, sandbox, credentials } = harness;
		for (const [id, sends] of /** @type {const} */ ([
			['1', 0],
			['2', 1],
		])) {
			const workflow = campaignWorkflow('loop', 1);
			const [, send, loop] = workflow.nodes;
			Object.assign(/** @type {any} */ (loop.parameters), { batchSize: 1 });
			const message = '={{ "first " + $json.message }}';
			const first = {
				...send,
				id: 'first',
				name: 'First',
				parameters: { ...send.parameters, message },
			};
			send.parameters.message = "={{ $('Loop').item.json.message }}";
			const { audience } = /** @type {any} */ (structuredClone(send.parameters.audiences));
			audience[0].operators.operator[0].start = "={{ $('Loop').item.json.item }}";
			send.parameters.audiences = { audience };
			send.credentials = { ipPanelEdgeApi: { id, name: 'IPPanel' } };
			workflow.nodes.push(first);
			const to = (/** @type {string} */ node) => [
				{ node, type: /** @type {const} */ ('main'), index: 0 },
			];
			workflow.connections.Loop = { main: [[], to('First')] };
			workflow.connections.First = { main: [to(NODE)] };
			const input = ['a', 'b'].map((text, item) => ({ item, message: `${text} with ${id}` }));
			refuse(harness, input[1].message, 1);
			const run = await engine.run({ workflow, credentials, input, mode: 'webhook' });
			for (const { message: text } of input) {
				const place = sandbox.outbox.findIndex((one) => one.message === `first ${text}`);
				sandbox.outbox.splice(place, 1);
			}
			await engine.retry(run);
			const sent = sandbox.outbox.filter((one) => one.message === input[1].message);
			expect(sent).toHaveLength(sends);
		}
	},

	'killed: where the outbox can not be read, it does not send': async (harness) => {
		refuse(harness, '1', 1);
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		harness.sandbox.addFault({ kind: 'statusFalse', path: '/api/report/new_list' });
		expect((await retryKilled(harness, run)).error?.message).toContain(UNKNOWN);
		expect(harness.sandbox.outbox).toHaveLength(0);
	},
};

describe('a retry', () => {
	testSideBySide(
		Object.keys(RETRIES),
		(name) => name,
		async (name) => await harness.beside(RETRIES[name], GUARDLESS),
	);
});

// Not beside others, whose looks would drive out what the outbox showed.
test('an answer that is lost in a retry is looked for anew, not in what was shown before', async () => {
	refuse(harness, '1', 3);
	const settings = { ...retrying, waitBetweenTries: 3_000 };
	const run = await harness.runNode(itemForm, { items: itemsOf('1', '2'), settings });
	expect(run.status).toBe('error');
	harness.sandbox.setView({ lateMs: 2_000 });
	harness.sandbox.addFault({ kind: 'closeAfter' });
	expect(idsOf(await harness.engine.retry(run))).toEqual(accepted(harness));
	expect(harness.sandbox.outbox).toHaveLength(2);
});

describe('what is another message goes out', () => {
	test('a new execution sends again', async () => {
		await harness.runNode(itemForm, { items: itemsOf('1') });
		await harness.runNode(itemForm, { items: itemsOf('1') });
		expect(harness.sentMessages()).toEqual(['1', '1']);
	});

	test('the second iteration of a loop that says the same', async () => {
		const run = await harness.engine.run({
			workflow: campaignWorkflow('loop', 1),
			credentials: harness.credentials,
			input: [1, 2, 3, 4, 5, 6].map((item) => ({ item, message: 'same' })),
		});
		expect(run.status).toBe('success');
		expect(harness.sent().map(itemOf)).toEqual([1, 2, 3, 4, 5, 6]);
	});
});

describe('when an item fails and the node is set to stop', () => {
	test('the error tells who got the message, who did not, and what a retry does', async () => {
		refuse(harness, '3');
		const run = await harness.runNode(itemForm, { items: itemsOf('1', '2', '3', '4', '5') });
		expect(harness.sentMessages()).toEqual(['1', '2', '3']);
		const [first, second] = harness.sandbox.outbox.map(({ id }) => id);
		expect(run.error?.message).toContain('تکمیل گزینه پیام الزامی است');
		expect(/** @type {any} */ (run.error).context.itemIndex).toBe(2);
		expect(/** @type {any} */ (run.error).description.split(/<br>\n/)).toEqual(
			expect.arrayContaining([
				'Nothing was sent for this item.',
				'Accepted: 2 of 5 items, with these outbox IDs.',
				`Item 0: ${first}`,
				`Item 1: ${second}`,
				'Not sent, because item 2 failed: 2 of 5 items.',
				"Retrying this execution doesn't send the accepted items again. A new execution would.",
			]),
		);
	});

	test('nothing leaves when a later item can not be sent anyway', async () => {
		await harness.runNode(itemForm, { items: itemsOf('1', '2', ' ') });
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('nothing leaves when the expression of a later item fails', async () => {
		const form = { ...itemForm, message: '={{ $json.message.trim() }}' };
		const run = await harness.runNode(form, { items: [...itemsOf('1', '2'), {}] });
		expect(run.status).toBe('error');
		await sleep(50);
		expect(harness.sandbox.requests).toEqual([]);
	});

	test('with batching, later batches are not sent', async () => {
		refuse(harness, '2');
		await harness.runNode(
			{
				...itemForm,
				requestOptions: { batching: { batch: { batchSize: 1, batchInterval: 20 } } },
			},
			{ items: itemsOf('1', '2', '3', '4') },
		);
		expect(harness.sentMessages()).toEqual(['1', '2']);
	});
});

test('stopping the execution stops the sending', async () => {
	harness.sandbox.addFault({ kind: 'delay', ms: 60, times: -1 });
	const { run } = await killWhen(
		async (signal) =>
			await harness.engine.run({
				workflow: workflowWith(itemForm),
				credentials: harness.credentials,
				input: itemsOf('1', '2', '3', '4', '5', '6', '7', '8'),
				signal,
			}),
		() => harness.sent().length >= 2,
	);
	// What had left is still on its way to the sandbox.
	await sleep(1_000);
	const received = harness.sent().length;
	expect(run.status).not.toBe('success');
	expect(harness.sentMessages().slice(0, 2)).toEqual(['1', '2']);
	expect(received).toBeLessThan(5);
	await sleep(200);
	expect(harness.sent()).toHaveLength(received);
});

test('stopping it while recipients are counted: nothing goes out afterwards', async () => {
	// The signal of the stop ends the count in n8n's helper: here it doesn't get there.
	const any = jest.spyOn(AbortSignal, 'any').mockImplementation(([, deadline]) => deadline);
	const path = '/api/send/jobs/number-count';
	harness.sandbox.addFault({ kind: 'delay', path, ms: 300 });
	const [audience] = itemForm.audiences.audience;
	const { run } = await killWhen(
		async (signal) =>
			await harness.engine.run({
				workflow: workflowWith({
					...itemForm,
					audiences: { audience: [{ ...audience, recipients: 'everyone' }] },
					options: { maxRecipients: 1_000_000 },
				}),
				credentials: harness.credentials,
				input: itemsOf('1', '2'),
				signal,
			}),
		() => harness.sandbox.requests.length > 0,
	);
	await sleep(500);
	any.mockRestore();
	expect(run.status).not.toBe('success');
	expect(harness.sandbox.requests.map((request) => request.path)).toEqual([path]);
});

describe('when nobody knows whether a message went out', () => {
	test('the error says so, says how to check, and does not recommend to retry', async () => {
		harness.sandbox.addFault({ kind: 'closeBefore' });
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		const { message, description } = /** @type {any} */ (run.error);
		expect(message).toBe(`${UNKNOWN}: the connection was lost before an answer came`);
		expect(description).toContain('+98PRO');
		expect(description).toContain('Get Many');
		expect(`${message} ${description}`).not.toMatch(/retry on fail|try again|retry the request/i);
	});

	test('it reads the outbox without a filter, once, and takes no older message for it', async () => {
		harness.sandbox.seedOutbox({ count: 1, message: '1', ageSeconds: 60 });
		harness.sandbox.addFault({ kind: 'closeBefore' });
		const run = await harness.runNode(itemForm, { items: itemsOf('1') });
		expect(run.error?.message).toContain(UNKNOWN);
		const [, ...looks] = harness.sandbox.requests;
		expect(looks.map(({ path, body }) => [path, body])).toEqual([
			['/api/report/new_list', { page: 1, limit: 100, filters: {} }],
		]);
	});

	test('that of an earlier run with the same words, of which nobody knows either, is not taken for it', async () => {
		const { engine, sandbox, credentials } = harness;
		const items = [1, 2, 3, 4];
		sandbox.addFault(faultFor('serverError, accepted', 3));
		sandbox.addFault({ kind: 'statusFalse', path: '/api/report/new_list' });
		sandbox.addFault(faultFor('closeBefore', 4));
		const workflow = campaignWorkflow('loop', 1);
		workflow.nodes[1].onError = 'continueRegularOutput';
		const run = await engine.run({
			workflow,
			credentials,
			input: items.map((item) => ({ item, message: 'same' })),
		});
		expect(sandbox.outbox.map(itemOf)).toEqual([1, 2, 3]);
		checkPromises({ sandbox, runs: [run], batches: batchesOf('loop', items) });
		const [[{ json }]] = run.outputs(NODE);
		expect(json.error).toContain(UNKNOWN);
	});

	test('what went to everyone in a category is found by their number', async () => {
		harness.sandbox.addFault({ kind: 'closeAfter' });
		const [audience] = itemForm.audiences.audience;
		const everyone = { audience: [{ ...audience, recipients: 'everyone' }] };
		const form = { ...itemForm, audiences: everyone };
		const run = await harness.runNode(form, { items: itemsOf('1') });
		expect(idsOf(run)).toEqual(accepted(harness));
		expect(harness.sent()).toHaveLength(1);
	});

	test("another execution's message is not taken for it", async () => {
		harness.sandbox.addFault({ kind: 'closeBefore' });
		const [lost, other] = await Promise.all([
			harness.runNode(itemForm, { items: itemsOf('1') }),
			harness.runNode(itemForm, { items: itemsOf('1') }),
		]);
		const states = [lost.status, other.status].sort();
		expect(states).toEqual(['error', 'success']);
		expect(harness.sandbox.outbox).toHaveLength(1);
	});
});

describe('Max Recipients', () => {
	/** @param {number} maxRecipients */
	const capped = (maxRecipients, audiences = specificationForm.audiences) => ({
		...specificationForm,
		audiences,
		options: { maxRecipients },
	});
	const everyone = {
		audience: [{ mainCategory: byId(1), subCategory: byId(1), recipients: 'everyone' }],
	};

	test('adds up the sizes and sends up to the cap', async () => {
		// 3373 + 2 + 1452 + 500
		await harness.runNode(capped(5327));
		expect(harness.sandbox.requests.map(({ path }) => path)).toEqual(['/api/send']);
	});

	test('above it nothing is sent, and the error has both numbers', async () => {
		const run = await harness.runNode(capped(5326));
		expect(harness.sandbox.requests).toEqual([]);
		expect(run.error?.message).toMatch(/5327.*5326/);
	});

	test('who is not numbered by a size is counted first', async () => {
		// What the sandbox holds of MCI, Irancell and others.
		const total = 11_919 + 6_229 + 709;
		const run = await harness.runNode(capped(total - 1, /** @type {any} */ (everyone)));
		expect(run.error?.message).toContain(String(total));
		expect(harness.sandbox.requests.map(({ path }) => path)).toEqual([
			'/api/send/jobs/number-count',
		]);
		await harness.runNode(capped(total, /** @type {any} */ (everyone)));
		expect(harness.sandbox.outbox).toHaveLength(1);
	});

	test('where the count can not be had, it does not send', async () => {
		harness.sandbox.addFault({ kind: 'statusFalse', path: '/api/send/jobs/number-count' });
		const run = await harness.runNode(capped(1_000_000, /** @type {any} */ (everyone)));
		expect(run.status).toBe('error');
		expect(harness.sent()).toEqual([]);
		expect(/** @type {any} */ (run.error).description).toContain('nothing was sent');
	});
});

test('2,000 items with concurrency 20: never more than 20 at once, and memory stays bounded', async () => {
	const { sandbox } = harness;
	sandbox.addFault({ kind: 'delay', ms: 5, times: -1 });
	let peak = 0;
	const watch = setInterval(() => {
		peak = Math.max(peak, process.memoryUsage().heapUsed);
	}, 20);
	const before = process.memoryUsage().heapUsed;
	const run = await harness.engine.run({
		workflow: campaignWorkflow('stop', 20),
		credentials: harness.credentials,
		input: Array.from({ length: 2_000 }, (_, item) => ({ item, message: `message ${item}` })),
	});
	clearInterval(watch);
	const megabytes = Math.round((peak - before) / 1e6);
	process.stdout.write(
		`\n2,000 items, concurrency 20: at most ${sandbox.maxInFlight} in flight, heap at most ${megabytes} MB above the start\n`,
	);
	expect(outputOf(run)).toHaveLength(2_000);
	expect(sandbox.outbox).toHaveLength(2_000);
	expect(sandbox.maxInFlight).toBeLessThanOrEqual(20);
	expect(sandbox.maxInFlight).toBeGreaterThan(1);
	expect(megabytes).toBeLessThan(500);
});

test('the ledger holds no token, no text and no phone number', async () => {
	refuse(harness, '2');
	const run = await harness.runNode(itemForm, { items: itemsOf('secret words', '2') });
	const ledger = JSON.stringify(run.data.executionData?.contextData);
	expect(ledger).not.toContain(harness.sandbox.token);
	expect(ledger).not.toContain('secret words');
	expect(ledger).not.toContain('+98');
	expect(ledger.length).toBeLessThan(400);
});
