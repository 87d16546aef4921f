/** Measures several contenders in turn within this process. */
const { setImmediate: nextTurn } = require('node:timers/promises');

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {number} items how many a run sends
 * @property {() => Promise<number>} run gives how many answers with an outbox ID came back
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {number} items
 * @property {number[]} time of each run, in milliseconds per item
 * @property {number[]} cpu what the process computed in it, in milliseconds per item, all threads together
 * @property {number} maxInFlight the most requests that were open at once, over all runs
 */

/** A run begins with the memory cleaned up, so that it does not pay for the one before. */
async function settle() {
	await nextTurn();
	global.gc?.();
}

/**
 * @param {Contender} contender
 * @param {import('./api').Api} api
 * @param {number} [latency]
 */
async function measureRun({ name, items, run }, api, latency) {
	await api.reset(latency);
	await settle();
	const cpuBefore = process.cpuUsage();
	const before = process.hrtime.bigint();
	const answers = await run();
	const time = Number(process.hrtime.bigint() - before) / 1e6;
	const { user, system } = process.cpuUsage(cpuBefore);
	const { accepted, maxInFlight } = await api.stats();
	if (answers !== items || accepted !== items) {
		throw new Error(`${name}: ${items} items, ${answers} answers, ${accepted} accepted.`);
	}
	return { time: time / items, cpu: (user + system) / 1e3 / items, maxInFlight };
}

/**
 * @param {Contender[]} contenders
 * @param {object} options
 * @param {import('./api').Api} options.api
 * @param {number} options.rounds how often each contender runs
 * @param {number} [options.warmUps] how often it runs before that
 * @param {number} [options.latency] how long an answer takes, in milliseconds
 * @returns {Promise<Measured[]>} in the order of the contenders
 */
async function alternate(contenders, { api, rounds, warmUps = 1, latency }) {
	const measured = contenders.map(({ name, items }) => ({
		name,
		items,
		time: /** @type {number[]} */ ([]),
		cpu: /** @type {number[]} */ ([]),
		maxInFlight: 0,
	}));
	for (let round = -warmUps; round < rounds; round++) {
		for (let place = 0; place < contenders.length; place++) {
			// Each round begins with another contender: none is always the one after the heaviest.
			const index = (place + round + warmUps) % contenders.length;
			const { time, cpu, maxInFlight } = await measureRun(contenders[index], api, latency);
			if (round < 0) continue;
			measured[index].time.push(time);
			measured[index].cpu.push(cpu);
			measured[index].maxInFlight = Math.max(measured[index].maxInFlight, maxInFlight);
		}
	}
	return measured;
}

module.exports = { alternate, settle };
