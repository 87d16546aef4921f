/**
 * The outbox as evidence: however it may show messages, nobody gets a second copy, and what the node says of
 * an item is true or "may or may not".
 */
const assert = require('node:assert/strict');
const { startSandbox } = require('../sandbox');
const { VIEWS } = require('../sandbox/views');
const { createEngine } = require('.');
const { byNumber, itemForm, workflowWith } = require('./harness');
const { killWhen } = require('./kill');
const { toldBy, UNKNOWN } = require('./promises');
const { testSideBySide } = require('./sideBySide');

/** @typedef {Awaited<ReturnType<typeof startSandbox>>} Sandbox */

/** Texts with all that a server may write in another way. */
const TEXTS = [
	'  کافه‌ی  نو: ۲۰٪ «تخفیف» & <ویژه> "امروز" تا ساعت 18\nبا ما باشید، كيك تازه در دایرة خانۀ مـا، VANAK  ',
	'نان‌وایی  محله: ۱۰٪ تخفیف & <فقط> "امشب" تا ساعت 21\nمنتظر شما هستیم، كلوچه‌ي داغ در دایرة خانۀ مـا، TAJRISH  ',
	'قنّادی  بهار: ۵٪ تخفیف & <یک> "هفته" تا ساعت 20\nسفارش بدهید، شيريني تر و خشك در دایرة خانۀ مـا، DARBAND  ',
];

/** @type {import('.').Engine} */
let engine;
beforeAll(async () => {
	engine = await createEngine();
});
afterAll(async () => await engine.close());

/** @param {Sandbox} sandbox @param {string[]} texts @param {any} [settings] */
const job = (sandbox, texts, settings) => ({
	workflow: workflowWith({ ...itemForm, fromNumber: byNumber('+983000505') }, settings),
	credentials: { ipPanelEdgeApi: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl } },
	mode: /** @type {const} */ ('webhook'),
	input: texts.map((message) => ({ message })),
});

/** The IDs of the accepted messages with a text. @param {Sandbox} sandbox @param {string} text */
const idsOf = (sandbox, text) =>
	sandbox.outbox.filter(({ message }) => message === text).map(({ id }) => id);

/**
 * What the node said of each text: IDs, or its error.
 *
 * @param {import('./run').Run} run
 * @param {string[]} texts
 */
function toldOf(run, texts) {
	const all = toldBy(run);
	return texts.map((_, item) => {
		const { ids = [], found = false, error = run.error?.message ?? '' } = all.get(item) ?? {};
		return { ids, found, error };
	});
}

/**
 * @param {ReturnType<typeof toldOf>[number]} told
 * @param {string} text
 * @param {Sandbox} sandbox
 */
function checkTold({ ids, error }, text, sandbox) {
	const accepted = idsOf(sandbox, text);
	assert.ok(accepted.length <= 1, `accepted ${accepted.length} times: ${text}`);
	if (ids.length > 0) assert.deepEqual(ids.map(Number), accepted, 'a wrong ID');
	else if (accepted.length > 0) assert.ok(error.startsWith(UNKNOWN), `accepted, but: ${error}`);
}

const CONTINUE = { onError: 'continueRegularOutput' };

/**
 * n8n is killed after two of three messages were accepted; then a person retries.
 *
 * @param {Sandbox} sandbox
 * @param {string} view
 */
async function killed(sandbox, view) {
	sandbox.addFault({ kind: 'noAnswer', skip: 2 });
	const { run } = await killWhen(
		(signal) => engine.run({ ...job(sandbox, TEXTS, CONTINUE), signal }),
		() => sandbox.sends.length === 3,
	);
	engine.restart(sandbox.baseUrl);
	sandbox.setView(view);
	const again = await engine.retry(run);
	const told = toldOf(again, TEXTS);
	told.forEach((one, index) => checkTold(one, TEXTS[index], sandbox));
	const ended = told.map(({ ids, found }) =>
		found ? 'found' : ids.length > 0 ? 'sent' : 'unknown',
	);
	return ended.join(', ');
}

/**
 * The answer to an accepted message is lost, and the node is set to retry on fail.
 *
 * @param {Sandbox} sandbox
 * @param {string} view
 */
