/** What an old engine forces, so that a test of today's n8n can't hold there. Data only. */

const { isBefore } = require('../engine/n8n');

/**
 * @typedef {object} Known
 * @property {string} before the first n8n-core in which the tests hold
 * @property {RegExp} tests full names
 * @property {string} reason what happens there instead
 */

/** @type {Known[]} */
const KNOWN = [
	{
		before: '1.112.0',
		tests:
			/^(Message )?as a tool of an AI agent (?!.*\(langchain\)).*(\(engine\)|the model can fill in)/,
		reason:
			'Before n8n 1.113 the engine can not run a tool as a node of its own: agents call tools through LangChain, which test/compat/engine.test.js and the tests with (langchain) cover.',
	},
	{
		before: '2.0.0',
		tests: /^On Error, when the API refuses .* continueErrorOutput/,
		reason:
			'This n8n keeps the error of an item at the error output beside its JSON, where no expression sees it. The item itself stands where it belongs.',
	},
	{
		before: '1.122.0',
		tests:
			/^(a call and its retry, which failed before|a retry (an answer that is lost in a retry|killed: (a node that does something else|a text with stars|of two triggers|nothing is sent that was accepted, and what had not gone out is|the same words from eleven minutes before are no reason not to send|where this machine's clock went back|an error of a 429)|a retry of the first execution that gets other items|killed in a loop, whose items|retries of the first execution and of its retry|nor those that failed before the node))/,
		reason:
			'This n8n does not tell when the retried execution began, so the outbox proves nothing and nothing is sent.',
	},
	{
		before: '2.16.0',
		tests: /^a retry refused: what another execution/,
		reason:
			'This n8n does not tell what is retried, so what the ledger lacks counts as lost, and another message may be taken for it: docs/sent-once.md.',
	},
	{
		before: '2.20.0',
		tests:
			/^(two retries of the caller at once|called once and killed|called for each item: a message is not taken|what was called goes on)/,
		reason:
			'This n8n does not keep when a killed execution began, so the outbox proves nothing and nothing more is sent.',
	},
	{
		before: '1.122.0',
		tests: /^called for batches of a loop/,
		reason:
			'This n8n does not tell a called workflow that it is called by a retry, so Send takes its items for new ones: docs/sent-once.md.',
	},
	{
		before: '2.12.0',
		tests:
			/^(the caller fails later|called for each item( with one text|: the answer to one)|a call that got no answer|two calls with the same message)/,
		reason:
			'This n8n does not tell a called workflow that it is called by a retry, so Send takes its items for new ones: docs/sent-once.md.',
	},
	{
		before: '2.20.0',
		tests: /^with an API as documented, a killed campaign goes on by itself/,
		reason:
			'This n8n does not keep when a killed execution began, so the outbox proves nothing and nothing more is sent.',
	},
];

/**
 * @param {string} core a version of n8n-core
 * @returns {Known[]} what is known of it
 */
const knownOf = (core) => KNOWN.filter(({ before }) => isBefore(core, before));

module.exports = { knownOf };
