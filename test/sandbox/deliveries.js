/** What became of a message's recipients. */
const { isGsm, partsOf } = require('./sms');

/** @typedef {import('./outbox').Message} Message */

/** What becomes of a message's recipients, by `message_status`, in the keys of the statistics. */
const DELIVERIES = /** @type {const} */ ([
	'operators_pending',
	'operators_sent',
	'operators_delivered',
	'operators_failed',
	'operators_blacklist',
]);

/**
 * What becomes of a message's recipient, as an index of `DELIVERIES`: most get it.
 *
 * @param {number} index
 */
const deliveryOf = (index) => [2, 2, 2, 2, 1, 2, 3, 2, 0, 4][index % 10];

/**
 * One of a message's recipients, made up from its place among them: first those of MCI, then Irancell's,
 * then the others, each with a prefix of its operator.
 *
 * @param {Message} message
 * @param {number} index
 */
function recipient({ message, counts: { mci, irancell } }, index) {
	const prefix = index < mci ? 919 : index < mci + irancell ? 935 : 920;
	return {
		recipient: `+98${prefix}${String(index).padStart(7, '0')}`,
		message,
		is_readable: true,
		msg_parts: String(partsOf(message)),
		message_status: String(deliveryOf(index)),
	};
}

/**
 * How many recipients have each delivery status, by operator and by the alphabet of the message. The
 * documented answer has no place for other operators: they are counted with Irancell, as in the price.
 *
 * @param {Message} message
 */
function statistics({ message, recipients, counts }) {
	const irancell = [0, 0, 0, 0, 0];
	const mci = [0, 0, 0, 0, 0];
	for (let index = 0; index < recipients; index++) {
		(index < counts.mci ? mci : irancell)[deliveryOf(index)]++;
	}
	const en = isGsm(message);
	return Object.fromEntries(
		DELIVERIES.map((key, status) => [
			key,
			{
				irancell: { en: en ? irancell[status] : 0, fa: en ? 0 : irancell[status] },
				// Some counts arrive as strings.
				mci: { en: en ? mci[status] : 0, fa: String(en ? 0 : mci[status]) },
			},
		]),
	);
}

module.exports = { recipient, statistics };
