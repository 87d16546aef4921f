/** A thousand audiences in one request, or a request for each. */
const { withTools } = require('../bench');
const { AUDIENCE, itemsOf } = require('../campaign');
const { alternate } = require('../rounds');
const { ratioOf, summarize } = require('../statistics');
const { digits, ratio, table } = require('../table');

const AUDIENCES = 1000;
const ROUNDS = 11;
const MANY = '1,000 items, a request each';

/** Audiences of which none reaches anybody that another reaches. */
const audiences = Array.from({ length: AUDIENCES }, (_, index) => ({
	...AUDIENCE,
	operator: AUDIENCE.operator.map((range) => ({ ...range, start: index * range.size })),
}));

/** @param {import('../bench').Settings} settings */
async function measure(settings) {
	return await withTools(settings, async ({ api, rounds, contenders: { send } }) => {
		const one = { items: 1 };
		const all = [
			send({ name: MANY, items: AUDIENCES }),
			send({ name: `${MANY}, Concurrency 20`, items: AUDIENCES, concurrency: 20 }),
			send({
				...one,
				name: 'One request, audiences as text',
				audiencesJson: JSON.stringify(audiences, null, 2),
			}),
			send({
				...one,
				name: 'One request, audiences from an expression',
				audiencesJson: '={{ $json.audiences }}',
				input: itemsOf(1).map((item) => ({ ...item, audiences })),
			}),
		];
		return await alternate(all, { api, rounds: rounds(ROUNDS), warmUps: 2 });
	});
}

/** @param {import('../rounds').Measured[][]} results */
function report([measured]) {
	const [many] = measured.map(({ time, items }) => time.map((perItem) => perItem * items));
	const rows = measured.map(({ name, items, time }) => {
		const whole = time.map((perItem) => perItem * items);
		const { median, low, high } = summarize(whole);
		return [
			name,
			items,
			`${digits(median)} ms (${digits(low)}–${digits(high)})`,
			name === MANY ? '1' : ratio(ratioOf(whole, many)),
		];
	});
	return [
		`${AUDIENCES} audiences with two operators each; one expression in the message; the API answers at once. Time is for all of them.`,
		table(['', 'Requests', 'Time', 'Ratio'], rows),
	].join('\n\n');
}

module.exports = { title: 'One request instead of many', parts: [{}], measure, report };
