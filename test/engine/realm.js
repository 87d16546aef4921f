/**
 * Jest runs every test file in a realm of its own. An error that Node.js itself makes there (a refused
 * connection, an invalid URL) is not an `instanceof Error` for the code under test, so that n8n would treat
 * it differently than in production.
 */
const { types } = require('node:util');

/** Makes `instanceof Error` true for the errors of Node.js where it is not. Outside of Jest it does nothing. */
function acceptErrorsOfNode() {
	let errorOfNode;
	try {
		new URL('not a URL');
	} catch (error) {
		errorOfNode = error;
	}
	if (errorOfNode instanceof Error) return;

	const ordinary = Function.prototype[Symbol.hasInstance];
	Object.defineProperty(Error, Symbol.hasInstance, {
		configurable: true,
		/** @param {unknown} value */
		value(value) {
			// Subclasses inherit this method and keep their ordinary meaning.
			return ordinary.call(this, value) || (this === Error && types.isNativeError(value));
		},
	});
}

module.exports = { acceptErrorsOfNode };
