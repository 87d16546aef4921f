/** The audiences of Send and Estimate, in both of n8n's ways to show collections. */

/**
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../world').Style} Style
 */

/** The buttons below the rows. */
const ADD = {
	legacy: { audience: 'fixed-collection-add', operator: 'fixed-collection-add' },
	new: {
		audience: 'fixed-collection-add-top-level-button',
		operator: 'fixed-collection-add-nested-button',
	},
};

/** What holds the fields of one row. */
const ROW = '.parameter-input-list-wrapper';

/** What holds a row with its title, in the new style. */
const FOLDABLE = '[data-item-key]';

/** @param {Locator} title of a box or a row */
async function unfold(title) {
	if ((await title.getAttribute('data-state')) === 'closed') await title.click();
}

class Audiences {
	/**
	 * @param {Locator} form
	 * @param {Style} style
	 */
	constructor(form, style) {
		this.root = form.getByTestId('fixed-collection-audiences');
		this.style = style;
	}

	/**
	 * @param {number} index from 0
	 * @returns {Locator} a row's fields
	 */
	row(index) {
		return this.root.locator(ROW, { has: this.#category }).nth(index);
	}

	/** What an audience has and an operator has not. */
	get #category() {
		return this.root.page().getByTestId('parameter-input-mainCategory');
	}

	/**
	 * @param {number} index
	 * @returns {Promise<Locator>} a row's fields, unfolded
	 */
	async open(index) {
		if (this.style === 'new') await unfold(this.#title(index));
		return this.row(index);
	}

	/** @param {number} index of an audience, of which the new style then shows the title */
	async fold(index) {
		await this.#title(index).click();
	}

	/** @param {number} index of the audience */
	#title(index) {
		const item = this.root.locator(FOLDABLE, { has: this.#category }).nth(index);
		return item.getByRole('button').first();
	}

	/**
	 * @param {number} index of the audience
	 * @param {number} operatorIndex
	 * @returns {Promise<Locator>} an operator's fields, unfolded
	 */
	async openOperator(index, operatorIndex) {
		const operators = this.#operators(index);
		if (this.style === 'new') {
			// In an added audience the box is folded, and so is the operator in it.
			await unfold(operators.getByRole('button', { name: 'Operators' }));
			await unfold(this.#operatorTitle(index, operatorIndex));
		}
		return operators.locator(ROW).nth(operatorIndex);
	}

	/** @param {number} index */
	#operators(index) {
		return this.row(index).getByTestId('fixed-collection-operators');
	}

	/**
	 * @param {number} index of the audience
	 * @param {number} operatorIndex
	 */
	#operatorTitle(index, operatorIndex) {
		const item = this.#operators(index).locator(FOLDABLE).nth(operatorIndex);
		return item.getByRole('button').first();
	}

	async add() {
		await this.addButton.click();
	}

	/** @param {number} index of the audience */
	async addOperator(index) {
		await this.#operators(index).getByTestId(ADD[this.style].operator).click();
	}

	/**
	 * Folds an operator, of which the new style then shows the title.
	 * @param {number} index of the audience
	 * @param {number} operatorIndex
	 */
	async foldOperator(index, operatorIndex) {
		await this.#operatorTitle(index, operatorIndex).click();
	}

	get addButton() {
		return this.root.getByTestId(ADD[this.style].audience).filter({ hasText: 'Add Audience' });
	}
}

module.exports = { Audiences };
