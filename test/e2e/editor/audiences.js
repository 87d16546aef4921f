/** The audiences of Send and Estimate, in both of n8n's ways to show collections. */
const { visible } = require('./form');

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
		const hasCategory = this.root.page().getByTestId('parameter-input-mainCategory');
		return this.root.locator(ROW, { has: hasCategory }).nth(index);
	}

	/**
	 * @param {number} index of the audience
	 * @param {number} operatorIndex
	 */
	operator(index, operatorIndex) {
		return this.#operators(index).locator(ROW).nth(operatorIndex);
	}

	/** @param {number} index */
	#operators(index) {
		return this.row(index).getByTestId('fixed-collection-operators');
	}

	async add() {
		await this.root
			.getByTestId(ADD[this.style].audience)
			.filter({ hasText: 'Add Audience' })
			.click();
	}

	/** @param {number} index of the audience */
	async addOperator(index) {
		const operators = this.#operators(index);
		const button = operators.getByTestId(ADD[this.style].operator);
		// The new style folds the box away as long as it is empty.
		if (!(await button.isVisible()))
			await operators.getByRole('button', { name: 'Operators' }).click();
		await button.click();
	}

	/**
	 * The titles of the rows; the new style has them.
	 * @returns {Locator} also those of the operators, where they can be seen
	 */
	get titles() {
		return visible(this.root.locator('button[data-state] > span'));
	}
}

module.exports = { Audiences };
