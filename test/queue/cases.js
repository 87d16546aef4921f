/** What must hold when n8n runs on a queue: each case by name. */
const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { startStub } = require('../engine/harness');
const { UNKNOWN } = require('../engine/promises');
const { until } = require('../n8n/processes');
const { lastRunOf } = require('./lab');
const { TRIGGER } = require('../engine/triggers');
const thousands = require('./thousands');
const workflows = require('./workflows');

const { calledByWorkflow, callSubWorkflow, chain, gate, send, webhook } = workflows;

/** @typedef {import('./lab').Lab} Lab */
/** @typedef {import('../n8n/rest').Execution} Execution */

const CALLS = 200;
const CALLS_AT_ONCE = 20;

/** How often two executions are started at once: a pair may land on the same worker. */
const PAIRS = 6;

/** @param {string} text */
const bodyWith = (text) => `"message":"${text}"`;

/**
 * @param {string} prefix
 * @param {number} count
 */
const numbered = (prefix, count) =>
	Array.from({ length: count }, (_, index) => `${prefix} ${index + 1}`);

/**
 * Waits until a send has reached the sandbox.
 * @param {Lab} lab
 * @param {string[]} texts
 */
async function reached(lab, texts) {
	const allThere = async () => texts.every((text) => lab.sent().includes(text));
	await until(allThere, { what: `${texts.join(', ')} reached the API` });
}

/** @param {Lab} lab */
async function spreads(lab) {
	await lab.publish(chain('Spread', [...webhook('spread', 'lastNode'), send(lab.credential)]));
	const before = lab.endedByWorker();
	const texts = numbered('call', CALLS);
	/** @type {Map<string, any>} */
	const answers = new Map();
	const waiting = [...texts];
	await Promise.all(
		Array.from({ length: CALLS_AT_ONCE }, async () => {
			for (let text = waiting.shift(); text; text = waiting.shift()) {
				answers.set(text, await lab.call('spread', [text]));
			}
		}),
	);
	assert.equal(lab.sent().length, CALLS);
	const expected = lab.idsOf(texts).map((ids) => [{ message_outbox_ids: ids }]);
	assert.deepEqual(
		texts.map((text) => answers.get(text)),
		expected,
	);

	const byWorker = await until(
		async () => {
			const ended = lab.endedByWorker().map((count, index) => count - before[index]);
			return ended.reduce((all, count) => all + count, 0) >= CALLS && ended;
		},
		{ what: 'the workers told of all executions' },
	);
	assert.ok(
		byWorker.every((count) => count > 0),
		`per worker: ${byWorker.join(', ')}`,
	);
	return `${byWorker.join(' and ')} by each worker`;
}

/** @param {Lab} lab */
async function survivesWorker(lab) {
	const texts = numbered('worker killed', 5);
	const workflowId = await lab.publish(
		chain('Worker killed', [...webhook('worker-killed', 'onReceived'), send(lab.credential)]),
	);
	lab.sandbox.addFault({ kind: 'noAnswer', accepted: true, bodyIncludes: bodyWith(texts[2]) });
	await lab.call('worker-killed', texts);
	await reached(lab, texts.slice(0, 3));
	const [{ id }] = await lab.executions(workflowId, 1);
	const worker = await lab.workerOf(id);
	worker.kill('SIGKILL');
	assert.equal(await worker.ended, 'ended by SIGKILL');

	const { status } = await lab.client.waitForExecution(id);
	assert.equal(status, 'error', 'the stalled execution');
	assert.deepEqual(lab.sent(), texts.slice(0, 3), 'before the retry');
	for (const loadWorkflow of [true, false]) await lab.retry(id, { loadWorkflow });
	assert.deepEqual(lab.sent(), texts.slice(0, 3), 'after the retries');
	lab.idsOf(texts.slice(0, 3));
}

/**
 * @param {Lab} lab
 */
