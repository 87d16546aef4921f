/** The panel in which n8n's nodes are found. */
const { eventually } = require('../eventually');

const NODE_NAME = 'IPPanel Job SMS';

/** The node's actions that the scenarios choose, as the panel calls them. */
const ACTIONS = {
	send: "Send message to job categories (can't be undone)",
	getStatistics: 'Get statistics of message',
	countRecipients: 'Count recipients of job category',
};

/** What starts a workflow, as the panel calls it. */
const TRIGGERS = { replyReceived: 'On reply received' };

/** What n8n calls the manual trigger among the triggers it suggests, and among those it found. */
const MANUAL_TRIGGER = /Trigger manually|Manual Trigger/;

/** @typedef {import('playwright-core').Page} Page */

class NodePanel {
	/** @param {Page} page */
	constructor(page) {
		this.root = page.getByTestId('node-creator');
		this.searchBox = this.root.getByTestId('node-creator-search-bar');
		this.entries = this.root.getByTestId('item-iterator-item');
		this.ourNode = this.entries.filter({ hasText: NODE_NAME });
		/** For a moment n8n shows the nodes that are no tools, too. */
		this.ourTool = this.entries.filter({ hasText: `${NODE_NAME} Tool` });
	}

	/**
	 * Opens the panel on a new, empty workflow.
	 * @param {Page} page
	 */
	static async onNewWorkflow(page) {
		await page.goto('/workflow/new');
		await page.getByTestId('canvas-add-button').click();
		const panel = new NodePanel(page);
		await panel.searchBox.waitFor();
		return panel;
	}

	/** @param {string} text */
	async search(text) {
		await this.searchBox.click();
		await this.searchBox.press('ControlOrMeta+a');
		await this.searchBox.pressSequentially(text);
	}

	/** @param {string} action one of the node's actions */
	async choose(action) {
		await this.ourNode.click();
		await this.entries.filter({ hasText: action }).click();
	}
}

/**
 * Makes a workflow of a manual trigger and the node, and opens the node.
 * @param {Page} page
 * @param {string} action as the panel calls it
 */
async function addNode(page, action) {
	const panel = await NodePanel.onNewWorkflow(page);
	await panel.search('manual');
	await panel.entries.filter({ hasText: MANUAL_TRIGGER }).click();
	await page.getByTestId('canvas-handle-plus').click();
	await panel.search('ippanel');
	await panel.choose(action);
	await page.getByTestId('ndv').waitFor();
}

/**
 * Makes a workflow that begins with the trigger, and opens it.
 * @param {Page} page
 * @param {string} trigger as the panel calls it
 */
async function addTrigger(page, trigger) {
	const panel = await NodePanel.onNewWorkflow(page);
	await panel.search('ippanel');
	await panel.choose(trigger);
	await page.getByTestId('ndv').waitFor();
}

/**
 * Presses the plus below an agent and looks for the node among the tools. Right after the page was opened, n8n may offer
 * nodes that are no tools, until the panel is opened anew.
 * @param {Page} page
 */
async function findTool(page) {
	const handle = page.locator('[data-connection-type="ai_tool"]');
	return await eventually(async () => {
		await handle.getByTestId('canvas-handle-plus').click();
		const panel = new NodePanel(page);
		try {
			await panel.search('ippanel');
			await panel.ourTool.waitFor({ timeout: 5_000 });
			return panel;
		} catch (error) {
			await page.keyboard.press('Escape');
			throw error;
		}
	});
}

module.exports = { ACTIONS, addNode, addTrigger, findTool, NODE_NAME, NodePanel, TRIGGERS };
