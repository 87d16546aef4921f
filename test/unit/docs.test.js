/** The documents tell what the code does: links, pictures, commands, tables, error titles, versions. */
const { execFileSync, spawnSync } = require('node:child_process');
const { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const { symlinkSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, relative, resolve } = require('node:path');
const ts = require('typescript');
const { IpPanelEdgeApi } = require('../../dist/credentials/IpPanelEdgeApi.credentials');
const { LABELS } = require('../../dist/nodes/shared/terms/labels');
const { IpPanelJobSms } = require('../../dist/nodes/IpPanelJobSms/IpPanelJobSms.node');
const {
	MAX_CONCURRENCY,
	MAX_REFUSE_HOURS,
} = require('../../dist/nodes/IpPanelJobSms/send/sendOptions');
const { readAudiencesJson } = require('../../dist/nodes/IpPanelJobSms/form/audiencesJson');
const { REPLY } = require('../sandbox/data');
const codex = require('../../dist/nodes/IpPanelJobSms/IpPanelJobSms.node.json');
const triggerCodex = require('../../dist/nodes/IpPanelJobSmsTrigger/IpPanelJobSmsTrigger.node.json');
const { triggerProperties } = require('../../dist/nodes/IpPanelJobSmsTrigger/properties');
const { messageForm } = require('../../dist/nodes/IpPanelJobSms/descriptions/messageForm');
const { STATES } = require('../../dist/nodes/shared/reports/report');
const { OPERATORS } = require('../../dist/nodes/shared/terms/operators');
const manifest = require('../../package.json');
const { RELEASES } = require('../compat/versions');
const { cleanEnv, freePort, requireFreePort } = require('../n8n/processes');
const { run, startService, until } = require('../n8n/processes');
const versions = require('../n8n/versions.json');
const { boldOf, codeOf, parse } = require('./markdown');

/** @typedef {import('n8n-workflow').INodeProperties} INodeProperties */

const ROOT = resolve(__dirname, '../..');
const IMAGES = 'docs/images';
const API_DOCUMENTATION = 'https://ippanelcom.github.io/Edge-Document/docs/';
const REPOSITORY = manifest.homepage;
const RAW = `${REPOSITORY.replace('github.com', 'raw.githubusercontent.com')}/main/`;

/** @param {string} file */
const read = (file) => readFileSync(join(ROOT, file), 'utf8');

/** The README in bytes: who wants to know more follows its links. */
const LONGEST = 13_000;

const files = ['.', 'docs', 'docs/fa'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);
const documents = Object.fromEntries(files.map((file) => [file, parse(read(file))]));
const README = 'README.md';
const PERSIAN = 'docs/fa/README.md';
const REFERENCE = 'docs/reference.md';
const ERRORS = 'docs/errors.md';

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

/** @param {string} file @param {string} title @returns what stands below the heading, up to the next one */
function sectionOf(file, title) {
	const [, section] = read(file).split(`\n## ${title}\n`);
	return section.split(/^#+ /m)[0];
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
		const slugs = documents[README].headings.map(({ slug }) => `${REPOSITORY}#${slug}`);
		const known = [...slugs, `${REPOSITORY}#readme`];
		expect(known).toContain(new IpPanelEdgeApi().documentationUrl);
		for (const { resources } of [codex, triggerCodex]) {
			const links = Object.values(resources)
				.flat()
				.map(({ url }) => url);
			const others = links.filter((link) => !known.includes(link));
			expect(links.length).toBeGreaterThan(others.length);
			expect(others).toEqual([expect.stringContaining(API_DOCUMENTATION)]);
		}
	});

	test.each(files)('files that %s names exist', (file) => {
		const paths = documents[file].code.filter((code) =>
			/^(\.ci|\.github|credentials|docs|examples|nodes|test)\/[^<\s]*$|^[\w.]+\.md$/.test(code),
		);
		expect(paths.filter((path) => !isThere(path))).toEqual([]);
	});
});

describe('pictures', () => {
	const shown = Object.values(documents).flatMap(({ images }) => images);

	test.each(files)('of %s are found from npm, too, and are no wider than a column', (file) => {
		const { images, widths } = documents[file];
		for (const image of images) expect(image.startsWith(`${RAW}${IMAGES}/`)).toBe(true);
		expect(images.map((image) => image.replace(RAW, '')).filter((path) => !isThere(path))).toEqual(
			[],
		);
		expect(widths).toEqual(images.map(() => '400'));
	});

	test('are all shown', () => {
		const pictures = readdirSync(join(ROOT, IMAGES)).map((name) => `${RAW}${IMAGES}/${name}`);
		expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
		for (const file of [README, PERSIAN]) expect(documents[file].images.length).toBeGreaterThan(0);
	});
});

