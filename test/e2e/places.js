const { join } = require('node:path');
const { ROOT } = require('../n8n/install');

module.exports = {
	/** Everything that a run leaves behind; ignored by git, kept by CI. */
	RESULTS: join(ROOT, 'test-results', 'e2e'),
	/** The pictures of the README. */
	IMAGES: join(ROOT, 'docs', 'images'),
	/** The environment variable that tells the scenarios where n8n is. */
	N8N_URL: 'IPPANEL_E2E_N8N',
};
