/** Checks requests as the API does, naming each wrong field. */
const { CATEGORIES, OPERATORS, SENDER_NUMBERS, SUB_CATEGORIES } = require('./data');

/** @typedef {Record<string, string[]>} Errors */

const WORDS = {
	from_number: 'شماره ارسال کننده معتبر نیست',
	message: 'تکمیل گزینه پیام الزامی است',
	main_category_id: 'دسته بندی اصلی انتخاب شده معتبر نیست',
	sub_category_id: 'زیر دسته انتخاب شده معتبر نیست',
	operator: 'اپراتور انتخاب شده معتبر نیست',
	start: 'مقدار شروع معتبر نیست',
	size: 'تعداد معتبر نیست',
	params: 'تکمیل گزینه مخاطبین الزامی است',
	sending_type: 'نوع ارسال معتبر نیست',
};

/** @param {unknown} id */
const isMainCategory = (id) => CATEGORIES.some((category) => category.id === id);

/**
 * @param {unknown} id
 * @param {unknown} mainCategory
 */
const isSubCategory = (id, mainCategory) =>
	SUB_CATEGORIES.some((sub) => sub.id === id && sub.main_id === String(mainCategory));

/** @param {unknown} number */
const isSender = (number) => SENDER_NUMBERS.some((sender) => sender.number === number);

/** @param {unknown} text */
const isBlank = (text) => typeof text !== 'string' || text.trim() === '';

/**
 * @param {any} body of `POST /api/send`
 * @returns {Errors} by field; empty for a valid body
 */
function sendErrors(body) {
	/** @type {Errors} */
	const errors = {};
	if (body?.sending_type !== 'job') errors.sending_type = [WORDS.sending_type];
	if (!isSender(body?.from_number)) errors.from_number = [WORDS.from_number];
	if (isBlank(body?.message)) errors.message = [WORDS.message];
	if (!Array.isArray(body?.params) || body.params.length === 0) errors.params = [WORDS.params];
	else
		body.params.forEach((/** @type {any} */ param, /** @type {number} */ index) => {
			Object.assign(errors, paramErrors(param, `params.${index}`));
		});
	return errors;
}

/**
 * @param {any} param
 * @param {string} field
 */
function paramErrors(param, field) {
	/** @type {Errors} */
	const errors = {};
	const { main_category_id, sub_category_id, operator } = param ?? {};
	if (!isMainCategory(main_category_id)) {
		errors[`${field}.main_category_id`] = [WORDS.main_category_id];
	} else if (sub_category_id !== undefined && !isSubCategory(sub_category_id, main_category_id)) {
		errors[`${field}.sub_category_id`] = [WORDS.sub_category_id];
	}
	if (operator === undefined) return errors;
	if (!Array.isArray(operator) || operator.length === 0) {
		return { ...errors, [`${field}.operator`]: [WORDS.operator] };
	}
	operator.forEach(({ id, start, size }, index) => {
		const place = `${field}.operator.${index}`;
		if (!(id in OPERATORS)) errors[`${place}.id`] = [WORDS.operator];
		if (!Number.isInteger(start) || start < 0) errors[`${place}.start`] = [WORDS.start];
		if (!Number.isInteger(size) || size < 1) errors[`${place}.size`] = [WORDS.size];
	});
	return errors;
}

module.exports = { isBlank, isMainCategory, isSender, sendErrors, WORDS };
