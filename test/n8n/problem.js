/** Something that a person can put right: shown as what is wrong and a way out, without a stack trace. */
class Problem extends Error {
	/**
	 * @param {string} message what is wrong
	 * @param {string} wayOut what to do about it
	 */
	constructor(message, wayOut) {
		super(message);
		this.name = 'Problem';
		this.wayOut = wayOut;
	}

	/** Both parts, as they are printed. */
	toString() {
		return `${this.message}\n${this.wayOut}`;
	}
}

/** How programs say that there is no room left: npm and Node, then SQLite. */
const DISK_FULL = /ENOSPC|no space left on device|database or disk is full/i;

/** Lines that tell a person nothing about what went wrong. */
const NOISE =
	/^\s+at |^- \/|^npm (warn|http|notice|verbose)|^npm error$|complete log of this run|^\s*$/;

/**
 * What a failed program said about it.
 * @param {string} output all that it printed
 * @returns {string} the last few lines that say something, indented
 */
function lastWords(output) {
	const lines = output.split('\n').filter((line) => !NOISE.test(line));
	return [...new Set(lines)]
		.slice(-8)
		.map((line) => `  ${line.slice(0, 300)}`)
		.join('\n');
}

/**
 * The problem that a program has failed.
 * @param {string} what as in "The build failed."
 * @param {string} output all that it printed
 * @param {string} wayOut what to do, unless the disk is full
 * @returns {Problem}
 */
function programProblem(what, output, wayOut) {
	if (DISK_FULL.test(output)) {
		return new Problem(`${what} The disk is full.`, 'Free some space and run it again.');
	}
	return new Problem(`${what}\n${lastWords(output)}`, wayOut);
}

module.exports = { DISK_FULL, lastWords, Problem, programProblem };
