/**
 * @returns the digits of an ID of outbox or inbox; undefined for what can't be one, or has lost digits on
 *   its way
 */
export function idText(id: unknown): string | undefined {
	if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : undefined;
	return typeof id === 'string' && /^[1-9]\d*$/.test(id) ? id : undefined;
}

/** An ID to be compared with others: undefined where `idText` gives none. */
export function toId(value: unknown): bigint | undefined {
	const digits = idText(value);
	return digits === undefined ? undefined : BigInt(digits);
}

/** An ID as requests and outputs have it: a number, or its digits where a number would lose some. */
export function fromId(id: bigint): number | string {
	return id <= Number.MAX_SAFE_INTEGER ? Number(id) : String(id);
}