async function survivesMachine(lab) {
	const campaigns = await Promise.all(
		[
			{ name: 'down', settings: {}, loadWorkflow: true },
			{
				name: 'down, progress saved',
				settings: { saveExecutionProgress: true },
				loadWorkflow: false,
			},
		].map(async ({ name, settings, loadWorkflow }, index) => {
			const texts = numbered(name, 6);
			const path = `machine-${index}`;
			const nodes = [...webhook(path, 'onReceived'), send(lab.credential, { concurrency: 2 })];
			const workflowId = await lab.publish(chain(name, nodes, settings));
			const [, , third, fourth] = texts.map(bodyWith);
			lab.sandbox.addFault({ kind: 'noAnswer', accepted: true, bodyIncludes: third });
			lab.sandbox.addFault({ kind: 'noAnswer', bodyIncludes: fourth });
			await lab.call(path, texts);
			return { texts, workflowId, loadWorkflow };
		}),
	);
	const before = campaigns.flatMap(({ texts }) => texts.slice(0, 4));
	await reached(lab, before);
	await lab.crashMachine();
	assert.deepEqual(lab.sent().sort(), before.sort(), 'before the retry');
	for (const { workflowId, texts, loadWorkflow } of campaigns) {
		const [{ id }] = await lab.executions(workflowId, 1);
		const { status } = await lab.client.waitForExecution(id);
		assert.equal(status, 'crashed');
		const sent = lab.sent().length;
		const again = await lab.retry(id, { loadWorkflow });
		assert.deepEqual(lab.sent().slice(sent).sort(), texts.slice(3), 'sent by the retry');
		assert.equal(again.status, 'success');
		assert.deepEqual(lastRunOf(again).ids, lab.idsOf(texts));
	}
}

/** @param {Lab} lab */
async function keepsLedgersApart(lab) {
	// The first text is the same in all; in the others, one could be another's, and nothing would be sent.
	const [first, refused, last] = numbered('both', 3);
	const own = (/** @type {string} */ text) => numbered(`${text} of`, PAIRS);
	const workflowId = await lab.publish(
		chain('Both', [...webhook('both', 'onReceived'), send(lab.credential)]),
	);
	lab.sandbox.addFault({ kind: 'validation', messageIncludes: refused, times: PAIRS });
	await Promise.all(
		Array.from(
			{ length: PAIRS },
			async (_, index) => await lab.call('both', [first, own(refused)[index], own(last)[index]]),
		),
	);
	const failed = await lab.ended(workflowId, PAIRS);
	assert.deepEqual(new Set(failed.map(({ status }) => status)), new Set(['error']));
	assert.deepEqual(lab.accepted(), Array(PAIRS).fill(first));
	const firstIds = failed.map((execution) =>
		Number(/Item 0: (\d+)/.exec(lastRunOf(execution).description)?.[1]),
	);
	assert.deepEqual([...firstIds].sort(), lab.sandbox.outbox.map(({ id }) => id).sort());

	const retried = await Promise.all(failed.map(async ({ id }) => await lab.retry(id)));
	assert.deepEqual(new Set(retried.map(({ status }) => status)), new Set(['success']));
	assert.deepEqual(
		lab.accepted().sort(),
		[...Array(PAIRS).fill(first), ...own(refused), ...own(last)].sort(),
	);
	retried.forEach((execution, index) => {
		assert.deepEqual(lastRunOf(execution).ids[0], [firstIds[index]], 'its own first message');
	});
	const told = retried.flatMap((execution) => lastRunOf(execution).ids).flat();
	assert.deepEqual(told.sort(), lab.sandbox.outbox.map(({ id }) => id).sort());
}

/**
 * Two executions at once say the same, and the answer of one is lost.
 * @param {Lab} lab
 * @param {'closeBefore' | 'closeAfter'} kind
 */
async function toldApart(lab, kind) {
	const path = `pair-${kind.toLowerCase()}`;
	const workflowId = await lab.publish(
		chain(kind, [...webhook(path, 'onReceived'), send(lab.credential)]),
	);
	let apart = 0;
	for (let pair = 0; pair < PAIRS; pair++) {
		const text = `${kind} ${pair}`;
		lab.sandbox.addFault({ kind, bodyIncludes: bodyWith(text) });
		await Promise.all([lab.call(path, [text]), lab.call(path, [text])]);
		const executions = (await lab.ended(workflowId, 2 * (pair + 1))).slice(-2);
		const workers = await Promise.all(executions.map(async ({ id }) => await lab.workerOf(id)));
		if (workers[0] !== workers[1]) apart++;
		const onOneWorker = workers[0] === workers[1];
		const where = onOneWorker ? 'on one worker' : 'on two workers';

		const outbox = lab.sandbox.outbox.filter(({ message }) => message === text);
		assert.equal(outbox.length, kind === 'closeAfter' ? 2 : 1);
		const told = executions.map(lastRunOf);
		const ids = told.flatMap((one) => one.ids).flat();
		for (const { error } of told) if (error) assert.ok(error.startsWith(UNKNOWN), error);
		assert.ok(ids.length > 0, `${where}: none was told its ID`);
		// What another worker accepted is not known: there, the lost message may be taken for the other one.
		const mayBeTaken = kind === 'closeBefore' && !onOneWorker;
		if (!mayBeTaken) {
			assert.equal(new Set(ids).size, ids.length, `${where}: both were told the ID ${ids[0]}`);
		}
		for (const id of ids) assert.ok(outbox.some((message) => message.id === id));

		const sent = lab.sent().length;
		for (const { id, status } of executions) if (status !== 'success') await lab.retry(id);
		assert.equal(lab.sent().length, sent, 'a retry must send nothing');
	}
	assert.ok(apart > 0, 'no pair landed on two workers');
	return `${apart} of ${PAIRS} pairs on two workers`;
}

