/** Send in a workflow that another one calls: what a retry of the caller sends, and what it doesn't. */
const { callerOf, campaignWorkflow, faultFor } = require('./campaigns');
const { NODE, useHarness } = require('./harness');
const { killWhen } = require('./kill');
const { itemOf, UNKNOWN } = require('./promises');
const { testSideBySide } = require('./sideBySide');

// The API's own guard would hide a second copy.
const GUARDLESS = { guardSeconds: 0 };
const harness = useHarness(GUARDLESS);

/** @typedef {import('./harness').Harness} Harness */
/** @typedef {import('./run').Run} Run */

/** @param {...string} messages */
const itemsOf = (...messages) => messages.map((message, item) => ({ item, message }));

/**
 * A workflow that calls the one that sends.
 *
 * @param {'once' | 'each'} mode
 * @param {Partial<import('n8n-workflow').INode>} [settings] of the node that calls
 * @param {number} [concurrency]
 */
const callerFor = (mode, settings, concurrency = 1) =>
	callerOf(campaignWorkflow('stop', concurrency), { mode, settings });

/** The items that were accepted, in order. @param {Harness} harness */
const accepted = ({ sandbox }) => sandbox.outbox.map(itemOf);

/** What the last run of the node that calls gives; the execution keeps the error of the Stop. @param {Run} run */
const jsonOf = (run) => run.outputs(NODE)[0].map(({ json }) => json);

/**
 * Begins an execution as an event does.
 *
 * @param {Harness} harness
 * @param {import('./execution').WorkflowJson} workflow
 * @param {import('n8n-workflow').IDataObject[]} input
 * @param {AbortSignal} [signal]
 */
const begin = async ({ engine, credentials }, workflow, input, signal) =>
	await engine.run({ workflow, credentials, input, mode: 'webhook', signal });

/**
 * Begins an execution that dies after so many messages have reached the API.
 *
 * @param {Harness} harness
 * @param {import('./execution').WorkflowJson} workflow
 * @param {import('n8n-workflow').IDataObject[]} input
 * @param {number} sends
 */
async function killedAfter(harness, workflow, input, sends) {
	const { run, killed } = await killWhen(
		async (signal) => await begin(harness, workflow, input, signal),
		() => harness.sandbox.sends.length >= sends,
	);
	expect(killed).toBe(true);
	return run;
}

/** A retry after a new start of n8n. @param {Harness} harness @param {Run} run */
async function retryAnew({ engine, sandbox }, run) {
	engine.restart(sandbox.baseUrl);
	return await engine.retry(run);
}

const CREDIT = '/api/payment/credit/mine';

const continues = { onError: /** @type {const} */ ('continueRegularOutput') };

/**
 * A caller that hands on its items in batches of three.
 *
 * @param {import('./execution').WorkflowJson} [called]
 */
function loopCalling(called = campaignWorkflow('stop', 1)) {
	const workflow = campaignWorkflow('loop', 1);
	const [, call] = callerOf(called, { mode: 'once', settings: continues }).nodes;
	workflow.nodes = workflow.nodes.map((node) => (node.name === NODE ? call : node));
	return workflow;
}

/**
 * Calls the workflow that sends for three items at a time.
 *
 * @param {Harness} harness
 * @param {'stop' | 'continue' | import('./execution').WorkflowJson} mode of the node that sends, on an error, or what is called
 * @param {import('n8n-workflow').IDataObject[]} input
 * @param {() => boolean} [isTime] when the first call is stopped; the caller goes on
 */
async function callsOf(harness, mode, input, isTime) {
	const { executions } = harness.engine;
	const workflow = typeof mode === 'string' ? campaignWorkflow(mode, 1) : mode;
	const called = { ...workflow, name: `Called at ${harness.sandbox.baseUrl}` };
	/** @type {Run[]} */
	const calls = [];
	const execute = executions.execute.bind(executions);
	let count = 0;
	// It stays: tests beside this one have set their own on top of it.
	executions.execute = async (job, control) => {
		const isCall = job.mode === 'integrated' && job.original.name === called.name;
		if (!isCall) return await execute(job, control);
		const place = count++;
		if (place > 0 || !isTime) return (calls[place] = await execute(job, control));
		const { run } = await killWhen(
			async (signal) => await execute(job, { signal, goesOn: [] }),
			isTime,
		);
		return (calls[place] = run);
	};
	await begin(harness, loopCalling(called), input);
	return calls;
}

