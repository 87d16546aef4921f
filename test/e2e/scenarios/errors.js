const assert = require('node:assert/strict');
const {
	byId,
	byNumber,
	NODE,
	specificationBody,
	specificationForm,
} = require('../../engine/harness');
const { CREDENTIAL_TYPE } = require('../../n8n/examples');
const { Audiences } = require('../editor/audiences');
const { openWorkflow } = require('../editor/canvas');
const { typeValue } = require('../editor/form');
const { NodeView } = require('../editor/nodeView');
const { chain, manualTrigger, ourNode } = require('../workflows');
const { scenario, WRONG_TOKEN } = require('../world');

/** The specification's example with a sender and a sub category that do not exist. */
function wrongForm() {
	const form = structuredClone(specificationForm);
	form.fromNumber = byNumber('+98NOBODY');
	form.audiences.audience[1].subCategory = byId(99);
	return form;
}

scenario('4. A refused message and a wrong token', { styles: ['legacy', 'new'] }, async (stage) => {
	const { client, credential, sandbox } = stage;
	const workflow = chain('Refused', [manualTrigger(), ourNode(credential, wrongForm())]);
	const { id } = await client.createWorkflow(workflow);
	const page = await stage.openPage();
	await openWorkflow(page, id);
	const view = await NodeView.open(page, NODE);

	await view.executeInVain();
	await view.expectError(
		'IPPanel rejected some values: شماره ارسال کننده معتبر نیست (و 1 خطای دیگر)',
		[
			'Sender Number: شماره ارسال کننده معتبر نیست',
			'Audience 2 > Sub Category: زیر دسته معتبر نیست',
			'Nothing was sent for this item.',
		],
	);
	await stage.picture(page, 'refused');
	if (stage.style === 'legacy') {
		await stage.readmePicture('error-422', view.output, { to: view.errorDetails });
	}
	await view.errorDetails.getByText('From IPPanel Job SMS').click();
	await stage.picture(page, 'error-details');

	// Corrected as it says, it goes out.
	await typeValue(view.form, 'fromNumber', '+98PRO');
	const audiences = new Audiences(view.form, stage.style);
	await typeValue(await audiences.open(1), 'subCategory', '2');
	await stage.picture(page, 'corrected');
	await view.execute();
	const [refused, accepted, ...others] = sandbox.sends.map(({ rawBody }) => rawBody);
	assert.notEqual(refused, accepted);
	assert.deepEqual([accepted, others], [JSON.stringify(specificationBody), []]);
	assert.equal(sandbox.outbox.length, 1);

	await client.updateCredential(credential.id, {
		name: credential.name,
		type: CREDENTIAL_TYPE,
		data: { apiToken: WRONG_TOKEN, baseUrl: sandbox.baseUrl },
	});
	await view.executeInVain();
	await view.expectError('The API did not accept the token: اطلاعات وارد شده صحیح نمی باشد', [
		'Nothing was sent for this item.',
		'Developers > Access Keys',
	]);
	await stage.picture(page, 'wrong-token');
	assert.ok(!(await page.content()).includes(WRONG_TOKEN), 'the token is nowhere in the page');
	assert.equal(sandbox.outbox.length, 1);
});
