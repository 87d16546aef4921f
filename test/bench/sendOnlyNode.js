/**
 * This package's node with all operations but Send taken out, to see what they cost Send.
 *
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').INodeProperties} INodeProperties
 */

/**
 * @param {INodeType} full as n8n has loaded it
 * @returns {INodeType}
 */
function createSendOnlyNode(full) {
	/** @param {INodeProperties} property */
	const belongsToSend = ({ name, displayOptions }) => {
		// n8n adds its Request Options when the node is registered.
		if (name === 'requestOptions') return false;
		const { resource = ['message'], operation = ['send'] } = displayOptions?.show ?? {};
		return resource.includes('message') && operation.includes('send');
	};
	/** @param {INodeProperties} property @returns {INodeProperties} */
	const onlySend = (property) => {
		const only = { resource: 'message', operation: 'send' }[property.name];
		const options = property.options?.filter(
			(option) => 'value' in option && option.value === only,
		);
		return only === undefined ? property : { ...property, options };
	};
	const { execute, ...rest } = full;
	return {
		...rest,
		description: {
			...full.description,
			properties: full.description.properties.filter(belongsToSend).map(onlySend),
		},
	};
}

module.exports = { createSendOnlyNode };
