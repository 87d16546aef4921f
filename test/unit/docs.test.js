/** The documents tell what the code does: links, pictures, commands, tables, error titles, versions. */
const { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { symlinkSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, relative, resolve } = require('node:path');
const ts = require('typescript');
const { IpPanelEdgeApi } = require('../../dist/credentials/IpPanelEdgeApi.credentials');
const { LABELS } = require('../../dist/nodes/shared/terms/labels');
const { IpPanelJobSms } = require('../../dist/nodes/IpPanelJobSms/IpPanelJobSms.node');
const codex = require('../../dist/nodes/IpPanelJobSms/IpPanelJobSms.node.json');
const { messageForm } = require('../../dist/nodes/IpPanelJobSms/descriptions/messageForm');
const { STATES } = require('../../dist/nodes/shared/reports/report');
const manifest = require('../../package.json');
const { RELEASES } = require('../compat/versions');
const { cleanEnv, freePort, requireFreePort } = require('../n8n/processes');
const { run, startService, until } = require('../n8n/processes');
const versions = require('../n8n/versions.json');
const { boldOf, codeOf, parse } = require('./markdown');

/** @typedef {import('n8n-workflow').INodeProperties} INodeProperties */

const ROOT = resolve(__dirname, '../..');
const IMAGES = 'docs/images';
const API_DOCUMENTATION = 'https://ippanelcom.github.io/Edge-Document/docs/send';
const REPOSITORY = manifest.homepage;
const RAW = `${REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}/main/`;

/** @param {string} file */
const read = (file) => readFileSync(join(ROOT, file), 'utf8');

const files = ['.', 'docs'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);
const documents = Object.fromEntries(files.map((file) => [file, parse(read(file))]));
const READMES = ['README.md', 'README.fa.md'];

/** @param {string} path @returns whether a document may speak of the file */
const isThere = (path) => existsSync(join(ROOT, path));

/**
 * The table below the first heading that matches.
 *
 * @param {string} file
 * @param {RegExp} title
 */
function tableUnder(file, title) {
	const heading = documents[file].headings.find((candidate) => title.test(candidate.title));
	if (!heading) throw new Error(`${file} has no heading ${title}.`);
	return heading.table.slice(1);
}

describe('links', () => {
	test.each(files)('of %s lead to files and headings that exist', (file) => {
		const broken = documents[file].links.filter((link) => {
			const [target, anchor] = link.replace(`${REPOSITORY}/blob/main/`, '').split('#');
			if (/^https?:/.test(target)) return false;
			const path = target === '' ? file : relative(ROOT, resolve(ROOT, dirname(file), target));
			if (!isThere(path)) return true;
			return anchor && !documents[path]?.headings.some(({ slug }) => slug === decodeURI(anchor));
		});
		expect(broken).toEqual([]);
	});

	test('of the node and its credential lead to headings of the README, or to the API', () => {
		const links = [
			new IpPanelEdgeApi().documentationUrl,
			...Object.values(codex.resources)
				.flat()
				.map(({ url }) => url),
		];
		const slugs = documents['README.md'].headings.map(({ slug }) => `${REPOSITORY}#${slug}`);
		expect(links.length).toBeGreaterThan(2);
		const known = [...slugs, `${REPOSITORY}#readme`, API_DOCUMENTATION];
		for (const link of links) expect(known).toContain(link);
		expect(links).toContain(API_DOCUMENTATION);
	});

	test.each(files)('files that %s names exist', (file) => {
		const paths = documents[file].code.filter((code) =>
			/^(\.ci|\.github|credentials|docs|examples|nodes|test)\/[^<\s]*$/.test(code),
		);
		expect(paths.filter((path) => !isThere(path))).toEqual([]);
	});
});

describe('pictures', () => {
	test.each(READMES)('of %s are in the repository, and are found from npm, too', (file) => {
		const { images } = documents[file];
		expect(images.length).toBeGreaterThan(0);
		for (const image of images) expect(image.startsWith(`${RAW}${IMAGES}/`)).toBe(true);
		const paths = images.map((image) => image.replace(RAW, ''));
		expect(paths.filter((path) => !isThere(path))).toEqual([]);
	});

	test('are all shown, in both languages', () => {
		const pictures = readdirSync(join(ROOT, IMAGES)).map((name) => `${IMAGES}/${name}`);
		for (const file of READMES) {
			const shown = documents[file].images.map((image) => image.replace(RAW, ''));
			expect(shown.sort()).toEqual(pictures.sort());
		}
	});
});

test('README.fa.md is written from right to left, but for its commands', () => {
	const outside = read('README.fa.md').replace(
		/<div dir="rtl">[\s\S]*?<\/div>|^```sh\n[\s\S]*?^```$/gm,
		'',
	);
	expect(outside.trim()).toBe('');
});

/** What takes minutes, or belongs to a machine with n8n on it. */
const SLOW = /^npm (ci|test|start|run (test:\w+|bench))$/;
const ELSEWHERE = /^(docker|npm install --prefix) /;

describe('commands', () => {
	const commands = [
		...new Set(
			Object.values(documents).flatMap(({ blocks }) =>
				blocks
					.filter(({ language }) => language === 'sh')
					.flatMap(({ code }) => code.trim().split(/\n| && /)),
			),
		),
	];

	test.each(files)('of npm that %s names are scripts of the package', (file) => {
		const { code, blocks } = documents[file];
		const names = [...code, ...blocks.map((block) => block.code)].flatMap((text) =>
			[...text.matchAll(/\bnpm (?:run (\S+)|(test|start)\b)/g)].map(
				([, script, short]) => script ?? short,
			),
		);
		expect(names.filter((name) => !(name in manifest.scripts))).toEqual([]);
	});

	test('are known to this test', () => {
		const quick = commands.filter((command) => !SLOW.test(command) && !ELSEWHERE.test(command));
		expect(quick.filter((command) => !/^npm run (build|demo|sandbox)\b/.test(command))).toEqual([]);
		expect(quick).toEqual(
			expect.arrayContaining([
				'npm run demo',
				'npm run demo -- examples/4-audiences-from-a-data-table.json',
				'npm run sandbox',
			]),
		);
		expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm test', 'npm start']));
	});

	test('that install the package name it', () => {
		const installs = commands.filter((command) => / install --prefix /.test(command));
		expect(installs).toHaveLength(2);
		for (const install of installs) expect(install.split(' ').at(-1)).toBe(manifest.name);
	});

	describe('in a copy of the repository', () => {
		/** @type {string} */
		let copy;
		beforeAll(() => {
			copy = mkdtempSync(join(tmpdir(), 'ippanel-docs-'));
			for (const name of readdirSync(ROOT)) {
				if (/^(\.git|\.n8n|coverage|dist|node_modules|test-results)$/.test(name)) continue;
				cpSync(join(ROOT, name), join(copy, name), { recursive: true });
			}
			symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
		});
		afterAll(() => rmSync(copy, { recursive: true, force: true }));

		const ending = commands.filter((command) => /^npm run (build|demo)\b/.test(command));
		test.each(ending)(
			'%s',
			async (command) => {
				const [npm, ...args] = command.split(' ');
				const { code, stdout, stderr } = await run(npm, args, { cwd: copy, env: cleanEnv() });
				expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({
					code: 0,
					output: '',
				});
			},
			120_000,
		);

		test('npm run sandbox', async () => {
			expect(commands).toContain('npm run sandbox');
			// Where somebody runs a sandbox already, this one goes to another port.
			const isFree = await requireFreePort(8787, '', '').then(
				() => true,
				() => false,
			);
			const port = isFree ? [] : ['--', '--port', String(await freePort())];
			const service = startService('npm', ['run', 'sandbox', ...port], {
				cwd: copy,
				env: cleanEnv(),
			});
			try {
				const address = await until(
					async () => /Base URL +(\S+)[\s\S]*Ctrl-C/.exec(service.logs())?.[1],
					{ timeoutMs: 20_000, what: 'the sandbox tells its address' },
				);
				if (isFree) expect(read('CONTRIBUTING.md')).toContain(`\`${address}\``);
				const token = /API token +(\S+)/.exec(service.logs())?.[1] ?? '';
				const response = await fetch(`${address}/api/send/jobs/categories`, {
					headers: { Authorization: token },
				});
				expect(response.status).toBe(200);
				const [, requests] = /received: +curl (\S+)/.exec(service.logs()) ?? [];
				expect(await (await fetch(requests)).text()).toContain('/api/send/jobs/categories');
			} finally {
				await service.stop();
			}
		}, 60_000);

		test('the operation that CONTRIBUTING.md adds is one file that compiles', async () => {
			const [{ code }] = documents['CONTRIBUTING.md'].blocks.filter(
				({ language }) => language === 'ts',
			);
			const [name] = documents['CONTRIBUTING.md'].code.filter((text) =>
				/^\w+\/\w+\.ts$/.test(text),
			);
			writeFileSync(join(copy, 'nodes/IpPanelJobSms/resources', name), code);
			const tsc = require.resolve('typescript/bin/tsc');
			const { stdout, code: exit } = await run(process.execPath, [tsc, '--noEmit'], { cwd: copy });
			expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
		}, 60_000);
	});
});

const { properties } = new IpPanelJobSms().description;

/** The labels of a field and, where it is a collection, of those within it. @param {INodeProperties} field */
function labelsOf({ displayName, type, options = [] }) {
	/** @type {string[]} */
	const labels = [displayName];
	for (const option of options) {
		if (type === 'collection') labels.push(.../** @type {any} */ (labelsOf)(option));
		if (type === 'fixedCollection') {
			labels.push(.../** @type {any} */ (option).values.flatMap(labelsOf));
		}
	}
	return labels;
}

describe.each(READMES)('the operations of %s', (file) => {
	const resources = /** @type {Array<{ name: string, value: string }>} */ (properties[0].options);

	test.each(resources)('$name', ({ name, value: resource }) => {
		const ofResource = properties.filter(({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource),
		);
		const [operation] = ofResource.filter(({ name: field }) => field === 'operation');
		const expected = /** @type {any[]} */ (operation.options).map((option) => {
			const fields = ofResource.filter(
				({ type, displayOptions }) =>
					type !== 'notice' && displayOptions?.show?.operation?.includes(option.value),
			);
			const labels = fields.flatMap((field) =>
				field.type === 'collection' ? labelsOf(field) : [field.displayName],
			);
			return [option.name, labels.sort()];
		});

		const table = tableUnder(file, new RegExp(`^(${name}|.*\\(${name}\\))$`));
		const found = table.map(([operationCell, fields]) => [
			boldOf(operationCell)[0],
			boldOf(fields).sort(),
		]);
		expect(found.sort()).toEqual(expected.sort());
	});

	test('the form of Send and Estimate', () => {
		const [options] = properties.filter(
			({ name, displayOptions }) =>
				name === 'options' && displayOptions?.show?.operation?.includes('send'),
		);
		const expected = [...messageForm, options].flatMap(labelsOf);
		const table = tableUnder(file, /^(The form of Send and Estimate|فرم ارسال و برآورد)$/);
		expect(table.map(([label]) => boldOf(label)[0]).sort()).toEqual(expected.sort());
	});
});

test('README.md names every state of a message', () => {
	const text = documents['README.md'].text.replace(/\s+/g, ' ');
	for (const { name } of STATES) expect(text).toContain(name.toLowerCase());
});

describe('the titles of errors', () => {
	/**
	 * A text in the source: what stands between the values that are put into it.
	 *
	 * @typedef {{ file: string, parts: string[] }} SourceText
	 */

	/** @type {SourceText[]} */
	const texts = [];
	const folder = join(ROOT, 'nodes');
	for (const name of readdirSync(folder, { recursive: true }).map(String)) {
		if (!name.endsWith('.ts')) continue;
		const source = ts.createSourceFile(
			name,
			readFileSync(join(folder, name), 'utf8'),
			ts.ScriptTarget.ES2022,
		);
		collect(source, name);
	}

	/** @param {import('typescript').Node} node @param {string} file */
	function collect(node, file) {
		if (ts.isStringLiteralLike(node)) texts.push({ file, parts: [node.text] });
		if (ts.isTemplateExpression(node)) texts.push({ file, parts: partsOf(node) });
		ts.forEachChild(node, (child) => collect(child, file));
	}

	/**
	 * @param {import('typescript').Node} expression `LABELS.limit`, or `quoted(LABELS.limit)`
	 * @returns {string | undefined}
	 */
	function labelOf(expression) {
		if (ts.isCallExpression(expression) && expression.arguments.length === 1) {
			const label = labelOf(expression.arguments[0]);
			return label && `'${label}'`;
		}
		return ts.isPropertyAccessExpression(expression) &&
			ts.isIdentifier(expression.expression) &&
			expression.expression.text === 'LABELS'
			? /** @type {Record<string, string>} */ (LABELS)[expression.name.text]
			: undefined;
	}

	/** A label is known, so it is a part of the text. @param {import('typescript').TemplateExpression} template */
	function partsOf({ head, templateSpans }) {
		const parts = [head.text];
		for (const { expression, literal } of templateSpans) {
			const label = labelOf(expression);
			if (label) parts.push(`${parts.pop()}${label}${literal.text}`);
			else parts.push(literal.text);
		}
		return parts;
	}

	/** @param {string} text */
	const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

	/** @param {SourceText} text @param {string} title @returns whether an error with this text can begin so */
	function canBegin({ parts }, title) {
		if (parts[0].startsWith(title)) return true;
		return parts.some((_, index) => {
			const begin = parts.slice(0, index + 1);
			// "is empty" is enough to know a text by, a colon is not.
			if ((begin.join(' ').match(/[A-Za-z]{2,}/g) ?? []).length < 2) return false;
			const last = (begin.pop() ?? '').replace(/[\s:(]+$/, '');
			return new RegExp(`^${[...begin, last].map(escape).join('.+')}$`).test(title);
		});
	}

	const titlesOf = (/** @type {string} */ file) =>
		tableUnder(file, /^(Errors|خطاها)$/).flatMap(([title]) => codeOf(title));

	test.each(READMES)('of %s are those of the source', (file) => {
		const titles = titlesOf(file);
		expect(titles.length).toBeGreaterThan(10);
		expect(titles.filter((title) => !texts.some((text) => canBegin(text, title)))).toEqual([]);
	});

	test.each(READMES)('of the API and of Send are all in %s', (file) => {
		const begin =
			/^((The API|IPPanel) (didn't|doesn't|received|refused|rejected|gave)|The message (was|may)|Not (sent|done)) ?/;
		const titles = texts
			.filter(({ file: source }) => !source.endsWith('credentialTest.ts'))
			.filter(({ parts }) => begin.test(parts[0]) || parts[0].startsWith('Not '))
			.filter(({ parts }) => parts.length === 1 || /: $/.test(parts[0]))
			.map(({ parts }) => parts[0].replace(/: $/, ''));
		expect(titles.length).toBeGreaterThan(8);
		const documented = titlesOf(file);
		expect(titles.filter((title) => !documented.includes(title))).toEqual([]);
	});
});

describe('versions', () => {
	test('the newest one of the changelog is that of the package', () => {
		const [newest] = documents['CHANGELOG.md'].headings.filter(
			({ level, title }) => level === 2 && title !== '[Unreleased]',
		);
		expect(newest.title).toMatch(/^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
		expect(newest.title).toContain(`[${manifest.version}]`);
		expect(documents['CHANGELOG.md'].text).toContain(
			`[${manifest.version}]: ${REPOSITORY}/releases/tag/v${manifest.version}`,
		);
	});

	test.each(READMES)('%s promises the n8n that the tests run on', (file) => {
		const rows = tableUnder(file, /^(Compatibility|سازگاری)$/).map(([n8n, core]) => [n8n, core]);
		const today = manifest.devDependencies['n8n-core'];
		expect(rows).toEqual([
			[versions.n8n.replace(/\.\d+$/, ''), today],
			...RELEASES.map(({ n8n, core }) => [n8n, core]).reverse(),
		]);
	});

	test.each([...READMES, 'CONTRIBUTING.md'])('%s asks for the Node.js of the package', (file) => {
		const asked = documents[file].text.match(/Node\.js\D{0,8}([\d.]+\d)/)?.[1];
		expect(`>=${asked}`).toBe(manifest.engines.node);
	});
});

test('README.md lists every example under its own name', () => {
	const table = tableUnder('README.md', /^Examples$/);
	const listed = table.map(([cell]) => /^\[(.+)\]\((.+)\)$/.exec(cell)?.slice(1));
	const examples = readdirSync(join(ROOT, 'examples'))
		.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
		.map((name) => `examples/${name}`);
	expect(listed).toEqual(examples.map((file) => [JSON.parse(read(file)).name, file]));
	const persian = tableUnder('README.fa.md', /^چند نمونه$/).map(([cell]) => cell);
	expect(persian.map((cell) => /\((.+)\)$/.exec(cell)?.[1])).toEqual(examples);
});

describe('the workflows on GitHub', () => {
	const ci = read('.github/workflows/ci.yml');
	const publish = read('.github/workflows/publish.yml');

	test("CI runs the README's commands on Node 20, 22 and 24, and .ci/run", () => {
		expect(ci).toMatch(/^ +node: \[20, 22, 24\]$/m);
		expect(ci).toContain('node-version: ${{ matrix.node }}');
		for (const command of ['npm ci', 'npm test', 'npm run demo']) {
			expect(ci).toContain(`- run: ${command}\n`);
		}
		expect(ci).toMatch(/\.ci\/run$/m);
	});

	test('a version tag is tested and published with provenance, without a token', () => {
		expect(publish).toContain("tags: ['v*.*.*']");
		expect(publish).toContain('id-token: write');
		expect(publish).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
		const steps = [...publish.matchAll(/^ +- run: (.+)$/gm)].map(([, step]) => step);
		expect(steps).toEqual([
			'npm ci',
			'npm test',
			'rm README.fa.md',
			'npm publish --provenance --access public',
		]);
	});
});
