/**
 * An error that the control API answers as 400, with its words.
 *
 * @param {string} message
 */
const badRequest = (message) => Object.assign(new TypeError(message), { statusCode: 400 });

module.exports = { badRequest };
