const { join } = require('node:path');
const { ROOT } = require('../n8n/install');

/** Everything that a run leaves behind; ignored by git, kept by CI. */
const RESULTS = join(ROOT, 'test-results', 'e2e');

module.exports = {
	RESULTS,
	/** The pictures of the README. */
	IMAGES: join(ROOT, 'docs', 'images'),
	/** The environment variable that tells the scenarios where to put those that they take. */
	IMAGES_OF_RUN: 'IPPANEL_E2E_IMAGES',
	/** Where they go otherwise, so that a test leaves the tree as it was. */
	IMAGES_OF_TEST: join(RESULTS, 'images'),
	/** The environment variable that tells the scenarios where n8n is. */
	N8N_URL: 'IPPANEL_E2E_N8N',
};
