const { execFile, spawnSync } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

/** Removes what an earlier build left behind, so that dist/ never holds a deleted file. */
async function clean() {
	await rm('dist', { recursive: true, force: true });
}

/** Compiles nodes/ and credentials/ with the project's own TypeScript. */
async function compile() {
	const { status } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc')], {
		stdio: 'inherit',
	});
	if (status !== 0) throw new Error('TypeScript reported errors.');
}

/** Copies the icons and the codex file beside the compiled classes, where n8n looks for them. */
function copyAssets() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

/**
 * A script of package.json that only reads. Each prints when it has ended, so that none breaks into another's words.
 *
 * @param {string} script
 */
function check(script) {
	return Object.assign(
		async () => {
			const { stdout } = await promisify(execFile)('npm', ['run', '--silent', script]).catch(
				({ stdout: said, stderr }) => {
					process.stdout.write(said + stderr);
					throw new Error(`npm run ${script} found something.`);
				},
			);
			process.stdout.write(stdout);
		},
		{ displayName: script },
	);
}

exports.default = series(clean, parallel(compile, copyAssets));
exports.check = parallel(...['typecheck', 'lint', 'format:check', 'scan'].map(check));
