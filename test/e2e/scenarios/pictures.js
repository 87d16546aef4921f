const { LABELS } = require('../../../dist/nodes/shared/terms/labels');
const { NODE } = require('../../engine/harness');
const { CATEGORIES, SUB_CATEGORIES } = require('../../sandbox/data');
const { Audiences } = require('../editor/audiences');
const { openWorkflow } = require('../editor/canvas');
const { NodeView } = require('../editor/nodeView');
const { chain, manualTrigger, ourNode } = require('../workflows');
const { scenario } = require('../world');

/** A roastery writes to cafés and to confectioners. */
const TEXT = 'همکار گرامی، قهوه‌ی تازه‌برشت تا پایان هفته با ۱۵٪ تخفیف. کافه‌رست، ۰۲۱۸۸۰۰۰۰۰۰';

/**
 * As the list saves what a person chooses.
 * @param {{ id: number | string, name: string } | undefined} entry
 */
const chosen = (entry) => ({
	__rl: true,
	mode: 'list',
	value: entry?.id,
	cachedResultName: entry?.name,
});

/**
 * @param {string} main a category's name
 * @param {string} sub
 * @param {Array<[id: number, size: number]>} operators
 */
const audience = (main, sub, operators) => ({
	mainCategory: chosen(CATEGORIES.find(({ name }) => name === main)),
	subCategory: chosen(SUB_CATEGORIES.find(({ name }) => name === sub)),
	recipients: 'operators',
	operators: { operator: operators.map(([id, size]) => ({ id, start: 0, size })) },
});

const AUDIENCES = [
	audience('رستوران و صنعت غذا', 'کافی‌شاپ‌ها', [
		[1, 300],
		[2, 200],
	]),
	audience('صنایع و اصناف', 'نانوایان و قنادان', [[1, 100]]),
];

/** One of which the size is still missing. */
const UNFINISHED = audience('رستوران و صنعت غذا', 'اغذیه‌فروشان', [[2, 0]]);

scenario('10. The pictures of the README', { styles: ['legacy', 'new'] }, async (stage) => {
	const isNew = stage.style === 'new';
	const fields = {
		resource: 'message',
		operation: 'estimate',
		fromNumber: chosen({ id: '+98PRO', name: '+98PRO' }),
		message: TEXT,
		specifyAudiences: 'fields',
		audiences: { audience: isNew ? [...AUDIENCES, UNFINISHED] : AUDIENCES },
	};
	const workflow = chain('Cafés', [manualTrigger(), ourNode(stage.credential, fields)]);
	const { id } = await stage.client.createWorkflow(workflow);
	const page = await stage.openPage();
	await page.setViewportSize({ width: 1440, height: 2400 });
	await openWorkflow(page, id);
	const view = await NodeView.open(page, NODE);
	const audiences = new Audiences(view.form, stage.style);
	await view.leaveForm();
	if (isNew) {
		await audiences.root.getByText('Size is missing').first().waitFor();
		await stage.readmePicture('audience-titles', view.form, {
			from: audiences.root,
			to: audiences.addButton,
		});
		return;
	}
	await stage.readmePicture('form', view.form, {
		from: view.form.getByText(LABELS.sender, { exact: true }),
		to: await audiences.openOperator(0, 0),
	});
	await view.execute();
	await view.showSchema();
	await view.expectOutput(['600', 'estimated_cost', 'sufficient_credit']);
	const last = view.output.getByText('total', { exact: true });
	await stage.readmePicture('estimate', view.output, { to: last.first() });
});