/**
 * A workflow that calls another one, which sends. A server of ours makes one of the nodes fail.
 * @param {Lab} lab
 * @param {string} name
 * @param {'before' | 'inside' | 'after'} place where that node is: before the call, inside the other workflow
 *   after the send, or after the call
 */
async function parentWith(lab, name, place) {
	let open = true;
	const server = await startStub(({ body }) => ({ statusCode: open ? 200 : 404, body }));
	const at = (/** @type {string} */ here) => (here === place ? [gate(server.baseUrl)] : []);
	const child = await lab.publish(
		chain(`${name}, called`, [calledByWorkflow(), send(lab.credential), ...at('inside')]),
	);
	const parent = await lab.publish(
		chain(name, [
			...webhook(name, 'onReceived'),
			...at('before'),
			callSubWorkflow(child),
			...at('after'),
		]),
	);
	return {
		parent,
		/** @param {boolean} value */
		setOpen(value) {
			open = value;
		},
		close: () => server.close(),
	};
}

/**
 * @param {Lab} lab
 * @param {'inside' | 'after'} place
 */
async function parentFails(lab, place) {
	const texts = numbered(`parent ${place}`, 3);
	const name = `parent-${place}`;
	const workflow = await parentWith(lab, name, place);
	try {
		workflow.setOpen(false);
		await lab.call(name, texts);
		const [failed] = await lab.ended(workflow.parent, 1);
		assert.equal(failed.status, 'error');
		const ids = lab.idsOf(texts);
		assert.deepEqual(lab.sent(), texts);

		// The time in the outbox has whole seconds.
		await sleep(1_100);
		await lab.retry(failed.id, { loadWorkflow: false });
		workflow.setOpen(true);
		const again = await lab.retry(failed.id, { loadWorkflow: true });
		assert.deepEqual(lab.sent(), texts);
		assert.equal(again.status, 'success', JSON.stringify(again.data.resultData.error));
		const { data } = again.data.resultData.runData.Call.at(-1);
		const told = data.main[0].map((/** @type {any} */ { json }) => json.message_outbox_ids);
		assert.deepEqual(told, ids);
	} finally {
		workflow.close();
	}
}

/** @param {Lab} lab */
async function parentNeverSent(lab) {
	const [text] = numbered('parent before', 1);
	const name = 'parent-before';
	const workflow = await parentWith(lab, name, 'before');
	try {
		await lab.call(name, [text]);
		const [done] = await lab.ended(workflow.parent, 1);
		assert.equal(done.status, 'success');
		assert.deepEqual(lab.accepted(), [text]);
		await sleep(1_100);

		workflow.setOpen(false);
		await lab.call(name, [text]);
		const [, failed] = await lab.ended(workflow.parent, 2);
		assert.equal(failed.status, 'error');
		assert.deepEqual(lab.accepted(), [text]);
		workflow.setOpen(true);
		const again = await lab.retry(failed.id);
		assert.equal(again.status, 'success');
		assert.deepEqual(lab.accepted(), [text, text]);
	} finally {
		workflow.close();
	}
}

const INBOX = '/api/report/messages-inbox';

const REPLIES = 300;

/** How far apart people answer: the polls come in between. */
const REPLY_PAUSE_MS = 100;

/**
 * Lets people answer, one after the other.
 * @param {Lab} lab
 * @param {number} count
 */
async function answer({ sandbox }, count) {
	for (let index = 0; index < count; index++) {
		const from = `+98912${String(index).padStart(7, '0')}`;
		sandbox.reply({ from, number: '+98PRO', message: '1' });
		await sleep(REPLY_PAUSE_MS);
	}
}

/**
 * What the trigger has started.
 * @param {Lab} lab
 * @param {string} workflowId
 * @returns {Promise<{ ids: number[], failed: number }>} the IDs of the replies in the order in which they came to
 *   the last node, and how many polls failed
 */
