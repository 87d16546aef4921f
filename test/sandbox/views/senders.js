/** Ways in which the outbox may show senders, outbox IDs and counts of recipients. */
const { missing, renamed, shown } = require('./fields');

/** @param {(number: string) => unknown} change of the sender, which begins with +98 */
const number = (change) => shown('number', change);

/** @param {(id: string) => unknown} change of the outbox ID */
const id = (change) => shown('messages_outbox_id', change);

/** @type {Record<string, import('../views').View>} */
module.exports = {
	'number without plus': number((text) => text.slice(1)),
	'number without country code': number((text) => text.slice(3)),
	'number with 00': number((text) => `00${text.slice(1)}`),
	'number with a leading 0': number((text) => `0${text.slice(3)}`),
	'number as a JSON number': number((text) => (/^\+\d+$/.test(text) ? Number(text) : text)),
	'number in lower case': number((text) => text.toLowerCase()),
	'number in upper case': number((text) => text.toUpperCase()),
	'number masked': number((text) => `${text.slice(0, 5)}***${text.slice(-2)}`),
	'number null': number(() => null),
	'number missing': missing('number'),
	'number under another name': renamed('number', 'from_number'),

	'ID as a number': id(Number),
	'ID not numeric': id((text) => `a${Number(text).toString(16)}`),
	'ID null': id(() => null),
	'ID missing': missing('messages_outbox_id'),
	'ID as id': renamed('messages_outbox_id', 'id'),
	'ID as outbox_id': renamed('messages_outbox_id', 'outbox_id'),

	'recipients 0': shown('rcpts_count', () => '0'),
	'recipients null': shown('rcpts_count', () => null),
	'recipients missing': missing('rcpts_count'),
	'recipients one fewer': shown('rcpts_count', (count) => String(Number(count) - 1)),
};
