/** What the tests of the trigger have in common. */
const { startHarness } = require('./harness');

const TRIGGER_TYPE = 'n8n-nodes-ippanel-job-sms.ipPanelJobSmsTrigger';

/** The name of the trigger in every workflow. */
const TRIGGER = 'IPPanel Job SMS Trigger';

/**
 * A workflow of the trigger alone.
 *
 * @param {import('n8n-workflow').IDataObject} parameters
 * @returns {import('./execution').WorkflowJson}
 */
const triggerWorkflow = (parameters) => ({
	id: 'polled',
	nodes: [
		{
			id: 'trigger',
			name: TRIGGER,
			type: TRIGGER_TYPE,
			typeVersion: 1,
			position: [0, 0],
			credentials: { ipPanelEdgeApi: { id: '1', name: 'IPPanel' } },
			parameters: /** @type {import('n8n-workflow').INodeParameters} */ (parameters),
		},
	],
	connections: {},
	settings: { executionOrder: 'v1' },
});

/**
 * Starts the engine and the sandbox for a test file.
 *
 * @param {Parameters<typeof startHarness>[0]} [sandboxOptions]
 */
async function startTriggerHarness(sandboxOptions) {
	const harness = await startHarness(sandboxOptions);
	const { engine, sandbox } = harness;

	/** @param {import('n8n-workflow').IDataObject} [credential] */
	const credentialsWith = (credential) => ({
		ipPanelEdgeApi: { ...harness.credentials.ipPanelEdgeApi, ...credential },
	});

	/**
	 * Puts messages into the outbox.
	 *
	 * @param {number} count
	 * @param {Partial<import('../sandbox/outbox').Seed>} [seed]
	 * @returns {number[]} their IDs
	 */
	function send(count, seed = {}) {
		sandbox.seedOutbox({ count, ageSeconds: 0, ...seed });
		return sandbox.outbox.slice(-count).map(({ id }) => id);
	}

	return {
		...harness,
		/**
		 * @param {import('n8n-workflow').IDataObject} [parameters]
		 * @param {import('n8n-workflow').IDataObject} [credential] instead of the sandbox's own
		 */
		poller: (parameters = {}, credential = {}) =>
			engine.poller({
				workflow: triggerWorkflow(parameters),
				credentials: credentialsWith(credential),
			}),
		/**
		 * *Execute step* of the trigger.
		 *
		 * @param {import('n8n-workflow').IDataObject} [parameters]
		 * @param {import('n8n-workflow').IDataObject} [credential]
		 */
		executeStep: async (parameters = {}, credential = {}) =>
			await engine.run({
				workflow: triggerWorkflow(parameters),
				credentials: credentialsWith(credential),
			}),
		/**
		 * Lets people answer.
		 *
		 * @param {number} count
		 * @param {Partial<import('../sandbox/inbox').Reply>} [reply]
		 * @returns {number[]} the IDs
		 */
		reply: (count, reply = {}) =>
			Array.from({ length: count }, (_, index) =>
				sandbox.reply({
					from: `+98912${String(index).padStart(7, '0')}`,
					number: '+98PRO',
					message: '1',
					...reply,
				}),
			),
		send,
		/**
		 * The same, at their end.
		 *
		 * @param {number} count
		 * @param {Partial<import('../sandbox/outbox').Seed> & { state?: number }} [seed]
		 */
		sendToEnd(count, { state = 6, ...seed } = {}) {
			const ids = send(count, seed);
			for (const id of ids) sandbox.finish(id, state);
			return ids;
		},
		/**
		 * Does something each time before the sandbox answers a request.
		 *
		 * @param {string} path of the request
		 * @param {(count: number) => void} act `count` counts from 1
		 * @returns {() => void} ends it
		 */
		beforeAnswers(path, act) {
			const { requests } = sandbox;
			let count = 0;
			Object.defineProperty(requests, 'push', {
				configurable: true,
				/** @param {(typeof requests)[number]} request */
				value(request) {
					if (request.path === path) act(++count);
					return Array.prototype.push.call(requests, request);
				},
			});
			return () => Reflect.deleteProperty(requests, 'push');
		},
	};
}

module.exports = { startTriggerHarness, TRIGGER, TRIGGER_TYPE, triggerWorkflow };
