/** Checks requests as the API does, naming each wrong field. */
const { CATEGORIES, OPERATORS, SENDER_NUMBERS, SUB_CATEGORIES } = require('./data');
const { required } = require('./envelope');
const { partsOf } = require('./sms');

/** @typedef {Record<string, string[]>} Errors by field; empty where nothing is wrong */

/** What the API calls its fields in its messages. */
const LABELS = /** @type {Record<string, string>} */ ({
	sending_type: 'نوع ارسال',
	from_number: 'شماره ارسال کننده',
	number: 'شماره ارسال کننده',
	message: 'پیام',
	params: 'مخاطبین',
	main_category_id: 'دسته بندی اصلی',
	sub_category_id: 'زیر دسته',
	operator: 'اپراتور',
	operator_id: 'اپراتور',
	id: 'اپراتور',
	start: 'شروع',
	size: 'تعداد',
});

/** @param {unknown} id whether it is one of the main categories */
const isMainCategory = (id) => CATEGORIES.some((category) => category.id === id);

/**
 * Whether an ID is a sub category of this main category.
 *
 * @param {unknown} id
 * @param {unknown} mainCategory
 */
const isSubCategory = (id, mainCategory) =>
	SUB_CATEGORIES.some((sub) => sub.id === id && sub.main_id === String(mainCategory));

/** @param {unknown} id whether it is one of the mobile operators */
const isOperator = (id) => Object.keys(OPERATORS).some((operator) => Number(operator) === id);

/** @param {unknown} number whether it is one of the account's sender numbers */
const isSender = (number) => SENDER_NUMBERS.some((sender) => sender.number === number);

/** @param {unknown} start whether a range can start there */
const isStart = (start) => Number.isInteger(start) && Number(start) >= 0;

/** @param {unknown} size whether a range can have this size */
const isSize = (size) => Number.isInteger(size) && Number(size) >= 1;

/** @param {unknown} value whether it is an object with fields */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {unknown} value whether the API takes it for not given: null, a blank text or an empty list */
const isMissing = (value) =>
	value === undefined ||
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.length === 0);

/**
 * Notes a field that must be given and is missing or wrong.
 *
 * @param {Errors} errors
 * @param {string} field its place, e.g. `params.0.main_category_id`
 * @param {unknown} value
 * @param {boolean} isValid
 */
function demand(errors, field, value, isValid) {
	const name =
		field
			.split('.')
			.filter((part) => part in LABELS)
			.at(-1) ?? '';
	if (isMissing(value)) errors[field] = [required(LABELS[name])];
	else if (!isValid) errors[field] = [`${LABELS[name]} معتبر نیست`];
}

/**
 * Notes a field that may be left out, but not be given wrong.
 *
 * @param {Errors} errors
 * @param {string} field
 * @param {unknown} value
 * @param {boolean} isValid
 */
function allow(errors, field, value, isValid) {
	if (value !== undefined) demand(errors, field, value, isValid);
}

/** How long a text may be. */
const MAX_CHARACTERS = 1_400;
const MAX_PARTS = 20;

/**
 * Notes a text that is missing, wrong or too long.
 *
 * @param {Errors} errors
 * @param {unknown} message
 */
function demandText(errors, message) {
	demand(errors, 'message', message, typeof message === 'string');
	if (typeof message !== 'string') return;
	if (message.length > MAX_CHARACTERS || partsOf(message) > MAX_PARTS) {
		errors.message = [
			`${LABELS.message} نباید بیش از ${MAX_CHARACTERS} کارکتر یا ${MAX_PARTS} پارت باشد`,
		];
	}
}

/**
 * Checks the body of `POST /api/send`.
 *
 * @param {any} body
 * @returns {Errors}
 */
function sendErrors(body) {
	/** @type {Errors} */
	const errors = {};
	const { sending_type, from_number, message, params } = body ?? {};
	demand(errors, 'sending_type', sending_type, sending_type === 'job');
	demand(errors, 'from_number', from_number, isSender(from_number));
	demandText(errors, message);
	demand(errors, 'params', params, Array.isArray(params));
	if (Array.isArray(params)) {
		params.forEach((param, index) => checkAudience(errors, `params.${index}`, param));
	}
	return errors;
}

/**
 * Checks one audience of a message, with its operators.
 *
 * @param {Errors} errors
 * @param {string} place
 * @param {any} param
 */
function checkAudience(errors, place, param) {
	demand(errors, place, param, isRecord(param));
	if (!isRecord(param)) return;
	const { main_category_id, sub_category_id, operator } = param;
	checkCategories(errors, `${place}.`, main_category_id, sub_category_id);
	allow(errors, `${place}.operator`, operator, Array.isArray(operator));
	if (!Array.isArray(operator)) return;
	operator.forEach((range, index) => {
		const rangePlace = `${place}.operator.${index}`;
		demand(errors, rangePlace, range, isRecord(range));
		if (!isRecord(range)) return;
		// The specification lets each of them be left out.
		allow(errors, `${rangePlace}.id`, range.id, isOperator(range.id));
		allow(errors, `${rangePlace}.start`, range.start, isStart(range.start));
		allow(errors, `${rangePlace}.size`, range.size, isSize(range.size));
	});
}

/**
 * Checks a main category and the sub category of it, if there is one.
 *
 * @param {Errors} errors
 * @param {string} prefix of the fields
 * @param {unknown} main
 * @param {unknown} sub
 */
function checkCategories(errors, prefix, main, sub) {
	demand(errors, `${prefix}main_category_id`, main, isMainCategory(main));
	if (isMainCategory(main)) {
		allow(errors, `${prefix}sub_category_id`, sub, isSubCategory(sub, main));
	}
}

/**
 * Checks the query of the sub categories and of the counts.
 *
 * @param {Record<string, number | undefined>} query
 * @returns {Errors}
 */
function categoryErrors({ main_category_id, sub_category_id, operator_id, start, size }) {
	/** @type {Errors} */
	const errors = {};
	checkCategories(errors, '', main_category_id, sub_category_id);
	allow(errors, 'operator_id', operator_id, isOperator(operator_id));
	allow(errors, 'start', start, isStart(start));
	allow(errors, 'size', size, isSize(size));
	return errors;
}

/**
 * Checks the body of `POST /api/send/calculate-price`.
 *
 * @param {any} body
 * @returns {Errors}
 */
function priceErrors(body) {
	/** @type {Errors} */
	const errors = {};
	const { number, message } = body ?? {};
	demand(errors, 'number', number, isSender(number));
	demandText(errors, message);
	return errors;
}

module.exports = { categoryErrors, priceErrors, sendErrors };
