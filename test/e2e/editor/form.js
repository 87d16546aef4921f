/** The fields of a node's form, filled in as a person does: by clicks and keys. */
const assert = require('node:assert/strict');
const { until } = require('../../n8n/processes');
const { eventually } = require('../eventually');

/** @typedef {import('playwright-core').Locator} Locator */

/** n8n takes over what is typed when no key was pressed for a tenth of a second; clicks do not wait for that. */
const TYPING_PAUSE_MS = 400;

/** What was chosen is to be seen before this. */
const CHOICE_LOST_MS = 10_000;

/**
 * @param {Locator} scope the form, or a part of it
 * @param {string} name of the parameter
 */
const field = (scope, name) => scope.getByTestId(`parameter-input-${name}`).first();

/** @param {string} text */
const exactly = (text) => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);

/**
 * @param {Locator} locator
 * @returns {Locator} those that can be seen: n8n keeps closed lists in the page
 */
const visible = (locator) => locator.locator('visible=true');

/**
 * Opens the list of a field that is chosen "From list", as soon as n8n has chosen the only credential there is for a
 * new node: a list that was opened before that stays empty until it is opened again.
 * @param {Locator} scope
 * @param {string} name
 */
async function openList(scope, name) {
	const credential = scope.page().getByTestId('node-credentials-select').locator('input');
	await eventually(async () => assert.notEqual(await credential.inputValue(), ''));
	await field(scope, name).getByTestId('rlc-input').click();
	await visible(scope.page().getByTestId('rlc-item')).first().waitFor();
}

/** @param {import('playwright-core').Page} page */
const listEntries = (page) => visible(page.getByTestId('rlc-item'));

/**
 * Types into the search box of the list that is open.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {string[]} expected all entries that remain
 */
async function searchList(page, text, expected) {
	await visible(page.getByTestId('rlc-search')).pressSequentially(text);
	await eventually(async () => {
		const entries = await listEntries(page).allInnerTexts();
		assert.deepEqual(
			entries.map((entry) => entry.trim()),
			expected,
		);
	});
}

/**
 * Chooses an entry of the list that is open; again, as a person does, where n8n lost the choice: where its push messages
 * are late, it may take its own saving for that of somebody else, and fetch the workflow as it was saved.
 * @param {Locator} scope
 * @param {string} name
 * @param {string} entry
 */
async function chooseEntry(scope, name, entry) {
	const found = listEntries(scope.page()).filter({ hasText: exactly(entry) });
	const isChosen = async () => (await listValue(scope, name)) === entry;
	await eventually(async () => {
		if (!(await found.isVisible())) await openList(scope, name);
		await found.click();
		await until(isChosen, { what: `"${entry}" was chosen`, timeoutMs: CHOICE_LOST_MS });
	});
}

/**
 * @param {Locator} scope
 * @param {string} name
 * @returns {Promise<string>} what a field shows that is chosen from a list, or typed by ID
 */
const listValue = async (scope, name) =>
	await field(scope, name).getByTestId('rlc-input').inputValue();

/**
 * Chooses one of a field's fixed options.
 * @param {Locator} scope
 * @param {string} name
 * @param {string} option
 */
async function chooseOption(scope, name, option) {
	const input = field(scope, name).locator('input');
	if ((await input.inputValue()) === option) return;
	await input.click();
	await visible(scope.page().getByRole('option')).filter({ hasText: option }).click();
	await eventually(async () => assert.equal(await input.inputValue(), option));
}

/**
 * Chooses one of the options of a field that takes several.
 * @param {Locator} scope
 * @param {string} name
 * @param {string} option
 */
async function chooseAlso(scope, name, option) {
	const input = field(scope, name);
	await input.click();
	await visible(scope.page().getByRole('option')).filter({ hasText: option }).click();
	await eventually(async () => assert.match(await input.innerText(), exactly(option)));
}

/**
 * Adds the field of a collection that has only this one: n8n does not ask which.
 * @param {Locator} scope
 */
async function addOption(scope) {
	await scope.getByTestId('collection-parameter-add').click();
}

/**
 * @param {Locator} scope
 * @param {string} name
 * @param {string} text
 */
async function typeText(scope, name, text) {
	await typeInto(field(scope, name).locator('input, textarea').first(), text);
}

/**
 * Types what a field takes that is not chosen from its list.
 * @param {Locator} scope
 * @param {string} name
 * @param {string} value
 */
async function typeValue(scope, name, value) {
	await typeInto(field(scope, name).getByTestId('rlc-input'), value);
}

/**
 * @param {Locator} input
 * @param {string} text
 */
async function typeInto(input, text) {
	await input.click();
	await input.press('ControlOrMeta+a');
	await input.pressSequentially(text);
	assert.equal(await input.inputValue(), text);
	await input.page().waitForTimeout(TYPING_PAUSE_MS);
}

/**
 * @param {Locator} scope
 * @param {string} name
 * @param {number} number
 */
async function typeNumber(scope, name, number) {
	await typeText(scope, name, String(number));
}

/**
 * Lets the model of an agent fill a field in.
 * @param {Locator} scope
 * @param {string} name
 */
async function letModelFill(scope, name) {
	const tools = scope.getByTestId(`${name}-parameter-input-persistent-options-container`);
	await tools.getByTestId('from-ai-override-button').click();
}

module.exports = {
	addOption,
	chooseAlso,
	chooseEntry,
	chooseOption,
	field,
	letModelFill,
	listEntries,
	listValue,
	openList,
	searchList,
	typeNumber,
	typeText,
	typeValue,
};
