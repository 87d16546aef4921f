const assert = require('node:assert/strict');
const { readFile } = require('node:fs/promises');
const { join } = require('node:path');
const { ROOT } = require('../../n8n/install');
const { ACTIONS, NODE_NAME, NodePanel, TRIGGERS } = require('../editor/nodePanel');
const { eventually } = require('../eventually');
const { scenario } = require('../world');

const ICONS = { light: 'ipPanelJobSms.svg', dark: 'ipPanelJobSms.dark.svg' };

scenario('1. Found in the node panel', { styles: ['legacy', 'new'] }, async (stage) => {
	for (const theme of /** @type {const} */ (['light', 'dark'])) {
		const page = await stage.openPage(theme);
		const panel = await NodePanel.onNewWorkflow(page);
		for (const [word, name] of Object.entries({ ippanel: 'ippanel', پیامک: 'persian' })) {
			await panel.search(word);
			await eventually(async () => {
				const names = await panel.root.getByTestId('node-creator-item-name').allInnerTexts();
				assert.deepEqual(names, [NODE_NAME], `found by "${word}"`);
			});
			await stage.picture(page, `${theme}-${name}`);
		}

		const icon = panel.ourNode.locator('img').first();
		const { pathname } = new URL((await icon.getAttribute('src')) ?? '', stage.url);
		assert.ok(pathname.endsWith(`/${ICONS[theme]}`), `${theme}: ${pathname}`);
		const served = await (await page.request.get(pathname)).text();
		const ours = join(ROOT, 'nodes', 'IpPanelJobSms', ICONS[theme]);
		assert.equal(served, await readFile(ours, 'utf8'), `${theme}: the icon that n8n serves`);
		await eventually(async () => {
			assert.ok(await icon.evaluate((image) => 'naturalWidth' in image && image.naturalWidth));
		});

		if (theme === 'light' && stage.style === 'legacy')
			await stage.readmePicture('node-panel', panel.root, { to: panel.ourNode });

		await panel.ourNode.click();
		// On an empty canvas n8n opens the triggers first.
		await panel.entries.filter({ hasText: TRIGGERS.replyReceived }).waitFor();
		await panel.root.getByText(/^Actions/).click();
		await panel.entries.filter({ hasText: ACTIONS.send }).waitFor();
		await stage.picture(page, `${theme}-actions`);
	}
});
