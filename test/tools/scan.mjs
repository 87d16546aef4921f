// Runs the official community-package scanner on the checkout and on the packed tarball, as n8n does
// after publication, without asking a registry for anything.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const scratch = mkdtempSync(path.join(tmpdir(), 'ippanel-scan-'));

function run(command, args) {
	const { status, stderr } = spawnSync(command, args, { cwd: repository, encoding: 'utf8' });
	if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
}

/** Packs the package and unpacks it again: what an installation gets. */
function unpackTarball() {
	run('npm', ['pack', '--silent', '--pack-destination', scratch]);
	const [tarball] = readdirSync(scratch).filter((file) => file.endsWith('.tgz'));
	run('tar', ['-xzf', path.join(scratch, tarball), '-C', scratch]);
	return path.join(scratch, 'package');
}

try {
	const scans = [
		['checkout', repository, SOURCE_FILE_PATTERNS],
		['tarball', unpackTarball(), ['**/*.js', 'package.json']],
	];
	for (const [name, directory, patterns] of scans) {
		const { passed, message, details } = await analyzePackage(directory, patterns);
		console.log(`Community package scan of the ${name}: ${passed ? 'clean' : message}`);
		if (!passed) {
			console.log(details);
			process.exitCode = 1;
		}
	}
} finally {
	rmSync(scratch, { recursive: true, force: true });
}
