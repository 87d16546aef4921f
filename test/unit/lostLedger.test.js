/** Since when a retry looks in the outbox; `npm run test:queue` shows the same with executions that are killed. */
const { lostSince } = require('../../dist/nodes/IpPanelJobSms/send/lostLedger');

const NOW = 1_800_000_000_000;
const A_DAY_AGO = NOW - 24 * 60 * 60 * 1000;
const BEGAN = NOW - 90_000;

beforeAll(() => jest.useFakeTimers({ now: NOW }));
afterAll(() => jest.useRealTimers());

/**
 * @param {object} execution
 * @param {string} execution.mode
 * @param {string} [execution.rootMode] of the execution that called this one
 * @param {object} [execution.own] how this execution began
 * @param {object} [execution.parent] how the one that called it began
 */
const contextOf = ({ mode, rootMode, own, parent }) =>
	/** @type {any} */ ({
		getMode: () => mode,
		getExecutionContext: () => own,
		additionalData: { rootExecutionMode: rootMode },
		runExecutionData: parent && { parentExecution: { executionContext: parent } },
	});

const called = { mode: 'integrated', rootMode: 'retry' };

test.each([
	['a new execution', { mode: 'webhook' }, undefined],
	['called by a new execution', { mode: 'integrated', rootMode: 'webhook' }, undefined],
	[
		'a retry that knows when it all began',
		{ mode: 'retry', own: { establishedAt: BEGAN, source: 'webhook' } },
		BEGAN,
	],
	[
		'a retry that knows only when it began itself',
		{ mode: 'retry', own: { establishedAt: NOW, source: 'retry' } },
		A_DAY_AGO,
	],
	['a retry in an n8n that tells nothing', { mode: 'retry' }, A_DAY_AGO],
	[
		'called by a retry that knows when it all began',
		{ ...called, parent: { establishedAt: BEGAN, source: 'webhook' } },
		BEGAN,
	],
	[
		'called by a retry that knows only when it began itself',
		{ ...called, parent: { establishedAt: NOW, source: 'retry' } },
		A_DAY_AGO,
	],
	[
		'called by what a retry called',
		{ ...called, parent: { establishedAt: NOW, source: 'integrated' } },
		A_DAY_AGO,
	],
	['called by a retry in an n8n that tells nothing', called, A_DAY_AGO],
])('%s', (_, execution, expected) => {
	expect(lostSince(contextOf(execution), {})).toBe(expected);
	expect(lostSince(contextOf(execution), { sendLedger: {} })).toBeUndefined();
});
