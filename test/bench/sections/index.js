/** @type {import('../bench').Section[]} */
const SECTIONS = [
	require('./perItem'),
	require('./profile'),
	require('./latency'),
	require('./oneRequest'),
	require('./connections'),
	require('./afterKill'),
	require('./growth'),
	require('./sendOnly'),
	require('./cost'),
];

module.exports = { SECTIONS };
