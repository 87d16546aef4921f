/** What an execution repeats, where a test in the engine would need another workflow that calls this one. */
const { originOf } = require('../../dist/nodes/IpPanelJobSms/send/origin');

const BEGAN = Date.UTC(2026, 10, 20);

/**
 * The node "Send", in an execution that n8n describes as told.
 *
 * @param {object} told
 * @param {string} [told.mode] of this execution
 * @param {string} [told.rootMode] of the one that called it, or of its own caller
 * @param {string} [told.id] of this execution
 * @param {object} [told.parent]
 * @param {string} [told.message] the parameter
 * @param {string} [told.workflowId]
 * @param {boolean} [told.continues]
 * @param {Record<string, Array<string[] | null>>} [told.inputs] of each node: for each input, the nodes that lead to it
 */
function origin({
	mode = 'integrated',
	rootMode = 'webhook',
	id = '2',
	parent,
	message = '={{ $json.text }}',
	workflowId = 'sub',
	continues = false,
	inputs = {},
}) {
	const connectionsByDestinationNode = Object.fromEntries(
		Object.entries(inputs).map(([name, main]) => [
			name,
			{ main: main.map((nodes) => nodes?.map((node) => ({ node, type: 'main', index: 0 }))) },
		]),
	);
	const context = /** @type {any} */ ({
		workflow: {
			id: workflowId,
			nodes: { Send: { type: 'send', name: 'Send' } },
			connectionsByDestinationNode,
		},
		additionalData: { rootExecutionMode: rootMode },
		runExecutionData: { parentExecution: parent },
		getMode: () => mode,
		getExecutionId: () => id,
		getNode: () => ({ name: 'Send', id: 'send', parameters: { message } }),
		continueOnFail: () => continues,
	});
	return originOf(context, {});
}

describe('a sub-workflow', () => {
	const by = (/** @type {string} */ executionId, /** @type {object} */ executionContext) => ({
		executionId,
		executionContext,
	});
	const start = { establishedAt: BEGAN, source: 'webhook' };
	const first = origin({ id: '2', parent: by('1', start) });
	const again = origin({ id: '4', rootMode: 'retry', parent: by('3', start) });

	test('whose parent is retried repeats the one before, since the parent began', () => {
		expect(first).toMatchObject({ repeats: false, isLinked: true, parent: '1' });
		expect(again).toMatchObject({ repeats: true, isLinked: true, parent: '3', since: BEGAN });
		expect(again.chain).toBe(first.chain);
	});

	test.each([
		['nothing', undefined],
		['only when the retry began', { ...start, source: 'retry' }],
	])('is linked to none before where n8n tells %s of the parent', (_, told) => {
		const unknown = origin({
			id: '4',
			rootMode: 'retry',
			parent: by('3', /** @type {any} */ (told)),
		});
		expect(unknown).toMatchObject({ repeats: true, isLinked: false, since: undefined });
		expect(unknown.chain).not.toBe(first.chain);
	});

	test('of another parent, and another one of the same, is another chain', () => {
		const later = { ...start, establishedAt: BEGAN + 1 };
		expect(origin({ parent: by('1', later) }).chain).not.toBe(first.chain);
		expect(origin({ workflowId: 'other', parent: by('1', start) }).chain).not.toBe(first.chain);
	});

	test('whose text is always the same may be called twice with it: it claims no message', () => {
		expect(first.mayClaim).toBe(true);
		expect(origin({ message: 'سلام', parent: by('1', start) }).mayClaim).toBe(false);
	});
});

describe('a node that goes on after errors claims a message', () => {
	test.each(
		/** @type {Array<[string, boolean, Record<string, Array<string[] | null>>]>} */ ([
			['in a line', true, { Send: [['Trigger']] }],
			['behind both ways of one node', true, { Send: [['Merge']], Merge: [null, ['A'], ['A']] }],
			['not where two nodes lead to it', false, { Send: [['A', 'B']] }],
			['not where two lead to one before', false, { Send: [['A']], A: [['Trigger', 'B']] }],
			['not in a loop', false, { Send: [['Merge']], Merge: [['Trigger'], ['Send']] }],
		]),
	)('%s', (_, mayClaim, inputs) => {
		expect(origin({ mode: 'webhook', continues: true, inputs }).mayClaim).toBe(mayClaim);
	});
});
