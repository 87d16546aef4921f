/** @typedef {{ name: string, nesting: number, file?: string, skip?: string | boolean, details: { duration_ms: number, error?: Error } }} Result */

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);

/** Says what came of each scenario, a line each, and counts them. */
class Report {
	passed = 0;
	failed = 0;

	/**
	 * Runs a step that the scenarios need.
	 * @template T
	 * @param {string} name
	 * @param {() => Promise<T>} work
	 * @returns {Promise<T>}
	 */
	async step(name, work) {
		const started = Date.now();
		const result = await work();
		console.log(`        ${seconds(Date.now() - started)}  ${name}`);
		return result;
	}

	/** @param {Result} result of node:test; files and what the names given leave out do not count */
	pass({ name, nesting, file, skip, details }) {
		if (nesting > 0 || skip || name === file) return;
		this.passed++;
		console.log(`passed  ${seconds(details.duration_ms)}  ${name}`);
	}

	/** @param {Result} result */
	fail({ name, nesting, details }) {
		if (nesting > 0) return;
		this.failed++;
		console.log(`FAILED  ${seconds(details.duration_ms)}  ${name}`);
		const error = details.error?.cause ?? details.error;
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		console.log(text.replace(/^/gm, '        '));
	}

	/** @returns {boolean} whether all is well */
	end() {
		// A run without any scenario has proved nothing.
		const ok = this.failed === 0 && this.passed > 0;
		console.log(`\n${this.passed} passed, ${this.failed} failed`);
		return ok;
	}
}

module.exports = { Report };
