/** A stand-in of OpenAI on loopback, so that an AI agent of n8n's has a model: it answers what a script says. */
const { once } = require('node:events');
const { createServer } = require('node:http');
const { json } = require('node:stream/consumers');

/**
 * What is asked of the chat completions, as far as the scenarios look at it.
 * @typedef {object} ChatRequest
 * @property {{ role: string, content: unknown }[]} messages
 * @property {{ function: { name: string, description: string, parameters: any } }[]} tools
 *
 * @typedef {Record<string, unknown>} Arguments of a tool's call
 * @typedef {Arguments | [tool: string, args: Arguments]} Call of the first tool, or of one by its name
 */

/**
 * @param {ChatRequest} request
 * @param {Call[]} calls
 * @param {string} goodbye
 * @returns {object} the next of the calls, each in a turn of its own, and the goodbye behind them
 */
function answer({ messages, tools }, calls, goodbye) {
	const turn = messages.filter(({ role }) => role === 'tool').length;
	if (turn >= calls.length) return { role: 'assistant', content: goodbye };
	const next = calls[turn];
	const [name, args] = Array.isArray(next) ? next : [tools[0].function.name, next];
	const call = { name, arguments: JSON.stringify(args) };
	return {
		role: 'assistant',
		content: null,
		tool_calls: [{ id: `call_${turn}`, type: 'function', function: call }],
	};
}

/**
 * @param {Call[]} calls one after the other
 * @param {string} goodbye the agent's answer in the end
 */
async function startLanguageModel(calls, goodbye) {
	/** @type {ChatRequest[]} */
	const requests = [];
	const server = createServer((request, response) => {
		void (async () => {
			const body = /** @type {ChatRequest} */ (await json(request));
			requests.push(body);
			const message = answer(body, calls, goodbye);
			const finish_reason = 'tool_calls' in message ? 'tool_calls' : 'stop';
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({
					id: `chatcmpl-${requests.length}`,
					object: 'chat.completion',
					created: 0,
					model: 'stand-in',
					choices: [{ index: 0, message, finish_reason }],
					usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
				}),
			);
		})();
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		url: `http://127.0.0.1:${port}/v1`,
		/** What it was asked, in order of arrival. */
		requests,
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
}

module.exports = { startLanguageModel };
