/** A TCP door in front of the sandbox that can be shut, so that connections are refused. */
const { connect, createServer } = require('node:net');
const { once } = require('node:events');

/**
 * Ports that no system gives out by itself: while a door is shut, a server of another test must not stand in its
 * place. Each of Jest's workers has its own.
 */
const FIRST_PORT = 20_000 + 1_000 * (Number(process.env.JEST_WORKER_ID ?? 0) % 10);
let tried = 0;

/** @param {import('node:net').Server} server */
async function listen(server) {
	for (;;) {
		const port = FIRST_PORT + (tried++ % 1_000);
		try {
			await once(server.listen(port, '127.0.0.1'), 'listening');
			return port;
		} catch (error) {
			if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
		}
	}
}

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
	const port = await listen(server);
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
