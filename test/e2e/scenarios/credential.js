const assert = require('node:assert/strict');
const { CredentialForm } = require('../editor/credentialForm');
const { ACTIONS, addNode } = require('../editor/nodePanel');
const { freePort } = require('../../n8n/processes');
const { scenario, WRONG_TOKEN } = require('../world');

scenario(
	'2. A credential and its test',
	{ styles: ['legacy', 'new'], withCredential: false },
	async (stage) => {
		const { token, baseUrl } = stage.sandbox;
		const page = await stage.openPage();
		await addNode(page, ACTIONS.send);
		const form = await CredentialForm.connect(page);
		await stage.picture(page, 'empty');

		/** @type {[string, Parameters<CredentialForm['fillIn']>[0], string[]][]} */
		const wrong = [
			[
				'wrong-token',
				{ token: WRONG_TOKEN, baseUrl },
				["IPPanel didn't accept the API key.", 'Access Keys', 'اطلاعات وارد شده صحیح نمی باشد'],
			],
			[
				'nobody-there',
				{ baseUrl: `http://127.0.0.1:${await freePort()}/v1` },
				["Check 'Base URL': the server refused the connection"],
			],
			['wrong-path', { baseUrl: baseUrl.replace(/v1$/, 'v2') }, ["Check 'Base URL': "]],
			[
				'no-address',
				{ baseUrl: 'edge.ippanel.com/v1' },
				[`'Base URL' in the credential is not a web address: "edge.ippanel.com/v1"`],
			],
		];
		for (const [name, values, words] of wrong) {
			await form.fillIn(values);
			await form.save();
			await form.expectReason(words);
			await stage.picture(page, name);
		}

		await form.fillIn({ token, baseUrl });
		await form.save();
		// n8n closes the window itself when all is well.
		await form.root.waitFor({ state: 'hidden' });
		await stage.picture(page, 'saved');

		await CredentialForm.edit(page);
		await form.good.waitFor();
		assert.equal(await form.token.getAttribute('type'), 'password');
		assert.ok(!(await page.content()).includes(token), 'the token is nowhere in the page');
		await stage.picture(page, 'good');
		if (stage.style === 'legacy') await stage.readmePicture('credential', form.root);
		const [saved, ...others] = await stage.client.request('GET', '/credentials');
		assert.deepEqual(
			[saved.type, saved.name, others],
			['ipPanelEdgeApi', 'IPPanel Edge account', []],
		);
	},
);
