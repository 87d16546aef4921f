/**
 * Stand-ins for the nodes of n8n-nodes-base that workflows in the tests and examples need. Each does the
 * part of the original that is named here and nothing more.
 */
const { setTimeout: sleep } = require('node:timers/promises');
const { runInNewContext } = require('node:vm');

/**
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').INodeTypeDescription} INodeTypeDescription
 * @typedef {import('n8n-workflow').INodeExecutionData} INodeExecutionData
 * @typedef {import('n8n-workflow').INodeProperties} INodeProperties
 */

/**
 * @param {string} name
 * @param {Partial<INodeTypeDescription>} [rest]
 * @returns {INodeTypeDescription}
 */
const describe = (name, rest = {}) => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: '',
	defaults: { name },
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
	...rest,
});

/**
 * @param {string} name
 * @param {INodeProperties['type']} type
 * @param {import('n8n-workflow').NodeParameterValueType} defaultValue
 * @param {Partial<INodeProperties>} [rest]
 * @returns {INodeProperties}
 */
const property = (name, type, defaultValue, rest = {}) => ({
	displayName: name,
	name,
	type,
	default: defaultValue,
	...rest,
});

/** @param {string} name */
const trigger = (name) => ({
	description: describe(name, { group: ['trigger'], inputs: [] }),
	// Makes n8n's `Workflow.getStartNode` choose this node; it runs through `execute`.
	trigger: async () => ({}),
	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		return [this.getInputData()];
	},
});

/** @param {string} name */
const passThrough = (name) => ({
	description: describe(name),
	/** @this {import('n8n-workflow').IExecuteFunctions} */
	async execute() {
		return [this.getInputData()];
	},
});

/**
 * A node for a type the runner does not know: it passes its items on. With pinned data n8n never runs it.
 *
 * @param {string} fullName for example `n8n-nodes-base.hubspotTrigger`
 * @returns {INodeType}
 */
function createStandIn(fullName) {
	const name = fullName.split('.').pop() ?? fullName;
	return /trigger$|^webhook$/i.test(name) ? trigger(name) : passThrough(name);
}

/**
 * Edit Fields (Set) v3.5, manual mapping without the type conversions.
 *
 * @param {import('./n8n').N8n} n8n
 * @returns {INodeType}
 */
const set = ({ workflow: { deepCopy } }) => ({
	description: describe('set', {
		version: [3, 3.1, 3.2, 3.3, 3.4, 3.5],
		properties: [
			property('mode', 'string', 'manual'),
			property('assignments', 'assignmentCollection', {}),
			property('includeOtherFields', 'boolean', false),
			property('options', 'collection', {}, { options: [] }),
		],
	}),
	async execute() {
		if (this.getNodeParameter('mode', 0) !== 'manual') {
			throw new Error('The Set node of the test engine only maps by hand.');
		}
		const output = this.getInputData().map((item, itemIndex) => {
			const json = this.getNodeParameter('includeOtherFields', itemIndex)
				? deepCopy(item.json)
				: {};
			const { assignments = [] } = /** @type {import('n8n-workflow').AssignmentCollectionValue} */ (
				this.getNodeParameter('assignments', itemIndex)
			);
			for (const { name, value } of assignments) {
				json[name] = /** @type {import('n8n-workflow').IDataObject[string]} */ (value);
			}
			return { json, pairedItem: { item: itemIndex } };
		});
		return [output];
	},
});

/**
 * If v2 and Filter v2: n8n-workflow itself evaluates a parameter of type `filter`.
 *
 * @param {string} name
 * @param {(yes: INodeExecutionData[], no: INodeExecutionData[]) => INodeExecutionData[][]} outputsOf
 * @returns {INodeType}
 */
