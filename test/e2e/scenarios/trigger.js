const assert = require('node:assert/strict');
const { SENDER_NUMBERS } = require('../../sandbox/data');
const form = require('../editor/form');
const { addTrigger, TRIGGERS } = require('../editor/nodePanel');
const { NodeView } = require('../editor/nodeView');
const { eventually } = require('../eventually');
const { scenario } = require('../world');

const LINE = '+983000505';
const PERSON = '+989121234567';
const TEXT = 'عدد ۱، لطفاً نمونه بفرستید';

scenario('9. The trigger: found, its list loads, Execute step shows a reply', {}, async (stage) => {
	const { sandbox } = stage;
	const page = await stage.openPage();
	await addTrigger(page, TRIGGERS.replyReceived);
	const view = new NodeView(page);
	await stage.picture(page, 'added');

	await form.openList(view.form, 'toNumber');
	await eventually(async () => {
		const entries = await form.listEntries(page).allInnerTexts();
		assert.deepEqual(
			entries.map((entry) => entry.trim()),
			SENDER_NUMBERS.map(({ number, alias }) => (alias ? `${number} (${alias})` : number)),
		);
	});
	await stage.picture(page, 'lines');
	await form.chooseEntry(view.form, 'toNumber', `${LINE} (خدمات مشتریان)`);

	await view.executeInVain();
	await view.expectError('There is no reply to show yet', ['Send a text to one of your lines']);
	await stage.picture(page, 'no-reply-yet');

	await form.addOption(view.form);
	await form.typeText(view.form, 'contains', '1');
	const id = sandbox.reply({ from: PERSON, number: LINE, message: TEXT });
	sandbox.reply({ from: PERSON, number: LINE, message: 'another text' });
	sandbox.reply({ from: PERSON, number: '+98PRO', message: '1, to another line' });
	await view.execute();
	await view.showSchema();
	await view.expectOutput(['1 item', String(id), PERSON, LINE, TEXT]);
	await view.leaveForm();
	await stage.picture(page, 'reply');
	await stage.readmePicture('trigger', view.form, {
		from: view.output,
		to: form.field(view.form, 'contains'),
		right: view.output,
	});

	await form.chooseOption(view.form, 'event', 'Message Finished');
	sandbox.seedOutbox({ count: 1, ageSeconds: 60 });
	await view.execute();
	await view.expectOutput(['1 item', String(sandbox.outbox[0].id), 'rcpts_count']);
	await stage.picture(page, 'message');
});
