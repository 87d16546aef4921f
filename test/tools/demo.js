/**
 * `npm run demo`: the deals of a CRM become messages to their trades, in n8n's own engine, against the sandbox
 * API; a deal whose trade nobody chose becomes none.
 * `npm run demo -- <workflow.json>`: the same for any workflow that has IPPanel Job SMS nodes.
 */
const { join, relative, resolve } = require('node:path');
const { createEngine } = require('../engine');
const { Problem } = require('../n8n/problem');
const { startSandbox } = require('../sandbox');
const { REPLY, SENDER_NUMBERS } = require('../sandbox/data');
const deals = require('./demoDeals');
const { showCircumstances, showNodes, whyNone } = require('./demoNodes');
const { entry, errorText, plural } = require('./demoText');
const { isOurs, isTrigger, prepare, readWorkflow } = require('./demoWorkflow');

/**
 * @typedef {import('../engine/run').Run} Run
 * @typedef {import('./demoDeals').Sandbox} Sandbox
 * @typedef {(text: string) => void} Write
 */

const ROOT = resolve(__dirname, '../..');

/** Where the person is: npm runs scripts in the folder of the package. */
const HERE = process.env.INIT_CWD ?? process.cwd();

/**
 * @param {string | undefined} file a workflow; the demo of the main job by default
 * @param {Write} write
 * @returns {Promise<boolean>} whether everything was as it should be
 */
async function demo(file, write) {
	const path = file === undefined ? join(ROOT, deals.FILE) : resolve(HERE, file);
	const { workflow, waits } = prepare(await readWorkflow(path));
	// A trigger has to find something.
	const history = workflow.nodes.some(isTrigger);
	const [engine, sandbox] = await Promise.all([
		createEngine(),
		startSandbox({ stateSeconds: 0, history }),
	]);
	if (history) sandbox.reply(REPLY);
	try {
		write('IPPanel Job SMS: a demo that sends nothing to anybody\n');
		write(entry('Workflow', relative(ROOT, path).startsWith('..') ? path : relative(ROOT, path)));
		write(entry('Engine', `n8n-core ${engine.n8nVersion}`));
		write(entry('API', `the sandbox at ${sandbox.baseUrl}`));
		if (file === undefined) return await tellOfDeals(engine, sandbox, workflow, write);
		const run = await runWorkflow(engine, sandbox, workflow);
		showCircumstances(run, waits, write);
		return tellOfNodes(run, sandbox, write);
	} finally {
		await sandbox.close();
		await engine.close();
	}
}

/**
 * @param {import('../engine').Engine} engine
 * @param {Sandbox} sandbox
 * @param {import('../engine/execution').WorkflowJson} workflow
 */
async function runWorkflow(engine, { token, baseUrl }, workflow) {
	const credentials = { sandbox: { apiToken: token, baseUrl } };
	try {
		return await engine.run({ workflow, credentials });
	} catch (error) {
		if (!(error instanceof engine.n8n.workflow.UserError)) throw error;
		throw new Problem(
			`n8n does not start this workflow: ${error.message}`,
			'It has to begin with a trigger, for example Manual Trigger.',
		);
	}
}

/**
 * @param {import('../engine').Engine} engine
 * @param {Sandbox} sandbox
 * @param {import('../engine/execution').WorkflowJson} workflow
 * @param {Write} write
 */
async function tellOfDeals(engine, sandbox, workflow, write) {
	write(entry('CRM', `${plural(deals.DEALS.length, 'deal')}, each an execution of its own`));
	write(entry('Telegram', 'shows what the owner would read, and tells nobody'));
	const told = await deals.runDeals(engine, sandbox, workflow);
	deals.showDeals(told, write);
	const problems = deals.problemsOf(told, sandbox);
	await deals.showOutbox(engine, sandbox, write);
	if (problems.length > 0) {
		write(`\nNot as it should be:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
		return false;
	}
	const sent = sandbox.outbox.length;
	write(
		`\nAll as it should be: ${plural(told.length, 'deal')}, ${plural(sent, 'message')} sent once each, ` +
			`${told.length - sent} not sent, and the owner was told of all.`,
	);
	return true;
}

/**
 * @param {Run} run
 * @param {Sandbox} sandbox
 * @param {Write} write
 */
function tellOfNodes(run, sandbox, write) {
	const ran = showNodes(run, sandbox.requests, write);
	const ours = run.workflow.nodes.filter(isOurs).map(({ name }) => name);
	const shown = ours.some((name) => run.errorOf(name));
	if (run.error && !shown) {
		const place = run.data.resultData.lastNodeExecuted;
		write(`\n${place ? `${place} failed` : 'The workflow did not run'}:\n`);
		write(errorText(run.error).replace(/^/gm, '  '));
	}
	if (sandbox.requests.some(({ status }) => status === 422)) {
		const numbers = SENDER_NUMBERS.map(({ number }) => number).join(', ');
		write(
			`\nThe sandbox knows only the categories in test/sandbox/data.js and these sender numbers:\n  ${numbers}`,
		);
	}
	if (ran === 0 && !run.error) write(`\nNone of the IPPanel nodes ran.\n  ${whyNone(run)}`);

	const accepted = plural(sandbox.outbox.length, 'message');
	write(`\nThe execution ended with: ${run.status}. The sandbox accepted ${accepted}.`);
	return run.status === 'success' && ran > 0;
}

async function main() {
	const [file, ...more] = process.argv.slice(2);
	if (more.length > 0)
		throw new Problem('One workflow at a time.', 'Usage:  npm run demo -- x.json');
	const good = await demo(file, console.log);
	if (!good) process.exitCode = 1;
}

if (require.main === module) {
	main().catch((error) => {
		console.error(error instanceof Problem ? `\n${error}` : error);
		process.exitCode = 1;
	});
}

module.exports = { demo };
