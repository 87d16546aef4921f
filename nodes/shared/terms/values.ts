import { InvalidInput } from './invalidInput';
import { quoted } from './labels';

/** True for what an empty field or an expression without a result leaves behind. */
export function isEmpty(value: unknown): value is undefined | null | '' {
	return value === undefined || value === null || value === '';
}

/** True where n8n would evaluate the raw value of a parameter, or a part of it. */
export function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (raw === null || typeof raw !== 'object') return false;
	return Object.values(raw).some(hasExpression);
}

/** What stands in a resource locator, which n8n hands over as an object, or the value itself. */
export function locatorValue(locator: unknown): unknown {
	if (locator !== null && typeof locator === 'object' && 'value' in locator) return locator.value;
	return locator;
}

/** Writes Persian (۰-۹) and Arabic (٠-٩) digits as the digits that the API takes. */
export function toAsciiDigits(text: string): string {
	return text
		.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
		.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
}

/**
 * Reads a whole number that was chosen, typed, or filled in by an expression or an AI agent, which
 * may all give it as text.
 *
 * @param minimum the smallest number allowed
 * @param maximum the largest one
 * @throws InvalidInput naming `label` when it is missing, not a whole number, or out of its range
 */
export function toInteger(
	value: unknown,
	label: string,
	minimum: number,
	maximum = Infinity,
): number {
	const rule =
		maximum === Infinity
			? `Enter a whole number of ${minimum} or more.`
			: `Enter a whole number from ${minimum} to ${maximum}.`;
	if (isEmpty(value)) throw new InvalidInput(`${quoted(label)} is empty`, rule);

	const text = typeof value === 'string' ? toAsciiDigits(value.trim()) : value;
	const number = typeof text === 'string' && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
	if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
		throw new InvalidInput(`${quoted(label)} is not a whole number: ${show(value)}`, rule);
	}
	if (number < minimum) {
		throw new InvalidInput(`${quoted(label)} is ${number}, which is less than ${minimum}`, rule);
	}
	if (number > maximum) {
		throw new InvalidInput(`${quoted(label)} is ${number}, which is more than ${maximum}`, rule);
	}
	return number;
}

/** A value as it may stand in an error text: recognisable and never long. */
export function show(value: unknown): string {
	const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
	return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A number that the API may give as text; what is no number stays as it is. */
export function toNumber<T>(value: T): T | number {
	return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}
