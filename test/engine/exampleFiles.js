/** The files in examples/, for tests. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { NODE_TYPE: OURS } = require('./harness');
const { TRIGGER_TYPE } = require('./triggers');

/**
 * @typedef {import('./execution').WorkflowJson} WorkflowJson
 * @typedef {import('n8n-workflow').INode} INode
 */

const FOLDER = join(__dirname, '../../examples');

const files = readdirSync(FOLDER)
	.filter((name) => name.endsWith('.json'))
	.sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));

/** @param {string} file @returns {WorkflowJson & Record<string, any>} a new copy each time */
const read = (file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** @param {number} number */
const example = (number) => {
	const file = files.find((name) => name.startsWith(`${number}-`));
	if (!file) throw new Error(`There is no example ${number}.`);
	return read(file);
};

/** @param {INode} node */
const isOurs = ({ type }) => [OURS, `${OURS}Tool`, TRIGGER_TYPE].includes(type);

/** @param {WorkflowJson} workflow @param {string} name @returns {INode & { parameters: any }} */
const nodeOf = (workflow, name) => {
	const node = workflow.nodes.find((candidate) => candidate.name === name);
	if (!node) throw new Error(`There is no node "${name}".`);
	return node;
};

module.exports = { example, files, isOurs, nodeOf, OURS, read };
