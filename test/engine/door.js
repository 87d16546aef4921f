/** A TCP door in front of the sandbox that can be shut, so that connections are refused. */
const { connect, createServer } = require('node:net');
const { once } = require('node:events');

/**
 * Ports that no system gives out by itself: while a door is shut, a server of another test must not stand in its
 * place. Each process has a block of its own, whose first port it holds.
 */
const PORTS = { first: 20_000, last: 31_999, block: 1_000 };

/** @type {Promise<number> | undefined} */
let block;
let tried = 0;

async function ownBlock() {
	for (let first = PORTS.first; first < PORTS.last; first += PORTS.block) {
		const holder = createServer().unref();
		if (await listens(holder, first)) return first;
	}
	throw new Error('Too many processes hold ports for doors.');
}

/**
 * @param {import('node:net').Server} server
 * @param {number} port
 * @returns {Promise<boolean>} false where another one has the port
 */
async function listens(server, port) {
	try {
		await once(server.listen(port, '127.0.0.1'), 'listening');
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
		return false;
	}
}

/** @param {import('node:net').Server} server */
async function listen(server) {
	block ??= ownBlock();
	for (let left = PORTS.block; left > 0; left--) {
		const port = (await block) + 1 + (tried++ % (PORTS.block - 1));
		if (await listens(server, port)) return port;
	}
	throw new Error(`More than ${PORTS.block - 1} doors are open at once.`);
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
