/** How n8n turns a node into an AI tool (packages/cli/src/tool-generation/ai-tools.ts). */

/** @typedef {import('n8n-workflow').INodeProperties} INodeProperties */

/** @param {boolean} hasDescriptionType @param {string} defaultDescription @returns {INodeProperties} */
const toolDescription = (hasDescriptionType, defaultDescription) => ({
	displayName: 'Description',
	name: 'toolDescription',
	type: 'string',
	default: defaultDescription,
	required: true,
	typeOptions: { rows: 2 },
	description: 'Explain to the LLM what this tool does',
	...(hasDescriptionType && { displayOptions: { show: { descriptionType: ['manual'] } } }),
});

/** @type {INodeProperties} */
const descriptionType = {
	displayName: 'Tool Description',
	name: 'descriptionType',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Set Automatically', value: 'auto' },
		{ name: 'Set Manually', value: 'manual' },
	],
	default: 'auto',
};

/**
 * Changes a copy of a node type into its tool twin. The codex, which only the editor reads, is left alone.
 *
 * @template {{ description: import('n8n-workflow').INodeTypeDescription }} T
 * @param {T} item
 * @returns {T}
 */
function convertNodeToAiTool(item) {
	const { description } = item;
	description.name += 'Tool';
	description.inputs = [];
	description.outputs = ['ai_tool'];
	description.displayName += ' Tool';
	delete description.usableAsTool;

	const names = description.properties.map(({ name }) => name);
	if (!names.includes('toolDescription')) {
		const hasDescriptionType = names.includes('resource') || names.includes('operation');
		const lastCallout = description.properties.map(({ type }) => type).lastIndexOf('callout');
		description.properties.splice(
			lastCallout + 1,
			0,
			...(hasDescriptionType ? [descriptionType] : []),
			toolDescription(hasDescriptionType, description.description),
		);
	}
	return item;
}

module.exports = { convertNodeToAiTool };
