/** What faults do to a connection instead of answering. */
const { once } = require('node:events');

/**
 * Carries out a fault that is not an answer.
 *
 * @param {import('./faults').Fault} fault
 * @param {import('node:http').ServerResponse} response
 */
async function strikeConnection({ kind }, response) {
	const socket = /** @type {import('node:net').Socket} */ (response.socket);
	// Until the client has left, or the sandbox is closed.
	if (kind === 'noAnswer' && !socket.destroyed) await once(socket, 'close');
	else socket.destroy();
}

module.exports = { strikeConnection };
