/** What this process remembers of executions. */
const memory = require('../../dist/nodes/IpPanelJobSms/send/processMemory');

/** More executions than are remembered. */
const MANY = 600;

test('what is sending is not forgotten, however many others begin meanwhile', async () => {
	/** @type {import('../../dist/nodes/IpPanelJobSms/send/ledger').Attempts} */
	const kept = {};
	memory.rememberAttempts('long', kept, false);
	const known = () => memory.rememberAttempts('long', {}, true) === kept;
	await memory.whileHeld(['long'], async () => {
		await memory.whileHeld(['long'], async () => {});
		for (let other = 0; other < MANY; other++) memory.rememberAttempts(`other ${other}`, {}, false);
		expect(known()).toBe(true);
	});
	for (let other = 0; other < MANY; other++) memory.rememberAttempts(`later ${other}`, {}, false);
	expect(known()).toBe(false);
});

test('an attempt that is answered is no longer one without an answer', () => {
	const open = /** @type {any} */ ({ request: 'open', at: 1 });
	const other = /** @type {any} */ ({ request: 'other', at: 2 });
	const forget = memory.rememberUnanswered('https://api.test', 'words', open);
	expect(memory.unansweredAt('https://api.test', 'words')).toEqual([open]);
	forget();
	memory.rememberUnanswered('https://api.test', 'words', other);
	forget();
	expect(memory.unansweredAt('https://api.test', 'words')).toEqual([other]);
	other.data = { message_outbox_ids: [1] };
	expect(memory.unansweredAt('https://api.test', 'words')).toEqual([]);
});

test('a retry belongs to the first of its chain, by its ID before its beginning', () => {
	/** @param {string} id @param {string | null} [retryOf] null: n8n does not tell @param {string} [beginning] */
	const firstOf = (id, retryOf, beginning, isFirst = false) =>
		memory.firstOf(
			id,
			retryOf === undefined ? undefined : { id: retryOf ?? undefined, isFirst },
			() => beginning,
		);
	expect(firstOf('1', undefined, 'then')).toBe('1');
	expect(firstOf('3', '1', 'then')).toBe('1');
	expect(firstOf('5', '3', 'then')).toBe('1');
	// A retry that this process never saw, and another execution that began at the same moment with the same.
	expect(firstOf('6', '4', 'then')).toBe('1');
	expect(firstOf('2', undefined, 'then')).toBe('2');
	expect(firstOf('7', '2', 'then')).toBe('2');
	expect(firstOf('12', '0', 'then', true)).toBe('0');
	expect(firstOf('8', '9', 'later')).toBe('9');
	expect(firstOf('11', '10', undefined)).toBe('10');
	// Where n8n does not tell what is retried, the beginning does.
	expect(firstOf('13', null, 'then')).toBe('1');
	expect(firstOf('14', null, 'at last')).toBe('at last');
	expect(firstOf('15', null, undefined)).toBe('15');
});
