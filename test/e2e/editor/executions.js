/** The executions of a workflow, in the editor. */

/** @typedef {import('playwright-core').Page} Page */

class Executions {
	/** @param {Page} page */
	constructor(page) {
		this.page = page;
		this.entries = page.getByTestId('current-executions-list').locator(STATUS);
	}

	/**
	 * Opens the list, which shows the latest.
	 * @param {Page} page
	 * @param {string} workflowId
	 */
	static async open(page, workflowId) {
		await page.goto(`/workflow/${workflowId}/executions`);
		const executions = new Executions(page);
		await executions.#retryButton.waitFor();
		return executions;
	}

	get #retryButton() {
		return this.page.getByTestId('execution-preview-retry-button');
	}

	/** @returns {Promise<(string | null)[]>} the latest first */
	async statuses() {
		const entries = await this.entries.all();
		return await Promise.all(
			entries.map(async (entry) => await entry.getAttribute('data-test-execution-status')),
		);
	}

	/**
	 * Retries the latest; returns when the retry is over.
	 * @param {'currently saved' | 'original'} workflow
	 */
	async retryLatest(workflow) {
		await this.#retryButton.click();
		await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/retry')),
			this.page.getByRole('menuitem', { name: `Retry with ${workflow} workflow` }).click(),
		]);
	}
}

/** What an entry of the list says of itself. */
const STATUS = '[data-test-execution-status]';

module.exports = { Executions };
