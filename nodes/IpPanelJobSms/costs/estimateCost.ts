import { ONLY_READS } from '../../shared/api/answer';
import { UnusableAnswer } from '../../shared/api/errors';
import { hasOptOut } from '../outbox/comparable';
import { OPERATORS } from '../../shared/terms/operators';
import type { RecipientCount } from './recipients';

/** An answer of `POST /api/send/calculate-price`. */
export interface Prices {
	mci_price: number | string;
	/** For all operators but MCI. */
	other_price: number | string;
	/** How many SMS the text takes. */
	parts: number | string;
}

/** What a message would cost, in Rial. */
interface Cost {
	estimated_cost: number;
	credit: number;
	sufficient_credit: boolean;
	parts: number;
	mci_price: number;
	other_price: number;
}

/**
 * Estimates the cost of a message. The API does not say whether a price includes the parts; it is
 * taken as the price of one part, which can only be too much.
 *
 * @throws UnusableAnswer when the API gives no number for one of them
 */
export function estimateCost(recipients: RecipientCount, asked: Prices, credit: unknown): Cost {
	const [parts, mci_price, other_price, available] = [
		asked.parts,
		asked.mci_price,
		asked.other_price,
		credit,
	].map(Number);
	if (![parts, mci_price, other_price, available].every(Number.isFinite)) {
		throw new UnusableAnswer(
			"The cost can't be estimated: the API gave no price, parts or credit",
			`${ONLY_READS} Try again later.`,
		);
	}
	const prices = { mci_price, other_price };
	const perPart = OPERATORS.reduce(
		(sum, { key, priceKey }) => sum + recipients[key] * prices[priceKey],
		0,
	);
	const estimated_cost = perPart * parts;
	return {
		estimated_cost,
		credit: available,
		sufficient_credit: available >= estimated_cost,
		parts,
		mci_price,
		other_price,
	};
}

/** The line by which people stop messages; the panel may append it, and the price does not count it. */
const OPT_OUT_LINE = '\nلغو11';

/** The text of which the price is asked: with the opt-out line, so that the cost can only be lower. */
export function withOptOutLine(message: string): string {
	return hasOptOut(message) ? message : message + OPT_OUT_LINE;
}
