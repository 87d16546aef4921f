/** Answers to a send that nobody would expect: what went out once is never sent again because of them. */
const { done, paged, refusal } = require('../sandbox/envelope');
const { NODE, specificationBody, specificationForm, useHarness } = require('./harness');
const { UNKNOWN } = require('./promises');

/** @typedef {import('./harness').StubAnswer} StubAnswer */

const harness = useHarness();

const RETRYING = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/**
 * Sends the specification's example, once as the node is and once with *Retry On Fail*: it leaves once.
 *
 * @param {StubAnswer} answer to the send
 * @param {StubAnswer} [outbox] the list of sent messages
 * @param {object} [options]
 * @param {import('n8n-workflow').IDataObject} [options.credential]
 * @param {number} [options.timeout] of a request, in milliseconds
 */
async function send(
	answer,
	outbox = { body: paged([], 1, 100, '') },
	{ credential, timeout } = {},
) {
	const form = { ...specificationForm, ...(timeout && { requestOptions: { timeout } }) };
	const runs = [{}, RETRYING].map(async (settings) => {
		const answered = await harness.runAgainst(
			({ path }) => (path === '/api/send' ? answer : outbox),
			form,
			{ settings, credential },
		);
		const sends = answered.requests.filter(({ path }) => path === '/api/send');
		expect(sends.map(({ body }) => body)).toEqual([specificationBody]);
		return answered;
	});
	const [{ run, error }, { error: last }] = await Promise.all(runs);
	if (error) expect(last?.message).toContain(UNKNOWN);
	return { error, json: run.outputs(NODE)[0]?.[0].json };
}

/** @param {unknown} ids @param {string} [status] */
const withIds = (ids, status = 'true') => ({
	headers: { 'content-type': 'application/json' },
	body: `{"data":{"message_outbox_ids":${ids}},"meta":{"status":${status},"message":"متن"}}`,
});

describe('IDs that can be none: nobody knows what was sent', () => {
	test.each([
		...['[]', '[0]', '[null]', '[""]', '[{}]', '[[]]', '[-1]', '[1.5]', '["x"]', '[true]'],
		...['[1,null]', '{}', '7', 'null', '[9007199254740993]', '[1e400]'],
	])('%s', async (ids) => {
		const { error } = await send(withIds(ids));
		expect(error?.message).toBe(`${UNKNOWN}: the answer names no outbox ID`);
	});

	test.each(['["1123594208"]', '["9007199254740993"]'])('text is one: %s', async (ids) => {
		const { json } = await send(withIds(ids));
		expect(json).toEqual({ message_outbox_ids: JSON.parse(ids) });
	});

	test('one that is too large for a number is found in the outbox, with all its digits', async () => {
		const report = {
			messages_outbox_id: '9007199254740993',
			number: '+98pro',
			message: specificationBody.message,
			time: String(Math.floor(Date.now() / 1000)),
		};
		const outbox = { body: paged([report], 1, 100, '') };
		const { json } = await send(withIds('[9007199254740993]'), outbox);
		expect(json).toEqual({ message_outbox_ids: ['9007199254740993'], found_in_outbox: true });
	});
});

describe('a refusal that names an outbox ID is none', () => {
	test.each([200, 400, 401, 403, 404, 409, 422, 429, 302])('HTTP %i', async (statusCode) => {
		for (const ids of ['[1123594208]', '[0]']) {
			const { error } = await send({ statusCode, ...withIds(ids, 'false') });
			expect(error?.message).toBe(
				`${UNKNOWN}: the API refused it, but its answer names an outbox ID`,
			);
		}
	});

	test('HTTP 422 with a status that is true', async () => {
		const { error } = await send({ statusCode: 422, ...withIds('[1123594208]') });
		expect(error?.message).toContain(UNKNOWN);
	});
});

describe('an answer that trickles for ever ends at the time-out', () => {
	const note = 'x'.repeat(100);
	const slowly = { body: done({ message_outbox_ids: [1], note }), everyMs: 300 };
	const timeout = 3_000;

	test('of the send', async () => {
		const { error } = await send(slowly, undefined, { timeout });
		expect(error?.message).toBe(`${UNKNOWN}: no answer came in time`);
	});

	test('of the look in the outbox', async () => {
		const { error } = await send({ statusCode: 500, body: '' }, slowly, { timeout });
		expect(error?.message).toBe(`${UNKNOWN}: the server answered with HTTP 500`);
		expect(error?.description).toContain("The outbox couldn't be read");
	});
});

describe('a token that is part of every answer', () => {
	test.each(['7', 'data', 'id'])('%j changes nothing in it', async (apiToken) => {
		const data = { message_outbox_ids: [777], note: 'data id 7 متن' };
		const { json } = await send({ body: done(data) }, undefined, { credential: { apiToken } });
		expect(json).toEqual(data);
	});

	test('nor in a refusal', async () => {
		const { error } = await harness.runAgainst(
			() => refusal(422, 'data 7', '422-1', { 'params.0.operator.7.id': ['7'] }),
			specificationForm,
			{ credential: { apiToken: '7' } },
		);
		expect(error?.message).toMatch(/: data 7$/);
		expect(error?.description).toContain("'Audience 1 > Operator 8 > Operator': 7");
	});
});
