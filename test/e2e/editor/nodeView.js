/** An opened node: its form, and what it gave. */
const assert = require('node:assert/strict');
const { eventually } = require('../eventually');
const { execute } = require('./canvas');
const { field } = require('./form');

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
		this.errorDetails = this.output.locator('.node-error-view__info');
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

	/**
	 * @param {string} setting one of the tab *Settings*
	 */
	async switchOn(setting) {
		await this.root.getByText('Settings', { exact: true }).click();
		await field(this.root, setting).locator('.el-switch, button[role=switch]').click();
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

	/**
	 * @param {string} title
	 * @param {string[]} lines some of the text below it
	 */
	async expectError(title, lines) {
		await eventually(async () => {
			assert.equal(await this.errorTitle.innerText(), title);
			const text = (await this.errorText.innerText()).split('\n');
			for (const line of lines)
				assert.ok(
					text.some((shown) => shown.includes(line)),
					`"${line}" in: ${text.join('\n')}`,
				);
		});
	}

	/** @param {string[]} words all that the output must show */
	async expectOutput(words) {
		await eventually(async () => {
			const text = await this.output.innerText();
			for (const word of words) assert.ok(text.includes(word), `"${word}" in: ${text}`);
		});
	}

	async #run() {
		await execute(this.root.getByTestId('node-execute-button'));
	}

	/** Shows the output as a list of all fields instead of a table, which is wide. */
	async showSchema() {
		await this.output.getByTestId('radio-button-schema').click();
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
