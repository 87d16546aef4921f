/** `npm run sandbox`: the sandbox API on a port of its own, until Ctrl-C. */
const { parseArgs } = require('node:util');
const { startSandbox } = require('.');
const { REPLY } = require('./data');

/** Starts the sandbox and tells how to use it. */
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
Fail the next send: curl ${sandbox.controlUrl}/faults -d '{"kind":"serverError"}'
Let a person reply: curl ${sandbox.controlUrl}/replies -d '${JSON.stringify(REPLY)}'
Reject a message:   curl ${sandbox.controlUrl}/finish -d '{"id":<its outbox ID>,"state_id":3}'
Change the outbox:  curl ${sandbox.controlUrl}/view -d '{"view":"list empty"}'
Start over:         curl -X POST ${sandbox.controlUrl}/reset

Ctrl-C stops it.`);

	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void sandbox.close());
}

/**
 * What a person can do about a sandbox that does not start.
 *
 * @param {NodeJS.ErrnoException & { port?: number }} error
 */
function explain({ code, port, message }) {
	if (code !== 'EADDRINUSE') return `The sandbox API could not be started: ${message}`;
	return `Port ${port} is in use. Choose another: npm run sandbox -- --port ${Number(port) + 1}`;
}

main().catch((error) => {
	console.error(explain(error));
	process.exitCode = 1;
});
