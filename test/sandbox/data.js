/** What the sandbox account has and whom it can reach. Data only. */

/** The mobile operators of the specification, by ID, with their key in counts and statistics. */
const OPERATORS = /** @type {const} */ ({ 1: 'mci', 2: 'irancell', 13: 'other' });

/** The eight main categories of the documentation, each with some of its trades. */
const CATEGORIES = [
	{
		id: 1,
		name: 'صنایع و اصناف',
		trades: [
			'صنفی',
			'نانوایان و قنادان',
			'قصابان و کاشی‌سازان و فخاران',
			'زرگران و جواهرسازان',
			'درودگران و مبل‌سازان',
			'آهنگران و جوشکاران',
			'چاپخانه‌ها و صحافان',
			'فرش و موکت',
			'لوازم‌التحریر',
			'گل و گیاه',
			'تولیدکنندگان پلاستیک',
			'صنایع دستی',
		],
	},
	{
		id: 2,
		name: 'املاک، خودرو و حمل و نقل',
		trades: [
			'مشاوران املاک',
			'نمایشگاه‌های خودرو',
			'تعمیرکاران خودرو',
			'لوازم یدکی',
			'آژانس‌های مسافرتی',
			'باربری و حمل بار',
		],
	},
	{
		id: 3,
		name: 'رستوران و صنعت غذا',
		trades: [
			'رستوران‌ها',
			'کافی‌شاپ‌ها',
			'اغذیه‌فروشان',
			'سوپرمارکت‌ها',
			'میوه و تره‌بار',
			'لبنیات',
		],
	},
	{
		id: 4,
		name: 'عکاسان و خدمات الکترونیکی و رایانه‌ای',
		trades: ['عکاسان', 'خدمات رایانه', 'فروشندگان موبایل', 'دوربین مداربسته'],
	},
	{
		id: 5,
		name: 'پوشاک و صنایع مرتبط',
		trades: ['پوشاک مردانه', 'پوشاک زنانه', 'خیاطان', 'کیف و کفش', 'پارچه‌فروشان'],
	},
	{
		id: 6,
		name: 'لوازم خانگی، تاسیسات و صنعت ساختمان',
		trades: [
			'لوازم خانگی',
			'تاسیسات و لوله‌کشی',
			'مصالح ساختمانی',
			'برق و روشنایی',
			'کاشی و سرامیک',
			'پیمانکاران ساختمان',
		],
	},
	{ id: 7, name: 'سایر', trades: ['آموزشگاه‌ها', 'خدمات مالی', 'تشریفات و مجالس'] },
	{
		id: 8,
		name: 'سلامت، زیبایی و لوازم شخصی',
		trades: [
			'آرایشگاه‌های مردانه',
			'آرایشگاه‌های زنانه',
			'داروخانه‌ها',
			'عینک‌سازان',
			'باشگاه‌های ورزشی',
		],
	},
];

let lastSubCategory = 0;
/** Sub categories as the API lists them: `main_id` is a string there. */
const SUB_CATEGORIES = CATEGORIES.flatMap(({ id, name, trades }) =>
	trades.map((trade) => ({
		id: ++lastSubCategory,
		name: trade,
		main_id: String(id),
		main_name: name,
	})),
);

/**
 * Subscribers of a sub category by operator; fixed, so that a test can rely on them.
 *
 * @param {number} subCategory
 */
function subscribersOf(subCategory) {
	return {
		mci: 4_000 + ((subCategory * 7919) % 9_000),
		irancell: 3_500 + ((subCategory * 104_729) % 6_000),
		other: 600 + ((subCategory * 1_299_709) % 900),
	};
}

/** The account's sender numbers: more than one page of ten. */
const SENDER_NUMBERS = [
	'+98PRO',
	'+98BANK',
	'+983000505',
	'+9810001',
	'+9850001010',
	'+98500057',
	'+9890000145',
	'+982100021',
	'+9820001234',
	'+981000777',
	'+983000121',
	'+9850004444',
	'+98SHOP',
].map((number, index) => ({
	id: 10_001 + index,
	number,
	operator_id: 1,
	alias: index === 2 ? 'خدمات مشتریان' : null,
	gets: 0,
	is_66_char: 0,
}));

/**
 * An answer, for whoever tries the sandbox.
 *
 * @type {import('./inbox').Reply}
 */
const REPLY = { from: '+989121234567', number: '+983000505', message: '1' };

/** The account's own name, by which its reports can be filtered. */
const USER_NAME = 'sandbox';

/** Prices of one part to one recipient, in Rial: those of the documentation. */
const PRICES = { mci: 2_370, other: 2_503 };

module.exports = {
	CATEGORIES: CATEGORIES.map(({ id, name }) => ({ id, name })),
	OPERATORS,
	PRICES,
	REPLY,
	SENDER_NUMBERS,
	SUB_CATEGORIES,
	subscribersOf,
	USER_NAME,
};
