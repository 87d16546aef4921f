/** What faults do to a connection instead of answering. */
const { setTimeout: sleep } = require('node:timers/promises');
const { FAILED, TRICKLE_MS } = require('./faultAnswers');

/**
 * Waits until the client has left, or the sandbox is closed.
 *
 * @param {import('node:net').Socket} socket
 * @returns {Promise<void>}
 */
const closed = (socket) =>
	new Promise((resolve) => {
		if (socket.destroyed) resolve();
		else socket.once('close', () => resolve());
	});

/**
 * Gives an answer byte by byte, and loses the connection where its time is over before it is complete.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {import('./faultAnswers').Answer} answer
 * @param {number} ms
 */
async function trickle(response, { statusCode, body }, ms) {
	const bytes = Buffer.from(JSON.stringify(body));
	response.writeHead(statusCode, {
		'content-type': 'application/json',
		'content-length': bytes.length,
	});
	response.flushHeaders();
	const count = Math.min(bytes.length, Math.floor(ms / TRICKLE_MS));
	for (let index = 0; index < count && !response.destroyed; index++) {
		await sleep(TRICKLE_MS, undefined, { ref: false });
		response.write(bytes.subarray(index, index + 1));
	}
	if (count === bytes.length) {
		response.end();
		return;
	}
	await sleep(ms - count * TRICKLE_MS, undefined, { ref: false });
	response.destroy();
}

/**
 * Carries out a fault that is not an answer.
 *
 * @param {import('./faults').Fault} fault
 * @param {import('node:http').ServerResponse} response
 * @param {import('./faultAnswers').Answer} [answer] the API's own, where it did its work
 */
async function strikeConnection({ kind, ms = 10_000 }, response, answer = FAILED) {
	const socket = /** @type {import('node:net').Socket} */ (response.socket);
	if (kind === 'noAnswer') await closed(socket);
	else if (kind === 'trickle') await trickle(response, answer, ms);
	else socket.destroy();
}

module.exports = { strikeConnection };