async function unclear(sandbox, view) {
	sandbox.setView(view);
	sandbox.addFault({ kind: 'badGateway', accepted: true });
	const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const run = await engine.run(job(sandbox, TEXTS.slice(0, 1), retrying));
	const [told] = toldOf(run, TEXTS.slice(0, 1));
	checkTold(told, TEXTS[0], sandbox);
	assert.equal(sandbox.sends.length, 1, 'what may have gone out was sent again');
	return told.found ? 'found' : 'unknown';
}

/**
 * The request is lost, and the outbox holds an older message with the same words.
 *
 * @param {Sandbox} sandbox
 * @param {string} view
 */
async function lost(sandbox, view) {
	const [message] = TEXTS;
	sandbox.seedOutbox({ count: 1, from_number: '+983000505', message, ageSeconds: 60 });
	sandbox.setView(view);
	sandbox.addFault({ kind: 'closeBefore' });
	const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const run = await engine.run(job(sandbox, [message], retrying));
	assert.equal(sandbox.sends.length, 1, 'what may have gone out was sent again');
	const [{ ids, error }] = toldOf(run, [message]);
	assert.deepEqual(ids, [], "another message's ID was taken");
	assert.ok(error.startsWith(UNKNOWN), error);
	return 'unknown';
}

/**
 * A second click within 40 seconds: the API answers 429.
 *
 * @param {Sandbox} sandbox
 * @param {string} view
 */
async function tooMany(sandbox, view) {
	sandbox.setView(view);
	await engine.run(job(sandbox, TEXTS.slice(0, 1)));
	const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
	const run = await engine.run(job(sandbox, TEXTS.slice(0, 1), retrying));
	const { message = '', description = '' } = /** @type {any} */ (run.error ?? {});
	assert.equal(idsOf(sandbox, TEXTS[0]).length, 1);
	assert.match(description, /Nothing was sent for this item/);
	assert.match(description, /only once in 40 seconds/);
	assert.doesNotMatch(`${message} ${description}`, /wait a little/i);
	return description.includes(String(idsOf(sandbox, TEXTS[0])[0])) ? 'named' : 'not named';
}

/** @type {Record<string, (sandbox: Sandbox, view: string) => Promise<string>>} */
const SCENARIOS = { killed, unclear, lost, tooMany };

const cells = Object.keys(VIEWS).flatMap((view) =>
	Object.keys(SCENARIOS).map((scenario) => ({ view, scenario })),
);

/** @type {Map<string, Record<string, string>>} */
const results = new Map();

testSideBySide(
	cells,
	({ scenario, view }) => `${scenario}, the outbox shows: ${view}`,
	async ({ scenario, view }) => {
		const sandbox = await startSandbox();
		try {
			const result = await SCENARIOS[scenario](sandbox, view);
			results.set(view, { ...results.get(view), [scenario]: result });
		} finally {
			await sandbox.close();
		}
	},
);

test('with an API as documented, a killed campaign goes on by itself', async () => {
	const sandbox = await startSandbox();
	expect(await killed(sandbox, /** @type {any} */ (undefined))).toBe('found, found, sent');
	await sandbox.close();
});

test('an outbox that once answers slowly tells the time again', async () => {
	const sandbox = await startSandbox();
	sandbox.addFault({ kind: 'badGateway', accepted: true });
	sandbox.addFault({ kind: 'delay', path: '/api/report/new_list', ms: 5_000 });
	const run = await engine.run(job(sandbox, TEXTS.slice(0, 1)));
	expect(toldOf(run, TEXTS.slice(0, 1))).toEqual([
		{ ids: idsOf(sandbox, TEXTS[0]), found: true, error: '' },
	]);
	expect(sandbox.requests.map(({ path }) => path)).toEqual([
		'/api/send',
		'/api/report/new_list',
		'/api/report/new_list',
	]);
	await sandbox.close();
});

afterAll(() => {
	const rows = [...results].map(
		([view, { killed: one, unclear: two, tooMany: four }]) =>
			`${view.padEnd(50)} killed: ${String(one).padEnd(26)} unclear: ${String(two).padEnd(8)} 429: ${four}`,
	);
	process.stdout.write(`\n${rows.join('\n')}\n`);
});
