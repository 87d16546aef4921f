/**
 * Something the person filled in can't be sent. It carries no n8n types, so that the checks stay
 * pure functions; `toItemError` makes n8n's error of it.
 */
export class InvalidInput extends Error {
	/**
	 * @param message names the field and what is wrong with it
	 * @param description what to do about it
	 */
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}