const byConditions = (name, outputsOf) => ({
	description: describe(name, {
		version: [2, 2.1, 2.2, 2.3],
		outputs: outputsOf([], []).map(() => 'main'),
		properties: [
			property(
				'conditions',
				'filter',
				{},
				{
					typeOptions: {
						filter: { version: 2, caseSensitive: true, typeValidation: 'strict' },
					},
				},
			),
			property('options', 'collection', {}, { options: [] }),
		],
	}),
	async execute() {
		/** @type {INodeExecutionData[][]} */
		const [yes, no] = [[], []];
		for (const [itemIndex, item] of this.getInputData().entries()) {
			const pass = this.getNodeParameter('conditions', itemIndex, false, { extractValue: true });
			item.pairedItem ??= { item: itemIndex };
			(pass ? yes : no).push(item);
		}
		return outputsOf(yes, no);
	},
});

/**
 * Split Out v1 of one field, whose entries are objects, with or without the fields beside it.
 *
 * @param {import('./n8n').N8n} n8n
 * @returns {INodeType}
 */
const splitOut = ({ get }) => ({
	description: describe('splitOut', {
		properties: [
			property('fieldToSplitOut', 'string', ''),
			property('include', 'string', 'noOtherFields'),
			property('options', 'collection', {}, { options: [] }),
		],
	}),
	async execute() {
		const output = this.getInputData().flatMap(({ json }, item) => {
			const field = String(this.getNodeParameter('fieldToSplitOut', item));
			const withOthers = this.getNodeParameter('include', item) === 'allOtherFields';
			const entries = /** @type {import('n8n-workflow').IDataObject[]} */ (get(json, field) ?? []);
			return entries.map((entry) => ({
				json: withOthers ? { ...json, [field]: entry } : entry,
				pairedItem: { item },
			}));
		});
		return [output];
	},
});

/**
 * Loop Over Items v3 (SplitInBatchesV3.node.ts): outputs `done` and `loop`.
 *
 * @returns {INodeType}
 */
const splitInBatches = () => ({
	description: describe('splitInBatches', {
		version: 3,
		outputs: ['main', 'main'],
		outputNames: ['done', 'loop'],
		properties: [
			property('batchSize', 'number', 1),
			property('options', 'collection', {}, { options: [] }),
		],
	}),
	async execute() {
		const items = this.getInputData().slice();
		const state = this.getContext('node');
		const batchSize = /** @type {number} */ (this.getNodeParameter('batchSize', 0));
		const options = this.getNodeParameter('options', 0, {});
		/** @type {INodeExecutionData[]} */
		let batch;

		if (state.items === undefined || options.reset === true) {
			const sourceData = this.getInputSourceData();
			state.currentRunIndex = 0;
			state.maxRunIndex = Math.ceil(items.length / batchSize);
			state.sourceData = { ...sourceData };
			for (const [index, item] of items.entries()) {
				item.pairedItem = { sourceOverwrite: sourceData, item: index };
			}
			batch = items.splice(0, batchSize);
			state.items = items;
			state.processedItems = [];
		} else {
			state.currentRunIndex += 1;
			batch = state.items.splice(0, batchSize);
			const sourceOverwrite = this.getInputSourceData();
			state.processedItems = [
				...state.processedItems,
				...items.map((item, index) => ({ ...item, pairedItem: { sourceOverwrite, item: index } })),
			];
			for (const item of batch) {
				/** @param {number | object} paired */
				const overwrite = (paired) => ({
					...(typeof paired === 'number' ? { item: paired } : paired),
					sourceOverwrite: state.sourceData,
				});
				const paired = item.pairedItem ?? 0;
				item.pairedItem = /** @type {INodeExecutionData['pairedItem']} */ (
					Array.isArray(paired) ? paired.map(overwrite) : overwrite(paired)
				);
			}
		}
		state.noItemsLeft = state.items.length === 0;
		state.done = batch.length === 0;
		return state.done ? [state.processedItems, []] : [[], batch];
	},
});

/**
 * Wait v1.1 for a time. From 65 seconds on, n8n stores the execution and goes on with what it has stored.
 *
 * @returns {INodeType}
 */