async function startedBy({ client }, workflowId) {
	const list = (await client.listExecutions(workflowId)).reverse();
	const ended = await Promise.all(list.map(async ({ id }) => await client.waitForExecution(id)));
	const good = ended.filter(({ status }) => status === 'success');
	const items = good.flatMap(({ data }) => data.resultData.runData['Passed on'][0].data.main[0]);
	const failed = ended.filter(({ status }) => status === 'error');
	for (const { data } of failed) {
		assert.equal(data.resultData.lastNodeExecuted, TRIGGER);
		assert.match(data.resultData.error.message, /didn't accept the API key/);
	}
	assert.equal(good.length + failed.length, ended.length);
	return { ids: items.map(({ json }) => json.messages_inbox_id), failed: failed.length };
}

/**
 * Waits until the trigger has started what there is to start.
 * @param {Lab} lab
 * @param {string} workflowId
 * @param {{ replies: number, failed?: number }} expected at least
 */
async function startsAll(lab, workflowId, { replies, failed = 0 }) {
	return await until(
		async () => {
			const started = await startedBy(lab, workflowId);
			return started.ids.length >= replies && started.failed >= failed && started;
		},
		{ what: `${replies} replies have started executions`, everyMs: 500 },
	);
}

/** @param {Lab} lab */
async function pollsReplies(lab) {
	const { sandbox } = lab;
	await answer(lab, 5);
	const old = sandbox.inbox.length;
	const part = REPLIES / 3;
	const workflowId = await lab.publish(
		chain('Replies', [workflows.replyReceived(lab.credential), workflows.passOn()]),
	);
	const polls = () =>
		sandbox.requests.filter(({ path, status }) => path === INBOX && status === 200);
	try {
		// The first poll takes two requests; what comes before it has ended is old.
		await until(async () => polls().length >= 2, { what: 'the first poll' });
		await answer(lab, part);
		await startsAll(lab, workflowId, { replies: part });

		sandbox.addFault({ kind: 'unauthorized', path: INBOX });
		await answer(lab, part);
		await startsAll(lab, workflowId, { replies: 2 * part, failed: 1 });

		// The main is killed while it polls.
		sandbox.addFault({ kind: 'noAnswer', path: INBOX });
		await answer(lab, part / 2);
		const isPolling = async () => sandbox.requests.some(({ fault }) => fault === 'noAnswer');
		await until(isPolling, { what: 'a poll was without an answer' });
		await Promise.all([lab.queue.restartMain(), answer(lab, part / 2)]);
		await startsAll(lab, workflowId, { replies: REPLIES });

		// What came twice would come with the next polls.
		const before = polls().length;
		await until(async () => polls().length > before + 1, {
			what: 'two more polls',
		});
		const { ids, failed } = await startedBy(lab, workflowId);
		assert.deepEqual(
			ids,
			sandbox.inbox.slice(old).map(({ id }) => id),
		);
		assert.equal(failed, 1);
		return `${ids.length} items in order`;
	} finally {
		await lab.unpublish(workflowId);
	}
}

/** @type {Array<{ name: string, run: (lab: Lab) => Promise<string | void> }>} */
const CASES = [
	{ name: `${CALLS} webhook calls are ${CALLS} messages, spread over the workers`, run: spreads },
	{
		name: 'executions at once that say the same: each keeps its own ledger',
		run: keepsLedgersApart,
	},
	{
		name: 'two at once, the answer of one is lost after its message was accepted',
		run: async (lab) => await toldApart(lab, 'closeAfter'),
	},
	{
		name: 'two at once, one is lost before its message was accepted',
		run: async (lab) => await toldApart(lab, 'closeBefore'),
	},
	{
		name: 'a sub-workflow sends, then fails: a retry of its parent sends nothing again',
		run: async (lab) => await parentFails(lab, 'inside'),
	},
	{
		name: 'a sub-workflow sends, then its parent fails: a retry sends nothing again',
		run: async (lab) => await parentFails(lab, 'after'),
	},
	{
		name: 'a parent fails before its sub-workflow sends: a retry sends, whoever said the same before',
		run: parentNeverSent,
	},
	{
		name: `${REPLIES} replies while polls run, one that fails, and a restart: each starts once, in order`,
		run: pollsReplies,
	},
	{
		name: 'everything killed in mid-send: a retry sends the rest, and only that',
		run: survivesMachine,
	},
	{ name: 'a worker killed in mid-send: nothing is sent again, by nobody', run: survivesWorker },
	...thousands.CASES,
];

module.exports = { CASES };
