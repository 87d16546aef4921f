/** What all scenarios share: n8n, the sandbox and the browser; and a stage for each of them. */
const { mkdir } = require('node:fs/promises');
const { join } = require('node:path');
const { test } = require('node:test');
const { selectors } = require('playwright-core');
const { album, openBrowser, signedInPage } = require('../n8n/browser');
const { CREDENTIAL_TYPE } = require('../n8n/examples');
const { signedIn } = require('../n8n/rest');
const { startSandbox } = require('../sandbox');
const { eventually } = require('./eventually');
const { IMAGES_OF_RUN, IMAGES_OF_TEST, N8N_URL, RESULTS } = require('./places');

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../n8n/rest').RestClient} RestClient
 * @typedef {Awaited<ReturnType<typeof startSandbox>>} Sandbox
 * @typedef {{ id: string, name: string }} CredentialReference
 * @typedef {'light' | 'dark'} Theme
 * @typedef {'legacy' | 'new'} Style how n8n shows collections
 */

/** Its address is on a picture of the README, which is not to change with every run. */
const SANDBOX_PORT = 8_642;

/** One that the sandbox does not accept. */
const WRONG_TOKEN = 'wrong-3b1f-token-of-nobody-at-all-9d27';

/** n8n renders a page in a second or two; a machine that is busy takes many times longer. */
const PAGE_TIMEOUT_MS = 120_000;

/** After this, something hangs. */
const SCENARIO_TIMEOUT_MS = 10 * 60_000;

/** How many notices are left from earlier steps is a matter of time; the neighbours of a node float over it. */
const HIDDEN_ON_PICTURES =
	'.el-notification, [data-test-id="floating-nodes"] { display: none !important; }';

/** In a picture of the README, below what it ends with. */
const PICTURE_MARGIN = 8;

/** What n8n calls its test IDs. */
selectors.setTestIdAttribute('data-test-id');

class World {
	/**
	 * @param {string} url
	 * @param {RestClient} client
	 * @param {Sandbox} sandbox
	 * @param {import('playwright-core').Browser} browser
	 */
	constructor(url, client, sandbox, browser) {
		this.url = url;
		this.client = client;
		this.sandbox = sandbox;
		this.browser = browser;
	}

	/**
	 * Pages that look alike share a browser context, so that n8n's editor is fetched and compiled once.
	 * @type {Map<string, import('playwright-core').BrowserContext>}
	 */
	#contexts = new Map();

	/**
	 * @param {Style} collections
	 * @param {Theme} theme
	 * @returns {Promise<Page>}
	 */
	async openPage(collections, theme) {
		const look = `${collections} ${theme}`;
		const context = this.#contexts.get(look);
		if (context) return await context.newPage();
		const page = await signedInPage(this.browser, this.url, { collections, theme });
		page.context().setDefaultTimeout(PAGE_TIMEOUT_MS);
		this.#contexts.set(look, page.context());
		return page;
	}

	static async start() {
		const url = process.env[N8N_URL];
		if (!url) throw new Error(`${N8N_URL} does not say where n8n is: run test/e2e/index.js`);
		const sandbox = await startSandbox({ port: SANDBOX_PORT, stateSeconds: 0 }).catch(() =>
			startSandbox({ stateSeconds: 0 }),
		);
		return new World(url, await signedIn(url), sandbox, await openBrowser());
	}

	async stop() {
		await this.browser.close();
		await this.sandbox.close();
	}
}

/** @type {World | undefined} */
let world;

/** @returns {Promise<World>} started when the first scenario needs it */
const theWorld = async () => (world ??= await World.start());

async function stopWorld() {
	await world?.stop();
}

/**
 * Where something is on the page, as soon as it is there: n8n takes lists off the page for a moment to draw them anew.
 * @param {Locator} locator
 */
async function boxOf(locator) {
	return await eventually(async () => {
		const box = await locator.boundingBox();
		if (!box) throw new Error(`Not to be seen: ${locator}`);
		return box;
	});
}

/** Where one scenario plays: an n8n without credentials but its own, and an untouched sandbox. */
class Stage {
	#shared;

