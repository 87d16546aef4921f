/** What the tests of the trigger have in common. */
const { useHarness } = require('./harness');

const TRIGGER_TYPE = 'n8n-nodes-ippanel-job-sms.ipPanelJobSmsTrigger';

/** The name of the trigger in every workflow. */
const TRIGGER = 'IPPanel Job SMS Trigger';

/** @typedef {import('n8n-workflow').IDataObject} IDataObject */

/**
 * A workflow of the trigger alone.
 *
 * @param {IDataObject} parameters
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

/** What the trigger gave, by ID. @param {IDataObject[]} items */
const idsOf = (items) =>
	items.map(({ messages_inbox_id, messages_outbox_id }) => messages_inbox_id ?? messages_outbox_id);

/**
 * Starts the engine and the sandbox for all tests of a file, as `useHarness` does. Messages stay where they are
 * until a test moves them.
 */
function useTriggerHarness() {
	const harness = useHarness({ stateSeconds: 1e9, history: false });

	/** @param {IDataObject} [credential] */
	const credentialsWith = (credential) => ({
		ipPanelEdgeApi: { ...harness.credentials.ipPanelEdgeApi, ...credential },
	});

	/**
	 * @param {IDataObject} [parameters]
	 * @param {IDataObject} [credential] instead of the sandbox's own
	 */
	const poller = (parameters = {}, credential = {}) =>
		harness.engine.poller({
			workflow: triggerWorkflow(parameters),
			credentials: credentialsWith(credential),
		});

	/**
	 * Puts messages into the outbox.
	 *
	 * @param {number} count
	 * @param {Partial<import('../sandbox/outbox').Seed>} [seed]
	 * @returns {number[]} their IDs
	 */
	function send(count, seed = {}) {
		harness.sandbox.seedOutbox({ count, ageSeconds: 0, ...seed });
		return harness.sandbox.outbox.slice(-count).map(({ id }) => id);
	}

	return Object.assign(harness, {
		poller,
		/** One that is active, and has found nothing so far. @param {IDataObject} [parameters] */
		async activated(parameters) {
			const active = poller(parameters);
			expect(await active.activate()).toEqual([]);
			return active;
		},
		/**
		 * *Execute step* of the trigger.
		 *
		 * @param {IDataObject} [parameters]
		 * @param {IDataObject} [credential]
		 */
		executeStep: async (parameters = {}, credential = {}) =>
			await harness.engine.run({
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
				harness.sandbox.reply({
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
			for (const id of ids) harness.sandbox.finish(id, state);
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
			const { requests } = harness.sandbox;
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
	});
}

module.exports = { idsOf, TRIGGER, TRIGGER_TYPE, useTriggerHarness };
