/** The canvas of a workflow that is saved. */
const assert = require('node:assert/strict');
const { eventually } = require('../eventually');

/** @typedef {import('playwright-core').Page} Page */

/** From where n8n's editor fetches an execution that is over. */
const EXECUTION = /\/executions\/\d+$/;

/**
 * Presses a button that executes, and waits until n8n has fetched the whole execution: it would show it over the result
 * of a next one.
 * @param {import('playwright-core').Locator} button
 */
async function execute(button) {
	await Promise.all([
		button.page().waitForResponse((response) => EXECUTION.test(response.url())),
		button.click(),
	]);
}

/**
 * @param {Page} page
 * @param {string} workflowId
 */
async function openWorkflow(page, workflowId) {
	await page.goto(`/workflow/${workflowId}`);
	await page.getByTestId('canvas-node').first().waitFor();
}

/**
 * Presses *Execute workflow* and waits until so many nodes have succeeded.
 * @param {Page} page
 * @param {number} count
 */
async function executeWorkflow(page, count) {
	await execute(page.getByTestId('execute-workflow-button'));
	await eventually(async () => {
		assert.equal(await page.getByTestId('canvas-node-status-success').count(), count);
	});
}

module.exports = { execute, executeWorkflow, openWorkflow };
