/** @type {import('jest').Config} */
module.exports = {
	testMatch: ['<rootDir>/test/{unit,engine}/**/*.test.js'],
	// The tests drive the built node; its source maps lead the coverage back to nodes/ and credentials/.
	transform: {},
	collectCoverage: true,
	coverageProvider: 'v8',
	collectCoverageFrom: ['dist/**/*.js'],
	coverageReporters: ['text', 'lcovonly'],
	coverageThreshold: { global: { lines: 95, branches: 95 } },
	// What a test needs on a machine that is busy with other things.
	testTimeout: 120_000,
};
