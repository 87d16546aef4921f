/** The canvas of a workflow that is saved. */
const assert = require('node:assert/strict');
const { eventually } = require('../eventually');

/** @typedef {import('playwright-core').Page} Page */

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
	await page.getByTestId('execute-workflow-button').click();
	await eventually(async () => {
		assert.equal(await page.getByTestId('canvas-node-status-success').count(), count);
	});
}

module.exports = { executeWorkflow, openWorkflow };
