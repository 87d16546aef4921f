const { link, readFile, rm, writeFile } = require('node:fs/promises');
const { setTimeout: sleep } = require('node:timers/promises');

/**
 * Keeps two commands from doing the same work at once, such as installing into the same folder.
 * @template T
 * @param {string} file
 * @param {(line: string) => void} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(file, log, work) {
	let told = false;
	while (!(await take(file))) {
		const holder = Number(await readFile(file, 'utf8').catch(() => ''));
		if (holder && !isAlive(holder)) {
			await rm(file, { force: true });
			continue;
		}
		if (holder && !told) {
			log(`Another command (process ${holder}) is at it already: waiting for it.`);
			told = true;
		}
		await sleep(1000);
	}
	try {
		return await work();
	} finally {
		await rm(file, { force: true });
	}
}

/**
 * @param {string} file
 * @returns {Promise<boolean>} whether the lock is now ours
 */
async function take(file) {
	// Linking a finished file is one step, so that nobody ever reads a lock without its holder.
	const mine = `${file}.${process.pid}`;
	await writeFile(mine, String(process.pid));
	try {
		await link(mine, file);
		return true;
	} catch (error) {
		if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
		return false;
	} finally {
		await rm(mine, { force: true });
	}
}

/** @param {number} pid */
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

module.exports = { withLock };
