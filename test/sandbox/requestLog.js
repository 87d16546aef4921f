/** What the sandbox received, in lines that a person can read. */

/** How much of a body is shown, in characters. */
const MAX_BODY = 1_000;

/**
 * @param {import('.').ReceivedRequest} request
 * @returns {string} its time, what was asked and answered, and below it what was sent along
 */
function lines({ method, path, query, rawBody, at, status, fault }) {
	const time = new Date(at).toTimeString().slice(0, 8);
	const search = new URLSearchParams(query).toString();
	const answer = `${status ?? 'no answer'}${fault ? ` (fault: ${fault})` : ''}`;
	const body = rawBody.length > MAX_BODY ? `${rawBody.slice(0, MAX_BODY)}…` : rawBody;
	return [
		`${time}  ${method} ${path}${search && `?${search}`} → ${answer}`,
		...(body ? body.split('\n').map((line) => `          ${line}`) : []),
	].join('\n');
}

/** @param {Array<import('.').ReceivedRequest>} requests */
const requestLog = (requests) =>
	requests.length === 0
		? 'Nothing has been received yet.\n'
		: `${requests.map(lines).join('\n')}\n`;

module.exports = { requestLog };
