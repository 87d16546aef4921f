const { existsSync } = require('node:fs');
const { mkdir } = require('node:fs/promises');
const { join } = require('node:path');
const { chromium } = require('playwright-core');
const { debianPackage } = require('./debian');
const { OWNER } = require('./rest');

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/**
 * How the editor is to look.
 * @typedef {object} Look
 * @property {'legacy' | 'new'} [collections] which of n8n's two ways to show collections; a fresh n8n shows `legacy`
 * @property {'light' | 'dark'} [theme]
 * @property {{ width: number, height: number }} [size]
 */

const CHROMIUM = '/usr/bin/chromium';

/** A container has no sandbox and no GPU; and nothing is to be fetched from the internet. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** @returns {Promise<Browser>} Debian's Chromium, headless; to be closed by whoever asked for it */
async function openBrowser() {
	await debianPackage('chromium', () => existsSync(CHROMIUM));
	return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * Opens a page of n8n's editor as the owner sees it. Each page has its own cookies and settings.
 * @param {Browser} browser
 * @param {string} url n8n's address
 * @param {Look} [look]
 * @returns {Promise<Page>} on no page as yet: `page.goto('/home/workflows')`
 */
async function signedInPage(browser, url, look = {}) {
	const { collections = 'legacy', theme = 'light', size = { width: 1440, height: 900 } } = look;
	const context = await browser.newContext({
		baseURL: url,
		viewport: size,
		colorScheme: theme,
		// For the pictures of the README, which people also see on sharp screens; an album's are of CSS pixels.
		deviceScaleFactor: 2,
		// n8n counts its animations among the things that a person can turn off.
		reducedMotion: 'reduce',
	});
	const answer = await context.request.post('/rest/login', {
		data: { emailOrLdapLoginId: OWNER.email, password: OWNER.password },
	});
	if (!answer.ok()) throw new Error(`Signing in gave ${answer.status()}: ${await answer.text()}`);
	/** @type {Record<string, string>} */
	const settings = {
		N8N_THEME: theme,
		N8N_EXPERIMENT_OVERRIDES: JSON.stringify({
			'048_collection_overhaul': collections === 'new' ? 'variant' : 'control',
		}),
	};
	// As text, because it runs in the browser and not here. A new page remembers nothing of earlier ones.
	await context.addInitScript({
		content: `
			if (!sessionStorage.getItem('begun')) localStorage.clear();
			sessionStorage.setItem('begun', 'yes');
			Object.assign(localStorage, ${JSON.stringify(settings)});
		`,
	});
	return await context.newPage();
}

/**
 * Gives a function that takes pictures into a folder, numbered in the order in which they are taken.
 * @param {string} folder
 * @returns {(page: Page, name: string, options?: import('playwright-core').PageScreenshotOptions) => Promise<string>}
 */
function album(folder) {
	let count = 0;
	return async (page, name, options = {}) => {
		await mkdir(folder, { recursive: true });
		const path = join(folder, `${String(++count).padStart(2, '0')}-${name}.png`);
		await page.screenshot({ animations: 'disabled', scale: 'css', ...options, path });
		return path;
	};
}

module.exports = { album, openBrowser, signedInPage };
