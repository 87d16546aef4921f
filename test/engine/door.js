/** A TCP door in front of the sandbox that can be shut, so that connections are refused. */
const { connect, createServer } = require('node:net');
const { once } = require('node:events');

/**
 * @param {string} baseUrl of the sandbox
 * @param {number} [connections] how many it lets through before it shuts
 */
async function openDoor(baseUrl, connections = Infinity) {
	const behind = new URL(baseUrl);
	let left = connections;
	const server = createServer((socket) => {
		if (--left <= 0) server.close();
		const onward = connect(Number(behind.port), behind.hostname);
		socket.pipe(onward).pipe(socket);
		for (const end of [socket, onward]) {
			end.on('error', () => {
				socket.destroy();
				onward.destroy();
			});
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	if (left <= 0) server.close();

	return {
		baseUrl: `http://127.0.0.1:${port}${behind.pathname}`,
		/** Lets everything through from now on. */
		async reopen() {
			left = Infinity;
			if (server.listening) return;
			server.listen(port, '127.0.0.1');
			await once(server, 'listening');
		},
		close: () => server.close(),
	};
}

module.exports = { openDoor };
