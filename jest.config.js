/** @type {import('jest').Config} */
module.exports = {
	testMatch: ['<rootDir>/test/{unit,engine}/**/*.test.js'],
	// The tests drive the built node; its source maps lead the coverage back to nodes/ and credentials/.
	transform: { '/dist/.*\\.js$': '<rootDir>/test/tools/sourceMaps.js' },
	collectCoverage: true,
	// Counts in the node alone. V8's own would count, and slow down, all of n8n in each test file.
	coverageProvider: 'babel',
	collectCoverageFrom: ['dist/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 95, branches: 95 } },
	// By default one core is left idle.
	maxWorkers: '100%',
	testSequencer: '<rootDir>/test/tools/longestFirst.js',
	// What a test needs on a machine that is busy with other things.
	testTimeout: 120_000,
};