/** A retry waits some seconds before it believes the outbox. @type {Record<string, (harness: Harness) => Promise<void>>} */
const CALLS = {
	'two retries of the caller at once: each message goes out once': async (harness) => {
		const { engine } = harness;
		const run = await killedAfter(harness, callerFor('once'), itemsOf('a', 'b', 'c'), 1);
		await Promise.all([engine.retry(run), engine.retry(run)]);
		expect(accepted(harness).sort()).toEqual([0, 1, 2]);
	},

	"what was called goes on after its caller's Stop: no message goes out twice": async (harness) => {
		const { engine, credentials, sandbox } = harness;
		// The retry believes the outbox after 7 seconds, when the other one is in the middle.
		sandbox.addFault({ kind: 'delay', ms: 2_000, times: -1 });
		/** @type {Promise<unknown>[]} */
		const goesOn = [];
		const { run } = await killWhen(
			async (signal) =>
				await engine.run({
					...{ workflow: callerFor('once'), credentials, mode: 'webhook', signal, goesOn },
					input: itemsOf(...'abcdefghijkl'),
				}),
			() => sandbox.sends.length >= 1,
		);
		// It comes to messages that the other one has not sent yet: that one sends them no more.
		const faster = { workflow: callerFor('once', {}, 3) };
		const again = await engine.retry(run, faster);
		await Promise.allSettled(goesOn);
		expect(again.error?.message).toMatch(/is sending this message at this moment$/);
		expect(accepted(harness)).toEqual([...new Set(accepted(harness))]);
		// The first sends one at a time.
		expect(sandbox.maxInFlight).toBeGreaterThan(1);
	},

	'called once and killed: what went out is found, the rest is sent': async (harness) => {
		const run = await killedAfter(harness, callerFor('once'), itemsOf('a', 'b', 'c'), 2);
		const again = await retryAnew(harness, run);
		expect(accepted(harness)).toEqual([0, 1, 2]);
		const ids = harness.sandbox.outbox.map(({ id }) => [id]);
		expect(jsonOf(again).map((json) => json.message_outbox_ids)).toEqual(ids);
		expect(jsonOf(again).map((json) => json.found_in_outbox)).toEqual([true, true, undefined]);
	},

	'called for each item: a message is not taken for another item that says the same': async (
		harness,
	) => {
		harness.sandbox.addFault(faultFor('validation', 0, 1));
		const workflow = callerFor('each', continues);
		const run = await killedAfter(harness, workflow, itemsOf('a', 'a', 'b'), 2);
		const again = await retryAnew(harness, run);
		expect(accepted(harness)).toEqual([1, 2]);
		const [first, second, third] = jsonOf(again);
		expect(first.error).toMatch(UNKNOWN);
		expect(second.error).toMatch(UNKNOWN);
		expect(third).toEqual({ message_outbox_ids: [harness.sandbox.outbox[1].id] });
	},

	'the caller fails later: its retries give the answers that this process knows': async (
		harness,
	) => {
		const { engine, sandbox } = harness;
		sandbox.addFault(faultFor('validation', 2, 1));
		const run = await begin(harness, callerFor('each'), itemsOf('a', 'b', 'c'));
		expect(run.status).toBe('error');
		for (const from of [run, run]) {
			const again = await engine.retry(from);
			expect(again.error?.message).toBeUndefined();
			expect(accepted(harness)).toEqual([0, 1, 2]);
			const ids = sandbox.outbox.map(({ id }) => [id]);
			expect(jsonOf(again).map((json) => json.message_outbox_ids)).toEqual(ids);
		}
	},

	'called for batches of a loop: the answer to one call is not taken for another one': async (
		harness,
	) => {
		const { engine, sandbox } = harness;
		sandbox.addFault(faultFor('validation', 0, 1));
		const run = await killedAfter(harness, loopCalling(), itemsOf('w', 'v', 'x', 'w', 'u'), 3);
		const again = await engine.retry(run);
		const ids = again.runsOf(NODE).map((one) => JSON.stringify(one));
		expect(ids[0]).toContain(UNKNOWN);
		expect(accepted(harness)).not.toContain(0);
		expect(accepted(harness)).toEqual([...new Set(accepted(harness))]);
	},

	'called for each item: the answer to one is not told of another that is the same': async (
		harness,
	) => {
		harness.sandbox.addFault(faultFor('validation', 1, 1));
		const [a, b] = itemsOf('a', 'b');
		const run = await begin(harness, callerFor('each'), [a, b, a]);
		expect(run.status).toBe('error');
		const again = await harness.engine.retry(run);
		expect(again.error?.message).toMatch(UNKNOWN);
		expect(accepted(harness)).toEqual([0, 1]);
	},

	'called for each item with one text: what was refused is sent': async (harness) => {
		const { engine, sandbox } = harness;
		sandbox.addFault(faultFor('validation', 2, 1));
		const run = await begin(harness, callerFor('each'), itemsOf('a', 'a', 'a', 'a'));
		const again = await engine.retry(run);
		expect(accepted(harness)).toEqual([0, 1, 2, 3]);
		const ids = sandbox.outbox.map(({ id }) => [id]);
		expect(jsonOf(again).map((json) => json.message_outbox_ids)).toEqual(ids);
	},

	'called for each item with one text, the answer lost: it is not taken for that of another call':
		async (harness) => {
			harness.sandbox.addFault(faultFor('badGateway, accepted', 0, 1));
			harness.sandbox.addFault(faultFor('closeBefore', 1, 1));
			harness.sandbox.addFault({ ...faultFor('validation', 2, 1) });
			const workflow = callerFor('each', continues);
			const run = await killedAfter(harness, workflow, itemsOf('a', 'a', 'b', 'b'), 3);
			const [, second] = jsonOf(await harness.engine.retry(run));
			expect(second.error).toContain(UNKNOWN);
			expect(accepted(harness).filter((item) => item < 2)).toEqual([0]);
		},

	'a call that got no answer: a retry says so': async (harness) => {
		harness.sandbox.addFault({ kind: 'closeBefore' });
		const run = await begin(harness, callerFor('once'), itemsOf('a'));
		const again = await harness.engine.retry(run);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(accepted(harness)).toEqual([]);
		// n8n started anew knows nothing of it: the outbox decides.
		await retryAnew(harness, run);
		expect(accepted(harness)).toEqual([0]);
	},

	'two calls with the same message: the answer to one is not told of the other': async (
		harness,
	) => {
		const { engine, sandbox } = harness;
		const workflow = callerFor('once');
		const [trigger, call] = workflow.nodes;
		const [first, second] = [-200, 200].map((y) => ({
			...{ ...call, id: `call ${y}`, name: `Call ${y}` },
			position: /** @type {[number, number]} */ ([200, y]),
		}));
		workflow.nodes = [trigger, first, second];
		const ways = [first, second].map(({ name }) => ({ node: name, type: 'main', index: 0 }));
		workflow.connections = /** @type {any} */ ({ [trigger.name]: { main: [ways] } });
		sandbox.addFault({ kind: 'validation', skip: 1 });
		const run = await begin(harness, workflow, itemsOf('a'));
		expect(accepted(harness)).toEqual([0]);
		const again = await engine.retry(run);
		expect(again.error?.message).toContain(UNKNOWN);
		expect(accepted(harness)).toEqual([0]);
	},

	'a call and its retry, which failed before the node: each retried by itself sends it once':
		async (harness) => {
			const { engine, sandbox } = harness;
			const workflow = campaignWorkflow('stop', 1);
			const [, send] = workflow.nodes;
			const parameters = { resource: 'account', operation: 'getCredit' };
			const [before, after] = ['Before', 'After'].map((name) => ({
				...send,
				id: name,
				name,
				parameters,
			}));
			workflow.nodes.push(before, after);
			send.parameters.message = "={{ $('Trigger').item.json.message }}";
			const range = /** @type {any} */ (send.parameters.audiences).audience[0].operators
				.operator[0];
			range.start = "={{ $('Trigger').item.json.item }}";
			const to = (/** @type {string} */ node) => ({
				main: [[{ node, type: /** @type {const} */ ('main'), index: 0 }]],
			});
			workflow.connections = { Trigger: to('Before'), Before: to(NODE), [NODE]: to('After') };
			sandbox.addFault({ kind: 'unauthorized', path: CREDIT, times: 2 });
			sandbox.addFault({ kind: 'unauthorized', path: CREDIT, skip: 1, times: -1 });
			const calls = await callsOf(harness, workflow, itemsOf('a'));
			const failed = await engine.retry(calls[0]);
			expect(accepted(harness)).toEqual([]);
			await engine.retry(failed);
			expect(accepted(harness)).toEqual([0]);
			await engine.retry(calls[0]);
			expect(accepted(harness)).toEqual([0]);
		},

	'a call that was refused and is retried by itself: it is sent': async (harness) => {
		harness.sandbox.addFault(faultFor('validation', 0, 1));
		const calls = await callsOf(harness, 'stop', itemsOf('a', 'b', 'c', 'd'));
		expect(calls.map(({ status }) => status)).toEqual(['error', 'success']);
		await harness.engine.retry(calls[0]);
		expect(accepted(harness)).toEqual([3, 0, 1, 2]);
	},

	'a call that was stopped and is retried by itself: it is not sent again': async (harness) => {
		const { sandbox, engine } = harness;
		sandbox.addFault({ kind: 'noAnswer', skip: 2 });
		const input = itemsOf('a', 'b', 'c', 'd');
		const calls = await callsOf(harness, 'continue', input, () => sandbox.sends.length === 3);
		expect(calls.map(({ status }) => status)).toEqual(['canceled', 'success']);
		await engine.retry(calls[0]);
		// What got no answer was not accepted: it may go out, once.
		expect(accepted(harness).slice(0, 3)).toEqual([0, 1, 3]);
		expect([[], [2]]).toContainEqual(accepted(harness).slice(3));
	},
};

testSideBySide(
	Object.keys(CALLS),
	(name) => name,
	async (name) => await harness.beside(CALLS[name], GUARDLESS),
);