test('the README is short', () => {
	expect(Buffer.byteLength(read(README))).toBeLessThanOrEqual(LONGEST);
});

test('only one README stands at the root: npm takes any for its page', () => {
	expect(readdirSync(ROOT).filter((name) => /^readme/i.test(name))).toEqual([README]);
});

test('the Persian guide is written from right to left, but for its commands', () => {
	const outside = read(PERSIAN).replace(
		/<div dir="rtl">[\s\S]*?<\/div>|^```sh\n[\s\S]*?^```$/gm,
		'',
	);
	expect(outside.trim()).toBe('');
});

/** What takes minutes, or belongs to a machine with n8n on it. */
const SLOW = /^npm (ci|test|start|run (test:\w+|bench))$/;
const ELSEWHERE = /^(docker|npm install --prefix) /;

/** What `npm start` prints for it. */
const LET_REPLY = `curl http://127.0.0.1:8787/_sandbox/replies -d '${JSON.stringify(REPLY)}'`;

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
		const others = quick.filter((command) => !/^npm run (build|demo|sandbox)\b/.test(command));
		expect(others).toEqual([LET_REPLY]);
		expect(quick).toEqual(
			expect.arrayContaining([
				'npm run demo',
				'npm run demo -- examples/6-statistics-a-day-later.json',
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
			300_000,
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
					{ timeoutMs: 280_000, what: 'the sandbox tells its address' },
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
		}, 300_000);

		test('the operation that CONTRIBUTING.md adds is one file that compiles', async () => {
			const [{ code }] = documents['CONTRIBUTING.md'].blocks.filter(
				({ language }) => language === 'ts',
			);
			const [name] = codeOf(sectionOf('CONTRIBUTING.md', 'Add an operation')).filter((text) =>
				/^\w+\/\w+\.ts$/.test(text),
			);
			writeFileSync(join(copy, 'nodes/IpPanelJobSms/resources', name), code);
			const tsc = require.resolve('typescript/bin/tsc');
			const { stdout, code: exit } = await run(process.execPath, [tsc, '--noEmit'], { cwd: copy });
			expect({ exit, stdout }).toEqual({ exit: 0, stdout: '' });
		}, 300_000);
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

describe('the operations', () => {
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

		const table = tableUnder(REFERENCE, new RegExp(`^${name}$`));
		const found = table.map(([operationCell, fields]) => [
			boldOf(operationCell)[0],
			boldOf(fields).sort(),
		]);
		expect(found.sort()).toEqual(expected.sort());

		const lines = boldOf(sectionOf(README, 'Operations')).flatMap((bold) => bold.split(' > '));
		const names = expected.map(([operationName]) => operationName);
		expect(lines).toEqual(expect.arrayContaining([name, ...names]));
	});

	test('and the events of the trigger', () => {
		const [event] = triggerProperties;
		const names = /** @type {any[]} */ (event.options).map(({ name }) => name);
		expect(boldOf(sectionOf(README, 'Operations'))).toEqual(expect.arrayContaining(names));
		const table = tableUnder(REFERENCE, /^The trigger$/);
		const fields = triggerProperties.flatMap((field) =>
			field.type === 'collection' ? labelsOf(field).slice(1) : labelsOf(field),
		);
		expect(table.map(([label]) => boldOf(label)[0])).toEqual(expect.arrayContaining(fields));
		expect(table).toHaveLength(fields.length);
	});

	test('the form of Send and Estimate', () => {
		const [options] = properties.filter(
			({ name, displayOptions }) =>
				name === 'options' && displayOptions?.show?.operation?.includes('send'),
		);
		const expected = [...messageForm, options].flatMap(labelsOf);
		const table = tableUnder(REFERENCE, /^The form of Send and Estimate$/);
		expect(table.map(([label]) => boldOf(label)[0]).sort()).toEqual(expected.sort());
		const cells = Object.fromEntries(table);
		expect(cells[`**${LABELS.concurrency}**`]).toContain(` ${MAX_CONCURRENCY}.`);
		expect(cells[`**${LABELS.refuseRepeats}**`]).toContain(` ${MAX_REFUSE_HOURS}.`);
	});

	test('Audiences (JSON): an example that the node takes, and the IDs of the operators', () => {
		const [example] = documents[REFERENCE].blocks.filter(({ language }) => language === 'json');
		expect(readAudiencesJson(example.code)).toEqual(JSON.parse(example.code));
		const [, ids] = tableUnder(REFERENCE, /^Audiences \(JSON\)$/).find(
			([key]) => key === '`operator[].id`',
		) ?? ['', ''];
		for (const { name, value } of OPERATORS) expect(ids).toContain(`\`${value}\` ${name}`);
	});

	test('and every state of a message', () => {
		const text = documents[REFERENCE].text.replace(/\s+/g, ' ');
		for (const { name } of STATES) expect(text).toContain(name.toLowerCase());
	});
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
		// Why a connection failed is a title of its own, or stands behind one.
		if (
			[title, title[0].toLowerCase() + title.slice(1)].some((begin) => parts[0].startsWith(begin))
		) {
			return true;
		}
		return parts.some((_, index) => {
			const begin = parts.slice(0, index + 1);
			// "is empty" is enough to know a text by, a colon is not.
			if ((begin.join(' ').match(/[A-Za-z]{2,}/g) ?? []).length < 2) return false;
			const last = (begin.pop() ?? '').replace(/[\s:(]+$/, '');
			return new RegExp(`^${[...begin, last].map(escape).join('.+')}$`).test(title);
		});
	}

	const titlesOf = (/** @type {string} */ file, /** @type {RegExp} */ heading) =>
		tableUnder(file, heading).flatMap(([title]) => codeOf(title));

	test.each([
		[ERRORS, /^Errors$/, 20],
		[README, /^When something goes wrong$/, 6],
		[PERSIAN, /^شش خطای رایج$/, 6],
	])('of %s are those of the source', (file, heading, atLeast) => {
		const titles = titlesOf(file, heading);
		expect(titles.length).toBeGreaterThanOrEqual(atLeast);
		expect(titles.filter((title) => !texts.some((text) => canBegin(text, title)))).toEqual([]);
	});

	test(`of the API and of Send are all in ${ERRORS}`, () => {
		const begin =
			/^((The API|IPPanel) (didn't|doesn't|is|received|refused|rejected|gave)|(The|Another|There) [^,]+ (was|may|is|went)\b|It isn't|Not (sent|done)) ?/;
		const titles = texts
			.filter(({ file: source }) => !/credentialTest\.ts$|connection|lookBack|outbox/i.test(source))
			.filter(({ parts }) => begin.test(parts[0]) || parts[0].startsWith('Not '))
			.filter(
				({ parts }) => (parts.length === 1 && !/[.,]$/.test(parts[0])) || /: $/.test(parts[0]),
			)
			.map(({ parts }) => parts[0].replace(/: $/, ''));
		expect(titles.length).toBeGreaterThan(10);
		const documented = titlesOf(ERRORS, /^Errors$/);
		expect(titles.filter((title) => !documented.includes(title))).toEqual([]);
	});
});

