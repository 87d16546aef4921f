/**
 * The node and credential types of one engine, as n8n's `NodeTypes`, `CredentialTypes` and
 * `LoadNodesAndCredentials` (packages/cli/src) give them to a workflow.
 */
const { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createCoreNodes, createStandIn } = require('./coreNodes');
const { convertNodeToAiTool } = require('./toolTwin');

/**
 * @typedef {import('n8n-workflow').INodeType} INodeType
 * @typedef {import('n8n-workflow').IVersionedNodeType} IVersionedNodeType
 * @typedef {import('n8n-workflow').ICredentialType} ICredentialType
 * @typedef {import('n8n-core').PackageDirectoryLoader} Loader
 */

/**
 * One loader for each package and n8n: loading a package twice would merge `requestOptions` twice into a
 * property list that its node shares between instances.
 *
 * @type {WeakMap<import('./n8n').N8n, Map<string, Promise<Loader>>>}
 */
const loaders = new WeakMap();

/**
 * The folder to load a package from. A package whose own `n8n-workflow` is not the one of the n8n under
 * test is copied beside a link to the node_modules of that n8n: n8n resolves it the same way, because a
 * community package is installed without its peer dependency.
 *
 * @param {import('./n8n').N8n} n8n
 * @param {string} packageDir
 */
function placePackage(n8n, packageDir) {
	/** @param {string} from */
	const workflowOf = (from) => {
		try {
			return realpathSync(require.resolve('n8n-workflow', { paths: [from] }));
		} catch {
			return undefined;
		}
	};
	if (workflowOf(packageDir) === workflowOf(join(n8n.nodeModules, 'n8n-core'))) return packageDir;

	const copy = mkdtempSync(join(tmpdir(), 'ippanel-engine-package-'));
	process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
	cpSync(join(packageDir, 'package.json'), join(copy, 'package.json'));
	cpSync(join(packageDir, 'dist'), join(copy, 'dist'), { recursive: true });
	symlinkSync(n8n.nodeModules, join(copy, 'node_modules'), 'dir');
	return copy;
}

/**
 * Loads a built package with n8n's own loader, which also adds `requestOptions` to declarative nodes.
 *
 * @param {import('./n8n').N8n} n8n
 * @param {string} packageDir
 * @returns {Promise<Loader>}
 */
async function loadPackage(n8n, packageDir) {
	const ofThisN8n = loaders.get(n8n) ?? new Map();
	loaders.set(n8n, ofThisN8n);
	if (!ofThisN8n.has(packageDir)) {
		const load = async () => {
			const loader = new n8n.core.PackageDirectoryLoader(placePackage(n8n, packageDir));
			await loader.loadAll();
			return loader;
		};
		ofThisN8n.set(packageDir, load());
	}
	return await ofThisN8n.get(packageDir);
}

/** Implements n8n's `INodeTypes`. */
class NodeTypes {
	/**
	 * @param {import('./n8n').N8n} n8n
	 * @param {Loader} loader
	 * @param {Record<string, INodeType | IVersionedNodeType>} extraNodeTypes
	 */
	constructor(n8n, loader, extraNodeTypes) {
		this.n8n = n8n;
		this.packageName = loader.packageName;
		/** @type {Map<string, INodeType | IVersionedNodeType>} */
		this.types = new Map(Object.entries(createCoreNodes(n8n)));
		for (const name of Object.keys(loader.known.nodes)) {
			const { type } = loader.getNode(name);
			// Many callers in n8n know only the declarative way into a node: the tests can take it, too.
			if (process.env.IPPANEL_WAY === 'declarative')
				delete (/** @type {any} */ (type).customOperations);
			this.types.set(`${loader.packageName}.${name}`, type);
		}
		/** The types that are not known here and were replaced. */
		this.standIns = new Set();
		/** @type {Map<string, INodeType>} */
		this.resolved = new Map();
		for (const [name, type] of Object.entries(extraNodeTypes)) this.add(name, type);
	}

	/**
	 * Adds or replaces a type.
	 *
	 * @param {string} name
	 * @param {INodeType | IVersionedNodeType} type
	 */
	add(name, type) {
		const versions = 'nodeVersions' in type ? Object.values(type.nodeVersions) : [type];
		for (const version of versions) {
			this.n8n.core.DirectoryLoader.applyDeclarativeNodeOptionParameters(version);
		}
		this.remove(name);
		this.types.set(name, type);
	}