	/** @type {Page[]} */
	#pages = [];

	/**
	 * @param {World} shared
	 * @param {Style} style
	 * @param {string} folder of its pictures
	 * @param {CredentialReference | undefined} credential
	 */
	constructor(shared, style, folder, credential) {
		this.#shared = shared;
		this.client = shared.client;
		this.sandbox = shared.sandbox;
		this.url = shared.url;
		this.style = style;
		this.ownCredential = credential;
		this.takePicture = album(folder);
	}

	/** The sandbox's credential. */
	get credential() {
		if (!this.ownCredential) throw new Error('This scenario has no credential');
		return this.ownCredential;
	}

	/**
	 * @param {Theme} [theme]
	 * @returns {Promise<Page>} a new page of the editor, with collections in the scenario's style
	 */
	async openPage(theme = 'light') {
		const page = await this.#shared.openPage(this.style, theme);
		this.#pages.push(page);
		return page;
	}

	/**
	 * A picture of what there is to see, for whoever wants to know how a step looked.
	 * @param {Page} page
	 * @param {string} name
	 */
	async picture(page, name) {
		await this.takePicture(page, name);
	}

	/**
	 * A picture of the README.
	 * @param {string} name
	 * @param {Locator} frame from whose left to whose right side it goes
	 * @param {{ from?: Locator, to?: Locator, right?: Locator }} [part] where it begins above, ends below and ends
	 *   on the right, if not with the frame
	 */
	async readmePicture(name, frame, { from = frame, to, right = frame } = {}) {
		const page = frame.page();
		const { x } = await boxOf(frame);
		const { y, height } = await boxOf(from);
		const last = await boxOf(right);
		const end = to && (await boxOf(to));
		const bottom = end ? end.y + end.height + PICTURE_MARGIN : y + height;
		const clip = { x, y, width: last.x + last.width - x, height: bottom - y };
		const folder = process.env[IMAGES_OF_RUN] ?? IMAGES_OF_TEST;
		await mkdir(folder, { recursive: true });
		await page.screenshot({
			path: join(folder, `${name}.png`),
			clip,
			animations: 'disabled',
			style: HIDDEN_ON_PICTURES,
		});
	}

	/** Pictures of where it went wrong. */
	async takeEvidence() {
		for (const page of this.#pages) await this.takePicture(page, 'FAILED').catch(() => {});
	}

	async close() {
		for (const page of this.#pages) await page.close();
	}
}

/**
 * @param {string} name
 * @param {Style} style
 * @param {boolean} withCredential
 */
async function setStage(name, style, withCredential) {
	const shared = await theWorld();
	const { client, sandbox } = shared;
	sandbox.reset();
	for (const { id } of await client.request('GET', '/credentials')) {
		await client.request('DELETE', `/credentials/${id}`);
	}
	const credential = withCredential
		? await client.createCredential({
				name: 'IPPanel',
				type: CREDENTIAL_TYPE,
				data: { apiToken: sandbox.token, baseUrl: sandbox.baseUrl },
			})
		: undefined;
	const folder = join(RESULTS, style, name.replace(/[^\w]+/g, '-').replace(/-+$/, ''));
	return new Stage(shared, style, folder, credential);
}

/**
 * Declares a scenario.
 * @param {string} name begins with its number and a full stop
 * @param {object} options
 * @param {Style[]} [options.styles] in which it is played, once each; a fresh n8n shows `legacy`
 * @param {boolean} [options.withCredential] whether there is a credential for the sandbox
 * @param {(stage: Stage) => Promise<void>} play
 */
function scenario(name, { styles = ['legacy'], withCredential = true }, play) {
	for (const style of styles) {
		const title = styles.length > 1 ? `${name} (${style} collections)` : name;
		void test(title, { timeout: SCENARIO_TIMEOUT_MS }, async () => {
			const stage = await setStage(name, style, withCredential);
			try {
				await play(stage);
			} catch (error) {
				await stage.takeEvidence();
				throw error;
			} finally {
				await stage.close();
			}
		});
	}
}

module.exports = { scenario, Stage, stopWorld, WRONG_TOKEN };
