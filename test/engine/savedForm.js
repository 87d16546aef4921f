/** Whether the form of one of our nodes in a workflow's file is what n8n would save, complete, and true. */
const { CATEGORIES, SENDER_NUMBERS } = require('../sandbox/data');

/**
 * @typedef {import('n8n-workflow').INode} INode
 * @typedef {import('n8n-workflow').INodeProperties} INodeProperties
 * @typedef {import('n8n-workflow').IDataObject} IDataObject
 */

/**
 * What is wrong with the saved form of one of our nodes.
 *
 * @param {import('.').Engine} engine
 * @param {INode} node
 * @returns {string[]}
 */
function formProblems({ n8n, nodeTypes }, node) {
	const { NodeHelpers } = n8n.workflow;
	const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const properties = [...description.properties];
	/** @type {string[]} */
	const problems = [];

	// What n8n does not know, or would not show, is lost when it saves the workflow.
	const saved = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		false,
		false,
		node,
		description,
	);
	if (JSON.stringify(saved) !== JSON.stringify(node.parameters)) {
		problems.push(`n8n saves it differently: ${JSON.stringify(saved)}`);
	}

	const complete = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	);
	const filled = { ...node, parameters: complete ?? {} };
	const { parameters } = NodeHelpers.getNodeParametersIssues(properties, filled, description) ?? {};
	problems.push(...Object.values(parameters ?? {}).flat());

	/** @param {INodeProperties} property @param {any} values of its siblings */
	const isShown = (property, values) =>
		NodeHelpers.displayParameter(values, property, node, description, filled.parameters);
	for (const [name, property, value] of valuesOf(properties, filled.parameters, isShown)) {
		const isExpression = typeof value === 'string' && value.startsWith('=');
		if (property.type === 'options' && !isExpression) {
			const known = (property.options ?? []).map((option) => 'value' in option && option.value);
			if (!known.includes(/** @type {any} */ (value)))
				problems.push(`${name} has no option ${value}`);
		}
		if (property.type === 'resourceLocator')
			problems.push(...locatorProblems(name, property, value));
	}

	const { resource = 'message', operation } = complete ?? {};
	const writes = resource === 'message' && ['send', 'estimate'].includes(String(operation));
	if (writes) problems.push(...harmOf(complete));
	return problems;
}

/** The most people that one message of an example may reach. */
const FEW = 5;

/**
 * What could reach people whom nobody chose: a file knows neither the account's categories nor how many are
 * meant.
 *
 * @param {any} form of Send or Estimate, complete
 * @returns {string[]}
 */
function harmOf({ operation, specifyAudiences, audiences, audiencesJson, options }) {
	/** @type {string[]} */
	const problems = [];
	const isExpression = (/** @type {unknown} */ value) => String(value).startsWith('={{');
	if (operation === 'send' && options?.maxRecipients !== FEW) {
		problems.push(`Max Recipients is not ${FEW}`);
	}
	if (specifyAudiences === 'json') {
		if (!isExpression(audiencesJson)) problems.push('the audiences are written into the file');
		return problems;
	}
	for (const { mainCategory, subCategory, recipients, operators } of audiences.audience) {
		if (!isExpression(mainCategory.value))
			problems.push('a main category is written into the file');
		if (!isExpression(subCategory.value)) problems.push('a sub category is written into the file');
		if (recipients !== 'operators') problems.push('everyone in a category would get it');
		const sizes = (operators?.operator ?? []).map((/** @type {any} */ row) => row.size);
		if (sizes.some((/** @type {number} */ size) => size !== 1)) problems.push(`sizes: ${sizes}`);
	}
	return problems;
}

/**
 * A locator's mode is one of the property's, and a name that n8n shows from memory is the name of its ID.
 *
 * @param {string} name
 * @param {INodeProperties} property
 * @param {any} locator
 */
function locatorProblems(name, { modes = [] }, { __rl, mode, value, cachedResultName }) {
	/** @type {string[]} */
	const problems = [];
	if (!modes.some((known) => known.name === mode)) problems.push(`${name} has no mode ${mode}`);
	if (!__rl) problems.push(`${name} is no resource locator`);
	if (mode !== 'list' || value === '') return problems;
	const numbers = SENDER_NUMBERS.map(({ number }) => ({ id: number, name: number }));
	const lists =
		/** @type {Record<string, Array<{ id?: unknown, number?: unknown, name?: string }>>} */ ({
			fromNumber: numbers,
			toNumber: numbers,
			mainCategory: CATEGORIES,
			subCategory: [],
		});
	const entry = lists[/** @type {string} */ (name.split('.').at(-1))].find(
		({ id }) => id === value,
	);
	if (!entry || entry.name !== cachedResultName) {
		problems.push(`${name}: ${value} is not ${cachedResultName}`);
	}
	return problems;
}

/**
 * All values of a form with their properties, those in collections too.
 *
 * @param {INodeProperties[]} properties
 * @param {any} values
 * @param {(property: INodeProperties, values: any) => boolean} isShown
 * @param {string} [place]
 * @returns {Array<[place: string, property: INodeProperties, value: unknown]>}
 */
function valuesOf(properties, values, isShown, place = '') {
	return properties.flatMap((property) => {
		const value = values?.[property.name];
		if (value === undefined || !isShown(property, values)) return [];
		const here = place ? `${place}.${property.name}` : property.name;
		/** @type {Array<[string, INodeProperties, unknown]>} */
		const own = [[here, property, value]];
		if (property.type === 'collection') {
			return [
				...own,
				...valuesOf(/** @type {INodeProperties[]} */ (property.options), value, isShown, here),
			];
		}
		if (property.type !== 'fixedCollection') return own;
		const groups = /** @type {import('n8n-workflow').INodePropertyCollection[]} */ (
			property.options
		);
		const rows = groups.flatMap(({ name, values: fields }) =>
			[value[name] ?? []]
				.flat()
				.flatMap((/** @type {any} */ row) => valuesOf(fields, row, isShown, here)),
		);
		return [...own, ...rows];
	});
}

module.exports = { formProblems };