const wait = () => ({
	description: describe('wait', {
		version: [1, 1.1],
		properties: [
			property('resume', 'string', 'timeInterval'),
			property('amount', 'number', 5),
			property('unit', 'string', 'seconds'),
		],
	}),
	async execute() {
		const seconds = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
		const unit = /** @type {keyof typeof seconds} */ (this.getNodeParameter('unit', 0));
		const amount = /** @type {number} */ (this.getNodeParameter('amount', 0));
		const milliseconds = amount * seconds[unit] * 1000;
		if (this.getNodeParameter('resume', 0) !== 'timeInterval') {
			throw new Error('The Wait node of the test engine only waits for a time.');
		}
		if (milliseconds >= 65_000) {
			await this.putExecutionToWait(new Date(Date.now() + milliseconds));
		} else {
			await sleep(milliseconds, undefined, { signal: this.getExecutionCancelSignal() }).catch(
				() => {},
			);
		}
		return [this.getInputData()];
	},
});

/**
 * Code v2 in JavaScript, once for all items, with `$input`, `$('…')` and nothing else of n8n. The original
 * hands the code to a task runner, another process.
 *
 * @returns {INodeType}
 */
const code = () => ({
	description: describe('code', {
		version: [1, 2],
		properties: [
			property('mode', 'string', 'runOnceForAllItems'),
			property('language', 'string', 'javaScript'),
			property('jsCode', 'string', ''),
		],
	}),
	async execute() {
		const [mode, language] = ['mode', 'language'].map((name) => this.getNodeParameter(name, 0));
		if (mode !== 'runOnceForAllItems' || language !== 'javaScript') {
			throw new Error('The Code node of the test engine only runs JavaScript once for all items.');
		}
		const items = this.getInputData();
		const $input = { all: () => items, first: () => items[0], last: () => items.at(-1) };
		const result = await runInNewContext(
			`(async () => {\n${this.getNodeParameter('jsCode', 0)}\n})()`,
			{ $input, $: this.getWorkflowDataProxy(0).$ },
		);
		// What comes back belongs to another realm, with an Array and an Object of its own.
		const output = /** @type {INodeExecutionData | INodeExecutionData[]} */ (
			JSON.parse(JSON.stringify(result))
		);
		return [[output].flat()];
	},
});

/**
 * Remove Duplicates v2: within the input by selected fields, and against earlier executions by a value. As in
 * the original, the latter lets all items of one input pass that share a new value. n8n keeps what it has seen
 * in its database; here it is kept as long as the engine.
 *
 * @param {import('./n8n').N8n} n8n
 * @returns {INodeType}
 */
const removeDuplicates = ({ get }) => {
	/** What each node has seen, by the node's ID. @type {Map<string, Set<string>>} */
	const history = new Map();
	return {
		description: describe('removeDuplicates', {
			version: 2,
			properties: [
				property('operation', 'string', 'removeDuplicateInputItems'),
				property('compare', 'string', 'allFields'),
				property('fieldsToCompare', 'string', ''),
				property('logic', 'string', 'removeItemsWithAlreadySeenKeyValues'),
				property('dedupeValue', 'string', ''),
				property('options', 'collection', {}, { options: [] }),
			],
		}),
		async execute() {
			const items = this.getInputData();
			const [operation, compare, logic] = ['operation', 'compare', 'logic'].map((name) =>
				this.getNodeParameter(name, 0),
			);
			if (operation === 'removeDuplicateInputItems' && compare === 'selectedFields') {
				const fields = String(this.getNodeParameter('fieldsToCompare', 0)).split(',');
				const keys = items.map(({ json }) =>
					JSON.stringify(fields.map((field) => get(json, field.trim()) ?? null)),
				);
				return [items.filter((_, index) => keys.indexOf(keys[index]) === index)];
			}
			if (
				operation !== 'removeItemsSeenInPreviousExecutions' ||
				logic !== 'removeItemsWithAlreadySeenKeyValues'
			) {
				throw new Error('The Remove Duplicates node of the test engine does not do this.');
			}
			const { id } = this.getNode();
			const seen = history.get(id) ?? new Set();
			const values = items.map((_, index) => String(this.getNodeParameter('dedupeValue', index)));
			const kept = items.filter((_, index) => !seen.has(values[index]));
			history.set(id, new Set([...seen, ...values]));
			return [kept];
		},
	};
};

