/**
 * The entry of the list that sets a sub category back to all of them. Its value is no ID, and not the
 * nothing that an expression may give.
 */
export const ALL_SUB_CATEGORIES = { name: 'All Sub Categories', value: 'all' } as const;

/**
 * True for that entry, chosen from the list. The same word is none where it was typed as an ID, or where an
 * expression or a model gave it.
 *
 * @param locator the sub category as saved, expressions unresolved
 */
export function isAllSubCategories(locator: unknown): boolean {
	const { mode, value } = (locator ?? {}) as { mode?: unknown; value?: unknown };
	return mode === 'list' && value === ALL_SUB_CATEGORIES.value;
}
