/** What the account sent before the sandbox was started: one long message from each sender number. */
const { SENDER_NUMBERS } = require('./data');

/** The texts, which the senders use in turn. */
const TEXTS = [
	'همکار گرامی، سلام و وقت بخیر\nفروش ویژهٔ لوازم یدکی و ابزارآلات صنعتی با ضمانت اصالت کالا و ارسال رایگان به سراسر کشور تا پایان هفته ادامه دارد. برای دریافت فهرست قیمت‌ها عدد ۱ را بفرستید.\nفروشگاه ابزار میهن',
	'صاحبان محترم رستوران‌ها و کافی‌شاپ‌ها، مواد اولیهٔ درجه‌یک را مستقیم از تولیدکننده بخرید: برنج ایرانی، روغن، حبوبات و ادویه با تخفیف ۱۵٪ برای سفارش‌های بالای ۲۰ میلیون تومان. تلفن سفارش: ۰۲۱-۸۸۷۷۶۶۵۵',
	'آرایشگران گرامی، نمایشگاه بین‌المللی تجهیزات زیبایی و سلامت از ۱۲ تا ۱۵ مهرماه در محل دائمی نمایشگاه‌های تهران برگزار می‌شود. ثبت‌نام رایگان غرفه‌ها فقط تا پایان این ماه امکان‌پذیر است؛ پاسخ شما با عدد ۲ کافی است.',
	'مشاوران محترم املاک، سامانهٔ مدیریت فایل و قرارداد «خانه‌یار» با آموزش رایگان، پشتیبانی شبانه‌روزی و بدون نیاز به نصب در اختیار شماست. یک ماه رایگان امتحان کنید و اگر نپسندیدید، هیچ هزینه‌ای نپردازید.',
	'تولیدکنندگان و فروشندگان پوشاک، حراج پارچه‌های پاییزه آغاز شد! بیش از ۳۰۰ طرح و رنگ موجود در انبار، با ارسال فوری به همهٔ استان‌ها و امکان پرداخت در سه قسط بدون بهره. بازار بزرگ، سرای امید، پلاک ۴۸',
];

const DAY_MS = 24 * 3600 * 1000;
const YOUNGEST_DAYS = 3;
const OLDEST_DAYS = 40;

/** How far apart the IDs of these messages are: others send in between. */
const ID_STEP = 1_000;

/**
 * The old messages, the oldest first.
 *
 * @param {number} firstId the outbox ID of the first message that the sandbox will accept
 * @returns {Array<{ id: number, from_number: string, message: string, acceptedAt: number }>}
 */
function oldMessages(firstId) {
	const last = SENDER_NUMBERS.length - 1;
	return SENDER_NUMBERS.map(({ number }, index) => ({
		id: firstId - (last + 1 - index) * ID_STEP,
		from_number: number,
		message: TEXTS[index % TEXTS.length],
		acceptedAt:
			Date.now() - (OLDEST_DAYS - ((OLDEST_DAYS - YOUNGEST_DAYS) * index) / last) * DAY_MS,
	}));
}

module.exports = { oldMessages };