test('folders of the nodes import downwards only, in the order of CONTRIBUTING.md', () => {
	let base = '';
	const rows = sectionOf('CONTRIBUTING.md', 'Where things are')
		.split('\n')
		.flatMap((line) => {
			base = /^\| In `((?:nodes|test)\/.*?)`/.exec(line)?.[1] ?? base;
			const names = codeOf(line.split('|')[1] ?? '').filter((name) => /(\/|\.ts)$/.test(name));
			return base.startsWith('nodes/') && !names.includes(base)
				? [names.map((name) => base + name)]
				: [];
		})
		.filter((row) => row.length > 0);
	/** Which row, and which of its folders. @param {string} file @returns {[number, string | undefined]} */
	const placeOf = (file) => {
		const row = rows.findIndex((names) => names.some((name) => file.startsWith(name)));
		return [row, rows[row]?.find((name) => file.startsWith(name))];
	};
	const imports = readdirSync(join(ROOT, 'nodes'), { recursive: true })
		.map((name) => `nodes/${String(name).replaceAll('\\', '/')}`)
		.filter((file) => file.endsWith('.ts') && placeOf(file)[0] >= 0)
		.flatMap((file) =>
			[...read(file).matchAll(/ from '(\.[^']+)'/g)].map(([, path]) => ({
				file,
				imported: relative(ROOT, resolve(ROOT, dirname(file), path)).replaceAll('\\', '/'),
			})),
		);
	expect(imports.length).toBeGreaterThan(200);
	const upwards = imports.filter(({ file, imported }) => {
		const [[from, folder], [to, other]] = [placeOf(file), placeOf(`${imported}/`)];
		return to < from || (to === from && folder !== other);
	});
	expect(upwards).toEqual([]);
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

	test('the README promises the n8n that the tests run on', () => {
		const rows = tableUnder(README, /^Compatibility$/).map(([n8n, core]) => [n8n, core]);
		const today = manifest.devDependencies['n8n-core'];
		expect(rows).toEqual([
			[versions.n8n.replace(/\.\d+$/, ''), today],
			...RELEASES.map(({ n8n, core }) => [n8n, core]).reverse(),
		]);
	});

	test.each([README, PERSIAN, 'CONTRIBUTING.md'])(
		'%s asks for the Node.js of the package',
		(file) => {
			const asked = documents[file].text.match(/Node\.js\D{0,8}([\d.]+\d)/)?.[1];
			expect(`>=${asked}`).toBe(manifest.engines.node);
		},
	);
});

