/**
 * Reads the `flatted` format in which n8n sends an execution's data: a list of values in which each string
 * inside an object or array is the position of another value.
 * @param {string} text
 * @returns {any}
 */
function unflatten(text) {
	const values = JSON.parse(text);
	/** @type {Map<number, unknown>} */
	const done = new Map();
	/**
	 * @param {number} position
	 * @returns {unknown}
	 */
	const at = (position) => {
		const value = values[position];
		if (typeof value !== 'object' || value === null) return value;
		if (done.has(position)) return done.get(position);
		/** @type {any} */
		const copy = Array.isArray(value) ? [] : {};
		done.set(position, copy);
		for (const [key, inner] of Object.entries(value)) {
			copy[key] = typeof inner === 'string' ? at(Number(inner)) : inner;
		}
		return copy;
	};
	return at(0);
}

module.exports = { unflatten };
