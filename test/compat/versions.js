/** The older releases of n8n that the README promises. Data only. */

/**
 * @typedef {object} Release
 * @property {string} n8n as the README names it
 * @property {string} core the n8n-core that this release is made of
 * @property {Record<string, string>} [overrides] other versions of what n8n-core depends on
 * @property {Record<string, string>} [nodePackages] the packages of n8n's own nodes, with their versions
 * @property {Record<string, string>} [nodesNeed] what those of their nodes need that the examples use
 */

/** @type {Release[]} */
const RELEASES = [
	// The oldest one: lists in a form can look at the field beside them since 1.110.
	{
		n8n: '1.110',
		core: '1.109.0',
		nodePackages: { 'n8n-nodes-base': '1.109.0', '@n8n/n8n-nodes-langchain': '1.109.0' },
		nodesNeed: { 'moment-timezone': '0.5.48' },
	},
	{
		n8n: '2.0',
		core: '2.0.2',
		// LangChain takes one that is an ES module, which Jest can't load before Node.js 24.9.
		overrides: { 'p-retry': '4.6.2' },
	},
];

module.exports = { RELEASES };
