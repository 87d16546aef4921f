/** An opened node: its form, and what it gave. */
const assert = require('node:assert/strict');
const { eventually } = require('../eventually');

/** @typedef {import('playwright-core').Page} Page */

class NodeView {
	/** @param {Page} page where a node is open */
	constructor(page) {
		this.page = page;
		this.root = page.getByTestId('ndv');
		this.form = this.root.getByTestId('node-parameters');
		this.output = this.root.getByTestId('output-panel');
		this.errorTitle = this.output.getByTestId('node-error-message');
		this.errorText = this.output.getByTestId('node-error-description');
	}

	/**
	 * @param {Page} page on the canvas of a workflow
	 * @param {string} node its name
	 */
	static async open(page, node) {
		await page.getByTestId('canvas-node').filter({ hasText: node }).dblclick();
		const view = new NodeView(page);
		await view.form.waitFor();
		return view;
	}

	/** Presses *Execute step* and waits for the success. */
	async execute() {
		await this.#run();
		await this.output.getByTestId('node-run-status-success').waitFor();
	}

	/** Presses *Execute step* and waits for the error. */
	async executeInVain() {
		await this.#run();
		await this.errorTitle.waitFor();
	}

	/** @param {string[]} words all that the output must show */
	async expectOutput(words) {
		await eventually(async () => {
			const text = await this.output.innerText();
			for (const word of words) assert.ok(text.includes(word), `"${word}" in: ${text}`);
		});
	}

	async #run() {
		await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/run')),
			this.root.getByTestId('node-execute-button').click(),
		]);
	}

	/** Takes the cursor and the mouse out of the form, whose fields would show their tools. */
	async leaveForm() {
		await this.output.click({ position: { x: 5, y: 5 } });
	}

	async close() {
		await this.root.getByTestId('ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}
}

module.exports = { NodeView };
