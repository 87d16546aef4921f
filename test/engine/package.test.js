/** The package as n8n installs it, and the names that end up in people's saved workflows. */
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { IpPanelEdgeApi, IpPanelJobSms, IpPanelJobSmsTrigger } = require('../..');
const manifest = require('../../package.json');
const codex = require('../../dist/nodes/IpPanelJobSms/IpPanelJobSms.node.json');
const { LABELS } = require('../../dist/nodes/shared/terms/labels');

/** @typedef {import('n8n-workflow').INodeProperties} INodeProperties */

const REPOSITORY = resolve(__dirname, '../..');
const NODE_FOLDER = join(REPOSITORY, 'dist/nodes/IpPanelJobSms');

const { description } = new IpPanelJobSms();

describe('package.json', () => {
	const fields = /** @type {Record<string, any>} */ (manifest);

	test('is what n8n asks of a community node', () => {
		expect(fields).toMatchObject({
			name: 'n8n-nodes-ippanel-job-sms',
			license: 'MIT',
			author: { name: expect.any(String), email: expect.stringContaining('@') },
			homepage: expect.stringMatching(/^https:/),
			repository: { type: 'git', url: expect.stringMatching(/^git\+https:/) },
			bugs: { url: expect.stringMatching(/^https:/) },
			n8n: {
				n8nNodesApiVersion: 1,
				strict: true,
				credentials: ['dist/credentials/IpPanelEdgeApi.credentials.js'],
				nodes: [
					'dist/nodes/IpPanelJobSms/IpPanelJobSms.node.js',
					'dist/nodes/IpPanelJobSmsTrigger/IpPanelJobSmsTrigger.node.js',
				],
			},
		});
		expect(fields.keywords).toContain('n8n-community-node-package');
		expect(fields.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('brings nothing with it, and changes nothing', () => {
		const dependencies = /dependencies|overrides/i;
		const found = Object.keys(fields).filter((name) => dependencies.test(name));
		expect(found).toEqual(['peerDependencies', 'devDependencies']);
	});

	test('runs nothing when it is installed', () => {
		const hooks = ['prepare', 'preinstall', 'install', 'postinstall', 'prepublish'];
		expect(Object.keys(fields.scripts).filter((name) => hooks.includes(name))).toEqual([]);
	});
});

describe('npm pack', () => {
	/** @type {string[]} */
	let files;
	beforeAll(() => {
		const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: REPOSITORY,
			encoding: 'utf8',
			shell: process.platform === 'win32',
		});
		files = JSON.parse(stdout)[0].files.map((/** @type {{ path: string }} */ { path }) => path);
	});

	test('contains all that n8n loads', () => {
		const built = readdirSync(join(REPOSITORY, 'dist'), { recursive: true })
			.map((file) => `dist/${String(file).replaceAll('\\', '/')}`)
			.filter((file) => /\.(js|json|svg)$/.test(file));
		expect(files).toEqual(
			expect.arrayContaining([
				...built,
				'index.js',
				...manifest.n8n.nodes,
				...manifest.n8n.credentials,
			]),
		);
		expect(built).toContain('dist/nodes/IpPanelJobSms/IpPanelJobSms.node.json');
		expect(built).toContain('dist/nodes/IpPanelJobSmsTrigger/IpPanelJobSmsTrigger.node.json');
		expect(built.filter((file) => file.endsWith('.svg'))).toHaveLength(2);
	});

	test('contains nothing else but README and LICENSE', () => {
		const others = files.filter(
			(file) => !/^dist\/(nodes|credentials)\/.*\.(js|json|svg)$/.test(file),
		);
		expect(others.sort()).toEqual(['LICENSE.md', 'README.md', 'index.js', 'package.json']);
	});

	test('contains no file whose source is gone', () => {
		const orphans = files
			.filter((file) => file.startsWith('dist/') && file.endsWith('.js'))
			.filter((file) => !existsSync(join(REPOSITORY, file.slice(5).replace(/js$/, 'ts'))));
		expect(orphans).toEqual([]);
	});
});

describe('the node', () => {
	test('has the names of the saved-workflow format', () => {
		expect(description).toMatchObject({
			name: 'ipPanelJobSms',
			displayName: 'IPPanel Job SMS',
			defaults: { name: 'IPPanel Job SMS' },
			inputs: ['main'],
			outputs: ['main'],
			usableAsTool: true,
			credentials: [{ name: 'ipPanelEdgeApi', required: true }],
		});
		expect([description.version].flat()).toEqual([1]);
		expect(new IpPanelEdgeApi().name).toBe('ipPanelEdgeApi');
	});

	test('is declarative, with a second way to each of its operations', () => {
		expect(description.requestDefaults).toBeDefined();
		const ways = new IpPanelJobSms().customOperations;
		for (const { name, displayOptions, options = [] } of description.properties) {
			if (name !== 'operation') continue;
			const [resource] = /** @type {string[]} */ (displayOptions?.show?.resource);
			const operations = /** @type {import('n8n-workflow').INodePropertyOptions[]} */ (options);
			expect(Object.keys(/** @type {any} */ (ways)[resource])).toEqual(
				operations.map(({ value }) => value),
			);
			for (const { routing } of operations) {
				expect(routing?.operations?.pagination).toBeInstanceOf(Function);
			}
		}
		expect(Object.getOwnPropertyNames(IpPanelJobSms.prototype)).toEqual(['constructor']);
	});

	test('tells on the canvas what it does', () => {
		expect(description.subtitle).toMatch(/^=.*\$parameter.*operation/);
		expect(description.subtitle).toMatch(/\$parameter.*resource/);
	});

	test('is found by the words that people search for', () => {
		expect(codex).toMatchObject({
			node: 'n8n-nodes-ippanel-job-sms.ipPanelJobSms',
			categories: expect.arrayContaining(['Communication']),
		});
		const aliases = codex.alias.map((alias) => alias.toLowerCase());
		for (const word of [
			...['SMS', 'text message', 'bulk SMS', 'job category', 'Iran', 'پیامک', 'پنل پیامک'],
			...['آی‌پی‌پنل', 'همراه اول', 'اصناف'],
		]) {
			expect(aliases).toContain(word.toLowerCase());
		}
	});
});

describe('the icons', () => {
	const read = (/** @type {unknown} */ icon) =>
		readFileSync(join(NODE_FOLDER, String(icon).replace('file:', '')), 'utf8');
	const { light, dark } = /** @type {{ light: string, dark: string }} */ (description.icon);

	test('are two, for light and for dark', () => {
		expect(read(light)).not.toBe(read(dark));
	});

	test.each([light, dark])('%s is a square SVG that loads nothing', (icon) => {
		expect(icon).toMatch(/^file:.*\.svg$/);
		const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(read(icon)) ?? [];
		expect(Number(width)).toBeGreaterThan(0);
		expect(width).toBe(height);
		expect(read(icon)).not.toMatch(/<image|<script|<text|href=|url\(|(?<!xmlns=")https?:/);
	});

	test("are the credential's, too", () => {
		const icons = Object.values(/** @type {object} */ (new IpPanelEdgeApi().icon));
		for (const icon of icons) {
			const file = join(REPOSITORY, 'dist/credentials', icon.replace('file:', ''));
			expect(existsSync(file)).toBe(true);
		}
		expect(icons).toHaveLength(2);
	});
});

/** The resources and operations of the product, the default first. */
const OPERATIONS = {
	message: {
		name: 'Message',
		operations: {
			send: 'Send',
			estimate: 'Estimate',
			get: 'Get',
			getAll: 'Get Many',
			getRecipients: 'Get Recipients',
			getStatistics: 'Get Statistics',
		},
	},
	jobCategory: {
		name: 'Job Category',
		operations: {
			getAll: 'Get Many',
			getSubcategories: 'Get Sub Categories',
			countRecipients: 'Count Recipients',
		},
	},
	reply: { name: 'Reply', operations: { getAll: 'Get Many' } },
	senderNumber: { name: 'Sender Number', operations: { getAll: 'Get Many' } },
	account: { name: 'Account', operations: { getCredit: 'Get Credit' } },
};
const sortedByName = (/** @type {Record<string, string>} */ operations) =>
	Object.entries(operations)
		.map(([value, name]) => ({ value, name }))
		.sort((one, other) => one.name.localeCompare(other.name));
const shown = (/** @type {INodeProperties} */ { displayOptions }, /** @type {string} */ name) =>
	displayOptions?.show?.[name];

describe('resources and operations', () => {
	const resource = description.properties[0];

	test('the resources are those of the product, Message first', () => {
		expect(resource).toMatchObject({
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			default: 'message',
		});
		const names = Object.fromEntries(
			Object.entries(OPERATIONS).map(([value, { name }]) => [value, name]),
		);
		expect(resource.options).toEqual(sortedByName(names));
	});

	test.each(Object.entries(OPERATIONS))('of %s', (value, { name, operations }) => {
		const [property, ...more] = description.properties.filter(
			(candidate) =>
				candidate.name === 'operation' && shown(candidate, 'resource')?.includes(value),
		);
		expect(more).toEqual([]);
		expect(property).toMatchObject({
			type: 'options',
			noDataExpression: true,
			default: Object.keys(operations)[0],
		});
		const options = /** @type {import('n8n-workflow').INodePropertyOptions[]} */ (property.options);
		expect(options.map((option) => ({ value: option.value, name: option.name }))).toEqual(
			sortedByName(operations),
		);
		for (const { action, description: text } of options) {
			// Sentence case, with the resource in it and no articles.
			expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+)+( \(can't be undone\))?$/);
			expect(action?.toLowerCase()).toMatch(
				new RegExp(name.toLowerCase().replace(/y$/, '(y|ies)')),
			);
			expect(action).not.toMatch(/\b(a|an|the)\b/);
			expect(text).toMatch(/^[A-Z].{10,}/);
		}
	});
});

describe('the parameters', () => {
	/** @param {string} resource @param {string} operation */
	const parametersOf = (resource, operation) =>
		description.properties
			.slice(1)
			.filter(
				(property) =>
					property.name !== 'operation' &&
					property.name !== 'requestOptions' &&
					property.type !== 'notice' &&
					(shown(property, 'resource') ?? [resource]).includes(resource) &&
					(shown(property, 'operation') ?? [operation]).includes(operation),
			);
	const FORM = ['fromNumber', 'message', 'specifyAudiences', 'audiences', 'audiencesJson'];
	const LIST = ['returnAll', 'limit'];
	// Simplify, and in its place Output where the node is a tool.
	const OUTPUT = ['simplify', 'simplify', 'fields'];

	/** @type {Array<[string, string, string[]]>} */
	const table = [
		['message', 'send', [...FORM, 'options']],
		['message', 'estimate', FORM],
		['message', 'get', ['messageOutboxId', ...OUTPUT]],
		['message', 'getAll', [...LIST, ...OUTPUT, 'filters']],
		['message', 'getRecipients', ['messageOutboxId', ...LIST, 'simplify']],
		['message', 'getStatistics', ['messageOutboxId', 'simplify']],
		['jobCategory', 'getAll', LIST],
		['jobCategory', 'getSubcategories', ['mainCategory', ...LIST, 'simplify']],
		['jobCategory', 'countRecipients', ['mainCategory', 'subCategory', 'options']],
		['reply', 'getAll', [...LIST, 'simplify', 'filters']],
		['senderNumber', 'getAll', LIST],
		['account', 'getCredit', []],
	];
	test.each(table)(
		'of %s: %s are those of the saved-workflow format',
		(resource, operation, names) => {
			const found = parametersOf(resource, operation).map(({ name }) => name);
			expect(found.sort()).toEqual([...names].sort());
		},
	);

	/**
	 * A field of Send's form by the way to it.
	 *
	 * @param {string} operation
	 * @param {string} name
	 * @param {string[]} path
	 */
	function field(operation, name, ...path) {
		let found = /** @type {any} */ (
			parametersOf('message', operation).find((property) => property.name === name)
		);
		for (const key of path) {
			found = (found.options ?? found.values).find(
				(/** @type {any} */ entry) => entry.name === key,
			);
		}
		return found;
	}
	const audience = (/** @type {string[]} */ ...path) =>
		field('send', 'audiences', 'audience', ...path);

	/** @param {any} locator */
	const modesOf = ({ type, default: { mode }, modes }) => ({
		type,
		mode,
		modes: modes.map((/** @type {any} */ entry) => entry.name),
	});

	test.each([
		['fromNumber', () => field('send', 'fromNumber'), ['list', 'number']],
		['mainCategory', () => audience('mainCategory'), ['list', 'id']],
		['subCategory', () => audience('subCategory'), ['list', 'id']],
	])('%s is a locator, From List first', (_, find, modes) => {
		expect(modesOf(find())).toEqual({ type: 'resourceLocator', mode: 'list', modes });
		expect(find().modes[0].typeOptions).toMatchObject({ searchable: true });
	});

	test('another main category clears the sub category', () => {
		expect(audience('subCategory').typeOptions.loadOptionsDependsOn).toEqual([
			'&mainCategory.value',
		]);
	});

	test('of Send have the types, choices and defaults of the saved-workflow format', () => {
		expect(field('send', 'message')).toMatchObject({ type: 'string', default: '' });
		expect(field('send', 'message').typeOptions.rows).toBeGreaterThan(1);
		expect(field('send', 'specifyAudiences')).toMatchObject({
			type: 'options',
			default: 'fields',
			options: [{ value: 'fields' }, { value: 'json' }],
		});
		expect(field('send', 'audiencesJson')).toMatchObject({ type: 'json' });
		for (const collection of [field('send', 'audiences'), audience('operators')]) {
			expect(collection).toMatchObject({
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
			});
		}
		expect(audience('recipients')).toMatchObject({
			default: 'operators',
			options: [
				{ name: 'Chosen Operators', value: 'operators' },
				{ name: 'Everyone in the Category', value: 'everyone' },
			],
		});
		expect(audience('operators', 'operator', 'id').options).toMatchObject([
			{ name: 'MCI (Hamrah-e Aval)', value: 1 },
			{ name: 'Irancell', value: 2 },
			{ name: 'Other Operators', value: 13 },
		]);
		expect(audience('operators', 'operator', 'start')).toMatchObject({
			type: 'number',
			default: 0,
		});
		expect(audience('operators', 'operator', 'size')).toMatchObject({ type: 'number' });
		expect(field('send', 'options', 'maxRecipients')).toMatchObject({ type: 'number' });
		expect(field('send', 'options', 'concurrency')).toMatchObject({
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, maxValue: 20 },
		});
	});

	test('the node opens with one audience prepared, and with nobody in it', () => {
		const { audience: rows } = field('send', 'audiences').default;
		expect(rows).toMatchObject([
			{
				mainCategory: { value: '' },
				subCategory: { value: '' },
				recipients: 'operators',
				operators: { operator: [{ size: 0 }] },
			},
		]);
	});

	test('Send and Estimate have one form between them', () => {
		for (const name of FORM) expect(field('estimate', name)).toBe(field('send', name));
	});

	test('Estimate says that the cost is an estimate, and what it assumes about parts', () => {
		const texts = description.properties
			.filter((property) => shown(property, 'operation')?.includes('estimate'))
			.map(({ displayName, description: text }) => `${displayName} ${text}`);
		expect(texts).toContainEqual(expect.stringMatching(/estimate.*parts/));
	});

	test('Send says, before anything else, what it costs and when it sends again', () => {
		const ofSend = description.properties.filter(
			(property) => property.name !== 'operation' && shown(property, 'operation')?.includes('send'),
		);
		expect(ofSend[0]).toMatchObject({ type: 'notice' });
		expect(ofSend[0].displayName).toMatch(/money.*can't be undone.*later step sends again.*pinned/);
	});

	test('of one message take it from the output of Send, of Get Many and of the trigger', () => {
		const [, code] = /^=\{\{(.*)\}\}$/.exec(field('get', 'messageOutboxId').default) ?? [];
		const idOf = new Function('$json', `return ${code};`);
		expect(idOf({ message_outbox_ids: [1123594208] })).toBe(1123594208);
		expect(idOf({ messages_outbox_id: 1123594208 })).toBe(1123594208);
		expect(idOf({})).toBeUndefined();
	});

	describe('a collapsed row is titled', () => {
		/**
		 * @param {any} collection
		 * @param {object} value of the row
		 * @param {{ index?: number, rows?: object[] }} [place] n8n's index of the row, and all rows
		 */
		const titleOf = (collection, value, { index = 0, rows = [value] } = {}) => {
			const expression = collection.typeOptions.fixedCollection.itemTitle;
			const [, code] = /^=\{\{(.*)\}\}$/s.exec(expression) ?? [];
			return new Function('$collection', '$parameter', `return (${code});`)(
				{ item: { value, index } },
				{ audiences: { audience: rows } },
			);
		};
		/** @param {string} value @param {string} [cachedResultName] */
		const chosen = (value, cachedResultName) => ({ mode: 'list', value, cachedResultName });
		const mainCategory = chosen('1', 'صنایع و اصناف');
		const subCategory = chosen('2', 'نانوایان');
		const everyone = { mainCategory, recipients: 'everyone' };
		/** @param {object[]} operator */
		const to = (...operator) => ({
			mainCategory,
			recipients: 'operators',
			operators: { operator },
		});
		const range = { id: 1, start: 0, size: 300 };

		test.each([
			[{ ...to(range), subCategory }, ': صنایع و اصناف › نانوایان'],
			[{ ...everyone, subCategory: chosen('') }, ': صنایع و اصناف'],
			[{ ...everyone, subCategory: chosen('all', 'All Sub Categories') }, ': صنایع و اصناف'],
			[{ ...everyone, mainCategory: { value: '7' } }, ': 7'],
			[{ ...everyone, mainCategory: { value: '={{ $json.trade }}' } }, ': {{ $json.trade }}'],
			[to(range, { id: 2 }), ': Size is missing – صنایع و اصناف'],
			[to(), ': Operator is missing – صنایع و اصناف'],
			[{ ...to(range), mainCategory: { value: '' } }, ': Main Category is missing'],
		])(
			'with the names chosen from the list, what was typed, or what is missing: %j',
			(value, title) => {
				expect(titleOf(field('send', 'audiences'), value)).toBe(`Audience 1${title}`);
			},
		);

		test('with its place among the rows, where others were removed or moved', () => {
			const row = everyone;
			const rows = [{ mainCategory: { value: '7' } }, row, row];
			const audiences = field('send', 'audiences');
			for (const [index, place] of [
				[5, 2],
				[0, 2],
				[1, 2],
				[2, 3],
			]) {
				expect(titleOf(audiences, row, { index, rows })).toMatch(`Audience ${place}:`);
			}
		});

		test.each([
			[{ id: 1, start: 0, size: 300 }, 'MCI: 300 from 0'],
			[{ id: 2, start: 50, size: '۲۰' }, 'Irancell: ۲۰ from 50'],
			[{ id: 13, size: '={{ $json.size }}' }, 'Other Operators: {{ $json.size }} from 0'],
			[{ id: 1, start: 0, size: 0 }, 'MCI: Size is missing'],
			[{ id: 2 }, 'Irancell: Size is missing'],
			[{ id: '={{ $json.operator }}', size: 5 }, 'Operator: 5 from 0'],
		])('with operator, size and start: %j', (value, title) => {
			expect(titleOf(audience('operators'), value)).toBe(title);
		});
	});

	const lists = table.filter(([, , names]) => names.includes('limit'));
	test.each(lists)('of %s: %s: a list has Return All and a Limit of 50', (resource, operation) => {
		const parameters = parametersOf(resource, operation);
		const returnAll = parameters.find(({ name }) => name === 'returnAll');
		const limit = parameters.find(({ name }) => name === 'limit');
		expect(returnAll).toMatchObject({ type: 'boolean', default: false });
		expect(limit).toMatchObject({ default: 50, typeOptions: { minValue: 1 } });
		expect(limit?.displayOptions?.show).toMatchObject({ returnAll: [false] });
	});

	test.each(table.filter(([, , names]) => names.includes('simplify')))(
		'of %s: %s: Simplify is on by default',
		(resource, operation) => {
			const simplify = parametersOf(resource, operation).find(({ name }) => name === 'simplify');
			expect(simplify).toMatchObject({ type: 'boolean', default: true });
		},
	);

	test('the filters are state, sender, text, times and recipients', () => {
		const { options } = field('getAll', 'filters');
		const names = options.map((/** @type {INodeProperties} */ option) => option.displayName);
		expect(names).toEqual([
			...['Created After', 'Created Before', 'Message', 'Recipients From', 'Recipients To'],
			...['Sender Number', 'Sent After', 'Sent Before', 'State'],
		]);
	});

	test('every label that an error names is one of a form', () => {
		/** @param {any[]} properties @returns {string[]} */
		const labelsOf = (properties) =>
			properties.flatMap(({ displayName, name, options = [], values = [] }) => [
				// An option of a list has a name only.
				displayName ?? name,
				...labelsOf([...options, ...values]),
			]);
		const forms = [description, new IpPanelJobSmsTrigger().description, new IpPanelEdgeApi()];
		const labels = forms.flatMap(({ properties }) => labelsOf(properties));
		// n8n itself adds the time-out.
		expect([...labels, LABELS.timeout]).toEqual(expect.arrayContaining(Object.values(LABELS)));
	});
});
