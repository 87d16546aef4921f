/** Gives Jest the built files with their source maps, which lead the coverage back to nodes/ and credentials/. */
const { existsSync, readFileSync } = require('node:fs');

module.exports = {
	/** @param {string} code @param {string} path */
	process: (code, path) => {
		const map = `${path}.map`;
		return existsSync(map) ? { code, map: JSON.parse(readFileSync(map, 'utf8')) } : { code };
	},
};
