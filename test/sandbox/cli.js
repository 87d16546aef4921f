/** `npm run sandbox`: the sandbox API on a port of its own, until Ctrl-C. */
const { parseArgs } = require('node:util');
const { startSandbox } = require('.');

async function main() {
	const { values } = parseArgs({
		options: { port: { type: 'string', default: '8787' }, token: { type: 'string' } },
	});
	const sandbox = await startSandbox({ port: Number(values.port), token: values.token });
	console.log(`The sandbox API is running. It sends nothing to anybody.

  Base URL   ${sandbox.baseUrl}
  API token  ${sandbox.token}

What it received:   curl ${sandbox.controlUrl}/requests
What it accepted:   curl ${sandbox.controlUrl}/outbox
Start over:         curl -X POST ${sandbox.controlUrl}/reset

Ctrl-C stops it.`);

	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sandbox.close());
}

main().catch((error) => {
	const inUse = error.code === 'EADDRINUSE';
	console.error(
		inUse
			? 'This port is in use. Choose another: npm run sandbox -- --port 8788'
			: `The sandbox API could not be started: ${error.message}`,
	);
	process.exitCode = 1;
});
