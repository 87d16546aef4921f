/** The message that all contenders send: one audience with two operators for each item. */

/** The example text is as long as a usual advertisement: two parts of Persian text. */
const TEXT =
	'همکار گرامی، فروش ویژهٔ زمستانی ما آغاز شد: تا ۴۰٪ تخفیف برای همهٔ اعضای صنف، فقط تا پایان هفته. نشانی و شرایط در سایت. لغو ۱۱';

const SENDER = '+98PRO';

/** One audience in the API's own format. */
const AUDIENCE = {
	main_category_id: 1,
	sub_category_id: 1,
	operator: [
		{ start: 0, size: 10, id: 2 },
		{ start: 0, size: 5, id: 13 },
	],
};

/** The same audience as the rows of the form. */
const AUDIENCE_FIELDS = {
	mainCategory: { __rl: true, mode: 'id', value: '1' },
	subCategory: { __rl: true, mode: 'id', value: '1' },
	recipients: 'operators',
	operators: { operator: AUDIENCE.operator },
};

/** @param {number} count */
const itemsOf = (count) =>
	Array.from({ length: count }, (_, index) => ({ message: `${TEXT} (${index})` }));

/** @param {string} message */
const requestBody = (message) => ({
	sending_type: 'job',
	from_number: SENDER,
	message,
	params: [AUDIENCE],
});

module.exports = { AUDIENCE, AUDIENCE_FIELDS, itemsOf, requestBody, SENDER, TEXT };
