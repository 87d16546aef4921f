import { ONLY_READS } from '../api/answer';
import { InvalidInput } from '../form/invalidInput';
import type { RecipientCount } from './recipients';

/** An answer of `POST /api/send/calculate-price`. */
export interface Prices {
	mci_price: number | string;
	/** For Irancell and all others. */
	other_price: number | string;
	/** How many SMS the text takes. */
	parts: number | string;
}

/** What a message would cost, in the currency of the account. */
export interface Cost {
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
 * @throws InvalidInput when the API gives no number for one of them
 */
export function estimateCost(recipients: RecipientCount, prices: Prices, credit: unknown): Cost {
	const [parts, mci_price, other_price, available] = [
		prices.parts,
		prices.mci_price,
		prices.other_price,
		credit,
	].map(Number);
	if (![parts, mci_price, other_price, available].every(Number.isFinite)) {
		throw new InvalidInput(
			'The cost can not be estimated: the API gave no price, parts or credit',
			`${ONLY_READS} Try again later.`,
		);
	}
	const perPart =
		recipients.mci * mci_price + (recipients.irancell + recipients.other) * other_price;
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