/**
 * Execute Workflow v1.2 with a sub-workflow given as JSON, for all items at once or for each of them.
 *
 * @param {import('./n8n').N8n} n8n
 * @returns {INodeType}
 */
const executeWorkflow = ({ workflow: { NodeOperationError } }) => ({
	description: describe('executeWorkflow', {
		version: [1, 1.1, 1.2],
		properties: [
			property('source', 'string', 'parameter'),
			property('workflowJson', 'json', ''),
			property('mode', 'string', 'once'),
		],
	}),
	async execute() {
		const items = this.getInputData();
		const batches =
			this.getNodeParameter('mode', 0) === 'each' ? items.map((item) => [item]) : [items];
		/** @type {INodeExecutionData[]} */
		const output = [];
		for (const [index, batch] of batches.entries()) {
			const code = JSON.parse(String(this.getNodeParameter('workflowJson', index)));
			const options = {
				parentExecution: {
					executionId: this.getExecutionId(),
					workflowId: String(this.getWorkflow().id),
				},
				executionMode: this.getMode(),
			};
			try {
				const { data } = await this.executeWorkflow({ code }, batch, undefined, options);
				// One that is called once gives as many items as it got: n8n pairs those one by one.
				for (const [item, { json }] of (data[0] ?? []).entries()) {
					output.push({ json, pairedItem: { item: index + item } });
				}
			} catch (/** @type {any} */ error) {
				if (!this.continueOnFail()) {
					throw new NodeOperationError(this.getNode(), error, { itemIndex: index });
				}
				output.push({ json: { error: error.message }, pairedItem: { item: index } });
			}
		}
		return [output];
	},
});

/**
 * Telegram v1.2, *Send Message*: tells nobody, and gives the text that would have gone out. Only where it is
 * asked for, so that a workflow with Telegram does not look as if it had told somebody.
 *
 * @returns {INodeType}
 */
const createTelegram = () => ({
	description: describe('telegram', {
		version: [1, 1.1, 1.2],
		properties: [property('chatId', 'string', ''), property('text', 'string', '')],
	}),
	async execute() {
		const output = this.getInputData().map((_, item) => ({
			json: { ok: true, result: { text: this.getNodeParameter('text', item) } },
			pairedItem: { item },
		}));
		return [output];
	},
});

/**
 * @param {import('./n8n').N8n} n8n
 * @returns {Record<string, INodeType>} by the name that workflows use
 */
const createCoreNodes = (n8n) => ({
	'n8n-nodes-base.manualTrigger': trigger('manualTrigger'),
	'n8n-nodes-base.noOp': passThrough('noOp'),
	'n8n-nodes-base.set': set(n8n),
	'n8n-nodes-base.if': byConditions('if', (yes, no) => [yes, no]),
	'n8n-nodes-base.filter': byConditions('filter', (yes) => [yes]),
	'n8n-nodes-base.splitOut': splitOut(n8n),
	'n8n-nodes-base.splitInBatches': splitInBatches(),
	'n8n-nodes-base.wait': wait(),
	'n8n-nodes-base.code': code(),
	'n8n-nodes-base.executeWorkflowTrigger': trigger('executeWorkflowTrigger'),
	'n8n-nodes-base.executeWorkflow': executeWorkflow(n8n),
	'n8n-nodes-base.removeDuplicates': removeDuplicates(n8n),
});

module.exports = { createCoreNodes, createStandIn, createTelegram };