	/** @param {string} name */
	remove(name) {
		this.types.delete(name);
		for (const key of this.resolved.keys()) {
			if (key.startsWith(`${name}@`) || key.startsWith(`${name}Tool@`)) this.resolved.delete(key);
		}
	}

	/** @param {string} name */
	getByName(name) {
		const type = this.types.get(name);
		if (type) return type;
		const [packageName, nodeName] = name.split('.');
		if (packageName === this.packageName) {
			throw new this.n8n.core.UnrecognizedNodeTypeError(packageName, nodeName);
		}
		const standIn = createStandIn(name);
		this.standIns.add(name);
		this.types.set(name, standIn);
		return standIn;
	}

	/**
	 * @param {string} name
	 * @param {number} [version]
	 * @returns {INodeType}
	 */
	getByNameAndVersion(name, version) {
		const key = `${name}@${version}`;
		const known = this.resolved.get(key);
		if (known) return known;

		const isTwin =
			name.endsWith('Tool') && this.types.has(name.slice(0, -4)) && !this.types.has(name);
		const type = this.n8n.workflow.NodeHelpers.getVersionedNodeType(
			this.getByName(isTwin ? name.slice(0, -4) : name),
			version,
		);
		this.giveExecuteMethod(type);
		const resolved = isTwin ? this.toolTwin(name, type) : type;
		this.resolved.set(key, resolved);
		return resolved;
	}

	/**
	 * A declarative node runs through the RoutingNode (cli: `NodeTypes.getByNameAndVersion`,
	 * `shouldAssignExecuteMethod`).
	 *
	 * @param {INodeType} type
	 */
	giveExecuteMethod(type) {
		const { RoutingNode } = this.n8n.core;
		const declarative = type.description.requestDefaults !== undefined;
		const runsItself = type.execute ?? type.supplyData ?? type.poll ?? type.trigger;
		if (runsItself || ((type.webhook || type.methods) && !declarative)) return;
		type.execute = async function () {
			const routingNode = new RoutingNode(
				/** @type {import('n8n-core').ExecuteContext} */ (/** @type {unknown} */ (this)),
				type,
			);
			return (await routingNode.runNode()) ?? [];
		};
	}

	/**
	 * The `…Tool` twin that `usableAsTool` registers, made as cli's `NodeTypes` makes it.
	 *
	 * @param {string} name
	 * @param {INodeType} type
	 */
	toolTwin(name, type) {
		if (!type.description.usableAsTool) {
			throw new this.n8n.workflow.UserError('Node cannot be used as a tool', {
				extra: { nodeType: name },
			});
		}
		const properties = Object.create(type.description.properties);
		const description = Object.create(type.description, { properties: { value: properties } });
		const twin = Object.create(type, { description: { value: description } });
		return convertNodeToAiTool(twin);
	}

	getKnownTypes() {
		return Object.fromEntries([...this.types.keys()].map((name) => [name, {}]));
	}
}

/** The credential types of one engine, as cli's `CredentialTypes`. */
class CredentialTypes {
	/**
	 * @param {import('./n8n').N8n} n8n
	 * @param {Loader} loader
	 * @param {Record<string, ICredentialType>} extraCredentialTypes
	 */
	constructor(n8n, loader, extraCredentialTypes) {
		this.n8n = n8n;
		/** @type {Map<string, ICredentialType>} */
		this.types = new Map();
		for (const name of Object.keys(loader.known.credentials)) {
			const { type } = loader.getCredential(name);
			// cli: LoadNodesAndCredentials.postProcessLoaders; older releases do not have it.
			const inject = n8n.workflow.injectDomainRestrictionFields;
			if (inject) type.properties = inject(type);
			this.types.set(name, type);
		}
		for (const [name, type] of Object.entries(extraCredentialTypes)) this.types.set(name, type);
	}

	/** @param {string} name */
	find(name) {
		return this.types.get(name);
	}

	/** @param {string} name */
	getByName(name) {
		const type = this.types.get(name);
		if (!type) throw new this.n8n.core.UnrecognizedCredentialTypeError(name);
		return type;
	}
}

module.exports = { CredentialTypes, NodeTypes, loadPackage };
