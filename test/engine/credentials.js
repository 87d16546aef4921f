/** Credentials that are given in plain text, otherwise as n8n's own `CredentialsHelper` (packages/cli/src). */

/**
 * @typedef {import('n8n-workflow').ICredentialDataDecryptedObject} CredentialData
 * @typedef {{ type?: string, data: CredentialData }} StoredCredential
 * @typedef {Record<string, StoredCredential | CredentialData>} Credentials by the id or the name that the
 *   workflow uses, or, for one credential for all nodes, by its type: `{ ipPanelEdgeApi: { apiToken } }`
 */

/**
 * @param {StoredCredential | CredentialData} given
 * @returns {given is StoredCredential}
 */
const isStored = (given) => typeof given.data === 'object' && given.data !== null;

/**
 * @param {import('./n8n').N8n} n8n
 * @param {import('./nodeTypes').CredentialTypes} credentialTypes
 * @param {Credentials} credentials
 */
function createCredentialsHelper(n8n, credentialTypes, credentials) {
	const { ICredentialsHelper, NodeHelpers, UserError, isExpression } = n8n.workflow;

	class CredentialsHelper extends ICredentialsHelper {
		/** @override @returns {string[]} */
		getParentTypes() {
			return [];
		}

		/** @override */
		isCredentialUsableByNode() {
			return true;
		}

		/**
		 * @override
		 * @param {CredentialData} data
		 * @param {string} typeName
		 * @param {any} requestOptions
		 * @param {import('n8n-workflow').Workflow} [workflow]
		 * @param {import('n8n-workflow').INode} [node]
		 * @returns {Promise<import('n8n-workflow').IHttpRequestOptions>}
		 */
		async authenticate(data, typeName, requestOptions, workflow, node) {
			const { authenticate } = credentialTypes.getByName(typeName);
			if (!authenticate) return requestOptions;
			if (typeof authenticate === 'function') return await authenticate(data, requestOptions);
			if (!workflow || !node) {
				throw new UserError(
					'Workflow and node are required for declarative credential authentication',
				);
			}
			requestOptions.headers ??= {};
			if (authenticate.type !== 'generic') return requestOptions;

			/** @param {string} value */
			const resolve = (value) => {
				if (!isExpression(value)) return value;
				const resolved = workflow.expression.getSimpleParameterValue(
					node,
					value,
					'internal',
					{ $credentials: data },
					undefined,
					'',
				);
				return resolved ? resolved.toString() : '';
			};
			for (const [part, values] of Object.entries(authenticate.properties)) {
				for (const [key, value] of Object.entries(values)) {
					requestOptions[part] ??= {};
					requestOptions[part][resolve(key)] = resolve(value);
				}
			}
			return requestOptions;
		}

		/** @override */
		async preAuthentication() {
			return undefined;
		}

		/** @override */
		async runPreAuthentication() {
			return undefined;
		}

		/** @override @returns {Promise<never>} */
		async getCredentials() {
			throw new UserError('The test engine stores no credentials.');
		}

		/**
		 * The plain data with the defaults of the credential type; in an execution with expressions resolved.
		 *
		 * @override
		 * @param {import('n8n-workflow').IWorkflowExecuteAdditionalData} additionalData
		 * @param {import('n8n-workflow').INodeCredentialsDetails} nodeCredentials
		 * @param {string} type
		 * @param {import('n8n-workflow').WorkflowExecuteMode} mode
		 * @param {import('n8n-workflow').IExecuteData} [executeData]
		 * @param {boolean} [raw]
		 * @param {import('n8n-workflow').ICredentialsExpressionResolveValues} [expressionResolveValues]
		 * @returns {Promise<CredentialData>}
		 */
		async getDecrypted(
			additionalData,
			nodeCredentials,
			type,
			mode,
			executeData,
			raw,
			expressionResolveValues,
		) {
			const stored = findCredential(nodeCredentials, type);
			if (raw || !credentialTypes.find(type)) return stored;
			return await this.applyDefaults(
				additionalData,
				stored,
				type,
				mode,
				executeData,
				expressionResolveValues,
			);
		}

		/**
		 * @param {import('n8n-workflow').IWorkflowExecuteAdditionalData} additionalData
		 * @param {CredentialData} stored
		 * @param {string} type
		 * @param {import('n8n-workflow').WorkflowExecuteMode} mode
		 * @param {import('n8n-workflow').IExecuteData} [executeData]
		 * @param {import('n8n-workflow').ICredentialsExpressionResolveValues} [resolveValues]
		 * @returns {Promise<CredentialData>}
		 */
		async applyDefaults(additionalData, stored, type, mode, executeData, resolveValues) {
			const data = /** @type {CredentialData} */ (
				NodeHelpers.getNodeParameters(
					this.getCredentialsProperties(type),
					/** @type {import('n8n-workflow').INodeParameters} */ (stored),
					true,
					false,
					null,
					null,
				)
			);
			for (const name of ['allowedHttpRequestDomains', 'allowedDomains']) {
				if (data[name] === undefined && stored[name] !== undefined) data[name] = stored[name];
			}
			if (!resolveValues) return data;
			const parameters = /** @type {import('n8n-workflow').INodeParameters} */ (data);
			return /** @type {CredentialData} */ (
				resolveValues.workflow.expression.getParameterValue(
					parameters,
					resolveValues.runExecutionData,
					resolveValues.runIndex,
					resolveValues.itemIndex,
					resolveValues.node.name,
					resolveValues.connectionInputData,
					mode,
					n8n.core.getAdditionalKeys(additionalData, mode, null, { isCredential: true }),
					executeData,
					false,
					parameters,
				)
			);
		}

		/** @override */
		async updateCredentials() {}

		/** @override */
		async updateCredentialsOauthTokenData() {}

		/** @override @param {string} type */
		getCredentialsProperties(type) {
			return credentialTypes.getByName(type).properties;
		}
	}

	/**
	 * @param {import('n8n-workflow').INodeCredentialsDetails} nodeCredentials
	 * @param {string} type
	 * @returns {CredentialData}
	 */
	function findCredential({ id, name }, type) {
		for (const key of [id, name, type]) {
			const given = key ? credentials[key] : undefined;
			if (!given) continue;
			if (!isStored(given)) return given;
			if ((given.type ?? type) === type) return given.data;
		}
		// cli: CredentialNotFoundError
		throw new UserError(`Credential with ID "${id}" does not exist for type "${type}".`);
	}

	return new CredentialsHelper();
}

/**
 * The `credentials` of a node that uses what was given, for calls that come without a workflow.
 *
 * @param {import('n8n-workflow').INodeTypeDescription} description
 * @param {Credentials} credentials
 * @returns {import('n8n-workflow').INodeCredentials}
 */
function nodeCredentialsFor(description, credentials) {
	/** @type {import('n8n-workflow').INodeCredentials} */
	const found = {};
	for (const { name: type } of description.credentials ?? []) {
		const key =
			type in credentials
				? type
				: Object.keys(credentials).find((candidate) => credentials[candidate].type === type);
		if (key) found[type] = { id: key, name: key };
	}
	return found;
}

module.exports = { createCredentialsHelper, nodeCredentialsFor };
