/** Takes V8 CPU profiles and tells whose code the time went to. */
const { Session } = require('node:inspector/promises');

/**
 * @typedef {import('node:inspector').Profiler.ProfileNode} ProfileNode
 *
 * @typedef {Record<string, number>} Shares milliseconds by what they were spent on
 */

/** What the time can go to, in the order of the table. */
const PARTS = /** @type {const} */ ({
	expressions: 'Evaluating expressions',
	engine: "n8n's engine around the node",
	node: "The node's own code",
	request: "n8n's request helper, axios and sockets",
	garbage: 'Collecting garbage',
	other: 'Everything else',
});

/** How often the profiler looks, in microseconds. */
const INTERVAL = 200;

/** Whose code a file is, by its path; the first that fits. Libraries that all use are not among them. */
const OWNERS = /** @type {Array<[RegExp, string]>} */ ([
	[/\/(@n8n\/expression-runtime|@n8n\/tournament|isolated-vm)\//, PARTS.expressions],
	[/\/(@n8n\/backend-network|axios|proxy-from-env|follow-redirects|form-data)\//, PARTS.request],
	[/\/n8n-core\/.*\/request-helper/, PARTS.request],
	[/\/nodes\/(IpPanelJobSms|HttpRequest)\//, PARTS.node],
	[/\/n8n-nodes-base\//, PARTS.node],
	[/\/(n8n-core|n8n-workflow|test\/engine)\//, PARTS.engine],
]);

/** Functions of n8n that evaluate an expression, whatever they call for it. */
const EVALUATES = /\/n8n-workflow\/.*\/(workflow-)?expression\.js$/;
const EVALUATION = 'resolveSimpleParameterValue';

/** Node's own code below which nothing of the above is found: sockets that have something to tell. */
const SOCKETS =
	/^node:(_?https?|net|_http_|events|internal\/(streams|stream_base_commons|http|dns))/;

/** Native functions that Node calls for sockets. */
const NATIVE =
	/^(connect|writev|writeUtf8String|writeLatin1String|close|shutdown|setKeepAlive|readStop)$/;

/**
 * @param {() => Promise<unknown>} task
 * @returns {Promise<Shares>}
 */
async function profile(task) {
	const session = new Session();
	session.connect();
	await session.post('Profiler.enable');
	await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
	await session.post('Profiler.start');
	await task();
	const { profile: taken } = await session.post('Profiler.stop');
	session.disconnect();
	return sharesOf(taken);
}

/**
 * @param {import('node:inspector').Profiler.Profile} taken
 * @returns {Shares}
 */
function sharesOf({ nodes, samples = [], timeDeltas = [] }) {
	/** @type {Map<number, { node: ProfileNode, parent?: number }>} */
	const byId = new Map(nodes.map((node) => [node.id, { node }]));
	for (const { id, children = [] } of nodes) {
		for (const child of children) Object.assign(byId.get(child) ?? {}, { parent: id });
	}
	/** @type {Map<number, string | undefined>} */
	const known = new Map();
	/** @param {number} id */
	const partOf = (id) => {
		if (!known.has(id)) known.set(id, classify(id, byId));
		return known.get(id);
	};

	/** @type {Shares} */
	const shares = Object.fromEntries(Object.values(PARTS).map((part) => [part, 0]));
	samples.forEach((id, index) => {
		const part = partOf(id);
		if (part !== undefined) shares[part] += timeDeltas[index] / 1000;
	});
	return shares;
}

/**
 * @param {number} leaf
 * @param {Map<number, { node: ProfileNode, parent?: number }>} byId
 * @returns {string | undefined} undefined where the process waited
 */
function classify(leaf, byId) {
	const stack = [];
	for (let id = /** @type {number | undefined} */ (leaf); id !== undefined; ) {
		const entry = byId.get(id);
		if (!entry) break;
		stack.push(entry.node.callFrame);
		id = entry.parent;
	}
	const [{ functionName }] = stack;
	if (functionName === '(idle)') return undefined;
	if (functionName === '(garbage collector)') return PARTS.garbage;

	const evaluates = stack.some(
		(frame) => frame.functionName === EVALUATION && EVALUATES.test(frame.url),
	);
	if (evaluates) return PARTS.expressions;
	for (const { url } of stack) {
		const owner = OWNERS.find(([path]) => path.test(url));
		if (owner) return owner[1];
	}
	const isSocket = stack.some(({ url }) => SOCKETS.test(url)) || NATIVE.test(functionName);
	return isSocket ? PARTS.request : PARTS.other;
}

module.exports = { PARTS, profile };
