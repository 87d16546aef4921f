/** Counts what n8n evaluates for an item: that is most of what an item costs. */

/**
 * @typedef {Record<string, number>} Evaluations how often each expression is evaluated, by its text
 *
 * @typedef {import('../engine').Engine} Engine
 */

/**
 * Runs a task with a counter around `workflow.expression` of every workflow that it starts.
 *
 * @param {Engine} engine
 * @param {() => Promise<unknown>} task
 * @returns {Promise<Evaluations>}
 */
async function countEvaluations({ executions, n8n }, task) {
	/** @type {Evaluations} */
	const counts = {};
	const { createWorkflow } = executions;
	executions.createWorkflow = (...given) => {
		const workflow = createWorkflow.apply(executions, given);
		const { expression } = workflow;
		const resolve = expression.resolveSimpleParameterValue;
		/** @type {any} */ (expression).resolveSimpleParameterValue = (
			/** @type {Parameters<typeof resolve>} */ ...args
		) => {
			const [value] = args;
			if (n8n.workflow.isExpression(value)) counts[value] = (counts[value] ?? 0) + 1;
			return resolve.apply(expression, args);
		};
		return workflow;
	};
	try {
		await task();
		return counts;
	} finally {
		executions.createWorkflow = createWorkflow;
	}
}

/**
 * How often each expression is evaluated for one item more: what is evaluated once for all does not count.
 *
 * @param {Engine} engine
 * @param {(items: number) => import('./rounds').Contender} contenderFor
 * @returns {Promise<Evaluations>}
 */
async function evaluationsPerItem(engine, contenderFor) {
	const [few, many] = [10, 20];
	const ofFew = await countEvaluations(engine, contenderFor(few).run);
	const ofMany = await countEvaluations(engine, contenderFor(many).run);
	return Object.fromEntries(
		Object.entries(ofMany)
			.map(([text, count]) => [text, (count - (ofFew[text] ?? 0)) / (many - few)])
			.filter(([, count]) => count !== 0),
	);
}

module.exports = { evaluationsPerItem };
