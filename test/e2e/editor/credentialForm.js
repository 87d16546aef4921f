/** The window in which a credential is made and changed. */
const assert = require('node:assert/strict');
const { eventually } = require('../eventually');
const { field, typeText } = require('./form');

/** @typedef {import('playwright-core').Page} Page */

/** What n8n calls the first credential. */
const NAME = 'IPPanel Edge account';

class CredentialForm {
	/** @param {Page} page */
	constructor(page) {
		this.page = page;
		this.root = page.getByTestId('editCredential-modal');
		this.token = field(this.root, 'apiToken').locator('input');
		this.good = this.root.getByText('Connection tested successfully');
		this.bad = this.root.getByText('Couldn’t connect with these settings');
	}

	/**
	 * Opens it from a node without a credential. n8n asks its server how the credential is to be called.
	 * @param {Page} page
	 */
	static async connect(page) {
		await page.getByTestId('node-credentials-empty-state').click();
		const form = new CredentialForm(page);
		await form.token.waitFor();
		await form.root.getByTestId('credential-name').filter({ hasText: NAME }).waitFor();
		return form;
	}

	/**
	 * Opens it from a node with a credential.
	 * @param {Page} page
	 */
	static async edit(page) {
		await page.getByTestId('credential-edit-button').click();
		const form = new CredentialForm(page);
		await form.token.waitFor();
		return form;
	}

	/**
	 * @param {{ token?: string, baseUrl?: string }} values those to change
	 */
	async fillIn({ token, baseUrl }) {
		if (token !== undefined) await typeText(this.root, 'apiToken', token);
		if (baseUrl !== undefined) await typeText(this.root, 'baseUrl', baseUrl);
	}

	/** Saves it, after which n8n tests it. */
	async save() {
		await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/credentials/test')),
			this.root.getByTestId('credential-save-button').click(),
		]);
	}

	/**
	 * Unfolds why n8n could not connect.
	 * @param {string[]} words all that it must say
	 */
	async expectReason(words) {
		const box = this.root.getByTestId('node-credentials-config-container');
		await eventually(async () => {
			await this.bad.waitFor();
			const more = box.getByText('More details');
			if (await more.isVisible()) await more.click();
			const text = await box.innerText();
			for (const word of words) assert.ok(text.includes(word), `"${word}" in: ${text}`);
		});
	}
}

module.exports = { CredentialForm };
