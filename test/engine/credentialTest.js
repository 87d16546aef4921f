/** The credential test, as n8n's `CredentialsTester` (packages/cli/src/services) does it. */

/**
 * Runs the test that a node of the package declares in `testedBy` (`getCredentialTestFunction`).
 *
 * @param {import('./index').Engine} engine
 * @param {{ data: import('n8n-workflow').ICredentialDataDecryptedObject }} options
 * @returns {Promise<import('n8n-workflow').INodeCredentialTestResult>}
 */
async function testCredential(engine, { data }) {
	const type = engine.defaultCredentialType();
	const { description, methods } = engine.nodeTypes.getByNameAndVersion(engine.defaultNodeType());
	const { testedBy } = description.credentials?.find(({ name }) => name === type) ?? {};
	const test = methods?.credentialTest?.[String(testedBy)];
	if (!test) throw new Error('No testing function found for this credential.');

	const additionalData = engine.additionalDataFor({ credentials: { [type]: { type, data } } });
	const { core } = engine.n8n;
	const decrypted = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		{ id: type, name: type },
		type,
		'internal',
	);
	return await test.call(new core.CredentialTestContext(additionalData), {
		id: 'tested',
		name: 'Tested',
		type,
		data: decrypted,
	});
}

module.exports = { testCredential };
