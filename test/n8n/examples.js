const { createHash } = require('node:crypto');
const { readdir, readFile, writeFile } = require('node:fs/promises');
const { basename, join } = require('node:path');
const { ROOT } = require('./install');
const { RestError } = require('./rest');

/** @typedef {import('./rest').RestClient} RestClient */
/** @typedef {{ name: string, nodes: any[], connections: any, settings?: unknown, pinData?: Record<string, unknown[]> }} Workflow */
/** @typedef {{ id: string, name: string }} CredentialReference */

const PACKAGE = 'n8n-nodes-ippanel-job-sms';
const CREDENTIAL_TYPE = 'ipPanelEdgeApi';
const EXAMPLES = join(ROOT, 'examples');

/**
 * The example workflows.
 * @param {string} [folder]
 * @returns {Promise<{ file: string, text: string, workflow: Workflow }[]>} by number; none without the folder
 */
async function readExamples(folder = EXAMPLES) {
	const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
	const files = names
		.filter((name) => name.endsWith('.json'))
		.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
	return await Promise.all(
		files.map(async (name) => {
			const text = await readFile(join(folder, name), 'utf8');
			return { file: basename(name, '.json'), text, workflow: JSON.parse(text) };
		}),
	);
}

/**
 * An example as it is saved for a person: with its pinned data, and its nodes of ours use the given credential.
 * @param {Workflow} example
 * @param {CredentialReference} credential
 * @returns {Workflow}
 */
function withCredential(example, credential) {
	const { name, nodes, connections, settings = {}, pinData = {} } = example;
	return {
		name,
		connections,
		settings,
		pinData,
		nodes: nodes.map((node) =>
			node.type.startsWith(`${PACKAGE}.`)
				? { ...node, credentials: { ...node.credentials, [CREDENTIAL_TYPE]: credential } }
				: node,
		),
	};
}

/**
 * Gives n8n a credential for the sandbox and the example workflows. What it gave before is in `stateFile`, so
 * that a person's own changes stay: the credential follows the sandbox's address, and an example is given
 * again only after it has changed in the repository.
 * @param {RestClient} client
 * @param {{ baseUrl: string, token: string }} sandbox
 * @param {string} stateFile
 * @returns {Promise<{ name: string, id: string }[]>} the workflows that are new
 */
async function provide(client, sandbox, stateFile) {
	const state = await readState(stateFile);
	const credential = await saveCredential(client, state.credentialId, {
		name: 'IPPanel sandbox (sends nothing)',
		type: CREDENTIAL_TYPE,
		data: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
	});
	state.credentialId = credential.id;
	const added = [];
	// n8n lists the newest first.
	for (const { file, text, workflow } of (await readExamples()).reverse()) {
		const hash = createHash('sha256').update(text).digest('hex');
		if (state.examples[file] === hash) continue;
		const { id } = await client.createWorkflow(withCredential(workflow, credential));
		state.examples[file] = hash;
		added.unshift({ name: workflow.name, id });
	}
	await writeFile(stateFile, JSON.stringify(state, null, '\t'));
	return added;
}

/**
 * @param {string} file
 * @returns {Promise<{ credentialId?: string, examples: Record<string, string> }>}
 */
async function readState(file) {
	try {
		return JSON.parse(await readFile(file, 'utf8'));
	} catch {
		return { examples: {} };
	}
}

/**
 * @param {RestClient} client
 * @param {string | undefined} id of an earlier run's
 * @param {import('./rest').NewCredential} credential
 */
async function saveCredential(client, id, credential) {
	if (id) {
		try {
			return await client.updateCredential(id, credential);
		} catch (error) {
			// The person has deleted it.
			if (!(error instanceof RestError) || error.status !== 404) throw error;
		}
	}
	return await client.createCredential(credential);
}

module.exports = { CREDENTIAL_TYPE, provide, readExamples, withCredential };