test('README.md lists every example under its own name', () => {
	const table = tableUnder(README, /^Examples$/);
	const listed = table.map(([cell]) => /^\[(.+)\]\((.+)\)$/.exec(cell)?.slice(1));
	const examples = readdirSync(join(ROOT, 'examples'))
		.sort((one, other) => parseInt(one, 10) - parseInt(other, 10))
		.map((name) => `examples/${name}`);
	expect(listed).toEqual(examples.map((file) => [JSON.parse(read(file)).name, file]));
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

	test('actions are pinned by commit, jobs end in time, no registry is named', () => {
		for (const workflow of [ci, publish]) {
			const actions = [...workflow.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
			expect(actions.length).toBeGreaterThan(3);
			for (const action of actions)
				expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/);
			const jobs = workflow.match(/^ +runs-on: /gm) ?? [];
			expect(workflow.match(/^ +timeout-minutes: \d+$/gm)).toHaveLength(jobs.length);
			expect(workflow).not.toMatch(/\/\/\w|registry-url/);
		}
	});

	/** The jobs of a workflow by name. @type {Record<string, string>} */
	const jobs = Object.fromEntries(
		[...publish.split(/^jobs:$/m)[1].matchAll(/^ {2}(\w+):\n((?: {4}.*\n|\n)*)/gm)].map(
			([, name, text]) => [name, text],
		),
	);
	const runs = (/** @type {string} */ job) =>
		[...jobs[job].matchAll(/^ +- run: (.+)$/gm)].map(([, step]) => step);

	test('a version tag is built and tested by a job that may do nothing', () => {
		expect(publish).toContain("tags: ['v*.*.*']");
		expect(publish).toContain('permissions: {}');
		expect(Object.keys(jobs)).toEqual(['build', 'publish', 'release']);
		expect(runs('build')).toEqual(['npm ci', 'npm test', 'npm pack']);
		expect(jobs.build).toMatch(/permissions:\n +contents: read\n/);
		expect(jobs.build).not.toMatch(/id-token|secrets\.|write/);
	});

	test('and published with provenance by one that runs nothing of it', () => {
		expect(jobs.publish).toMatch(/needs: build\n[\s\S]*permissions:\n +id-token: write\n/);
		expect(runs('publish')).toEqual(['npm publish ./*.tgz --provenance --access public']);
		expect(jobs.publish).not.toMatch(/checkout|npm (ci|install|test)/);
		expect(jobs.release).toMatch(/needs: publish\n[\s\S]*permissions:\n +contents: write\n/);
		expect(jobs.release).toContain('--notes-file notes.md');
	});

	test('the notes of a release are its section of the changelog', () => {
		const [, command] = /^ +(awk .+) > notes\.md$/m.exec(publish) ?? [];
		const notesOf = (/** @type {string} */ tag) =>
			execFileSync('bash', ['-c', command], {
				cwd: ROOT,
				env: { ...process.env, GITHUB_REF_NAME: tag },
				encoding: 'utf8',
			}).trim();
		const [, section] = read('CHANGELOG.md').split(/^## \[0\.1\.0\].*$/m);
		expect(notesOf('v0.1.0')).toBe(section.split(/^\[/m)[0].trim());
		expect(notesOf('v9.9.9')).toBe('');
	});

	test('nothing is published under the placeholder of the author', () => {
		const [, command] = /^ +run: (node -e .+)$/m.exec(publish) ?? [];
		const { status } = spawnSync('bash', ['-c', command], { cwd: ROOT });
		const isPlaceholder = manifest.author.email.endsWith('@example.com');
		expect(status === 0).toBe(!isPlaceholder);
		expect(read('CONTRIBUTING.md').includes('is a placeholder')).toBe(isPlaceholder);
	});

	test('an issue tells what is needed to understand it', () => {
		const bug = read('.github/ISSUE_TEMPLATE/bug.yml');
		const labels = [...bug.matchAll(/^ +label: (.+)$/gm)].map(([, label]) => label);
		expect(labels).toEqual(
			expect.arrayContaining(['Operation', 'Did anything go out?', 'Version of n8n']),
		);
		expect(bug).toMatch(/Docker[\s\S]*npm/);
		expect(bug).toMatch(/in English or Persian/);
		// GitHub takes these for booleans, and a form with one of them for invalid.
		expect(bug).not.toMatch(/^ +- (yes|no|true|false|on|off)$/im);
	});
});
