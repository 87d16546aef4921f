/** What n8n's `WorkflowExecuteAdditionalData.getBase` (packages/cli/src) hands to every node. */
const { createCredentialsHelper } = require('./credentials');

/**
 * @typedef {import('n8n-workflow').IWorkflowExecuteAdditionalData} AdditionalData
 *
 * @callback AdditionalDataFactory
 * @param {Partial<AdditionalData> & { credentials: import('./credentials').Credentials }} options
 * @returns {AdditionalData}
 */

const INSTANCE_URL = 'http://localhost:5678';

/**
 * @param {import('./n8n').N8n} n8n
 * @param {import('./nodeTypes').CredentialTypes} credentialTypes
 * @returns {AdditionalDataFactory}
 */
function createAdditionalDataFactory(n8n, credentialTypes) {
	const { ExternalSecretsProxy } = n8n.core;
	const unsupported = async () => {
		throw new n8n.workflow.UserError('The test engine runs no task runners.');
	};
	return ({ credentials, ...options }) =>
		/** @type {AdditionalData} */ ({
			currentNodeExecutionIndex: 0,
			credentialsHelper: createCredentialsHelper(n8n, credentialTypes, credentials),
			startRunnerTask: unsupported,
			restApiUrl: `${INSTANCE_URL}/rest`,
			instanceBaseUrl: `${INSTANCE_URL}/`,
			formWaitingBaseUrl: `${INSTANCE_URL}/form-waiting`,
			webhookBaseUrl: `${INSTANCE_URL}/webhook`,
			webhookWaitingBaseUrl: `${INSTANCE_URL}/webhook-waiting`,
			webhookTestBaseUrl: `${INSTANCE_URL}/webhook-test`,
			userId: 'engine-user',
			variables: {},
			externalSecretsProxy: ExternalSecretsProxy && n8n.container.get(ExternalSecretsProxy),
			setExecutionStatus() {},
			logAiEvent() {},
			...options,
		});
}

module.exports = { createAdditionalDataFactory };
