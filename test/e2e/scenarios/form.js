const assert = require('node:assert/strict');
const { specificationBody } = require('../../engine/harness');
const { Audiences } = require('../editor/audiences');
const form = require('../editor/form');
const { ACTIONS, addNode } = require('../editor/nodePanel');
const { NodeView } = require('../editor/nodeView');
const { eventually } = require('../eventually');
const { scenario } = require('../world');

const MAIN = 'صنایع و اصناف';
const OTHER_MAIN = 'رستوران و صنعت غذا';

scenario(
	"3. The specification's example by mouse and keyboard",
	{ styles: ['legacy', 'new'] },
	async (stage) => {
		const page = await stage.openPage();
		await page.setViewportSize({ width: 1440, height: 2400 });
		await addNode(page, ACTIONS.send);
		const view = new NodeView(page);
		await stage.picture(page, 'empty');

		await form.openList(view.form, 'fromNumber');
		await stage.picture(page, 'sender-list');
		await form.chooseEntry(view.form, 'fromNumber', '+98PRO');
		await form.typeText(view.form, 'message', 'متن پیام');

		const audiences = new Audiences(view.form, stage.style);
		const first = audiences.row(0);
		await form.openList(first, 'mainCategory');
		await form.searchList(page, 'غذا', [OTHER_MAIN]);
		await form.chooseEntry(first, 'mainCategory', OTHER_MAIN);
		await form.openList(first, 'subCategory');
		await form.searchList(page, 'کافی', ['کافی‌شاپ‌ها']);
		await stage.picture(page, 'sub-category-search');
		await form.chooseEntry(first, 'subCategory', 'کافی‌شاپ‌ها');

		// With another main category, the sub category is no longer one of it.
		await form.openList(first, 'mainCategory');
		// n8n keeps what is chosen on top of what is found.
		await form.searchList(page, 'صنایع', [OTHER_MAIN, MAIN, 'پوشاک و صنایع مرتبط']);
		await stage.picture(page, 'main-category-search');
		await form.chooseEntry(first, 'mainCategory', MAIN);
		await eventually(async () => assert.equal(await form.listValue(first, 'subCategory'), ''));
		await stage.picture(page, 'sub-category-cleared');
		await form.openList(first, 'subCategory');
		await form.searchList(page, 'صنفی', ['صنفی']);
		await form.chooseEntry(first, 'subCategory', 'صنفی');
		await fillOperator(await audiences.openOperator(0, 0), 'Irancell', 0, 3373);
		await audiences.addOperator(0);
		await fillOperator(await audiences.openOperator(0, 1), 'Other Operators', 1, 2);

		await audiences.add();
		const second = audiences.row(1);
		await form.openList(second, 'mainCategory');
		await form.searchList(page, 'اصناف', [MAIN]);
		await form.chooseEntry(second, 'mainCategory', MAIN);
		await form.openList(second, 'subCategory');
		await form.searchList(page, 'نانوا', ['نانوایان و قنادان']);
		await form.chooseEntry(second, 'subCategory', 'نانوایان و قنادان');
		await stage.picture(page, 'second-audience');
		await fillOperator(await audiences.openOperator(1, 0), 'Irancell', 0, 1452);
		await audiences.addOperator(1);
		await fillOperator(await audiences.openOperator(1, 1), 'Other Operators', 1, 500);
		await view.leaveForm();
		await stage.picture(page, 'filled-in');
		if (stage.style === 'new') await checkTitles(view, audiences);

		await view.execute();
		const { sends, outbox } = stage.sandbox;
		assert.deepEqual(
			sends.map(({ rawBody }) => rawBody),
			[JSON.stringify(specificationBody)],
		);
		await view.expectOutput([String(outbox[0].id)]);
		await stage.picture(page, 'sent');
	},
);

const TITLES = [
	`Audience 1: ${MAIN} › صنفی`,
	`Audience 2: ${MAIN} › نانوایان و قنادان`,
	'Irancell: 1452 from 0',
	'Other Operators: 500 from 1',
];

/**
 * What the new style titles the audiences, and the operators, which are folded for it.
 * @param {NodeView} view
 * @param {Audiences} audiences
 */
async function checkTitles(view, audiences) {
	await audiences.fold(0);
	for (const operator of [0, 1]) await audiences.foldOperator(1, operator);
	await view.leaveForm();
	await eventually(async () => {
		const text = await audiences.root.innerText();
		for (const title of TITLES) assert.ok(text.includes(title), `"${title}" in: ${text}`);
	});
}

/**
 * @param {import('playwright-core').Locator} row
 * @param {string} operator
 * @param {number} start
 * @param {number} size
 */
async function fillOperator(row, operator, start, size) {
	await form.chooseOption(row, 'id', operator);
	await form.typeNumber(row, 'start', start);
	await form.typeNumber(row, 'size', size);
}

scenario(
	'3. A main and a sub category at the top level',
	{ styles: ['legacy', 'new'] },
	async (stage) => {
		const page = await stage.openPage();
		await addNode(page, ACTIONS.countRecipients);
		const view = new NodeView(page);

		await form.openList(view.form, 'mainCategory');
		await form.searchList(page, 'غذا', [OTHER_MAIN]);
		await form.chooseEntry(view.form, 'mainCategory', OTHER_MAIN);
		await form.openList(view.form, 'subCategory');
		await form.searchList(page, 'لبن', ['لبنیات']);
		await form.chooseEntry(view.form, 'subCategory', 'لبنیات');
		await stage.picture(page, 'chosen');

		await form.openList(view.form, 'mainCategory');
		await form.chooseEntry(view.form, 'mainCategory', MAIN);
		await eventually(async () => assert.equal(await form.listValue(view.form, 'subCategory'), ''));
		await stage.picture(page, 'sub-category-cleared');
		await form.openList(view.form, 'subCategory');
		await form.searchList(page, 'صنایع دستی', ['صنایع دستی']);
		await form.chooseEntry(view.form, 'subCategory', 'صنایع دستی');

		await view.execute();
		await view.expectOutput(['total']);
		await stage.picture(page, 'counted');
		const counts = () =>
			stage.sandbox.requests
				.filter(({ path }) => path.endsWith('/number-count'))
				.map(({ query }) => ({ ...query }));
		assert.deepEqual(counts(), [{ main_category_id: '1', sub_category_id: '12' }]);

		// The choice can be taken back. n8n keeps what was searched for, and what is chosen, in the list.
		await form.openList(view.form, 'subCategory');
		await form.searchList(page, 'all', ['صنایع دستی', 'All Sub Categories']);
		await form.chooseEntry(view.form, 'subCategory', 'All Sub Categories');
		await view.execute();
		assert.deepEqual(counts(), [
			{ main_category_id: '1', sub_category_id: '12' },
			{ main_category_id: '1' },
		]);
		await stage.picture(page, 'all-sub-categories');
	},
);
