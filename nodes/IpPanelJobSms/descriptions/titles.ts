import { LABELS } from '../../shared/terms/labels';
import { OPERATORS } from '../../shared/terms/operators';
import { ALL_SUB_CATEGORIES } from '../form/subCategory';

/*
 * The titles of rows in n8n's newer way to show collections: expressions that the editor evaluates over the
 * row as it is saved. What is still missing stands in front, as long titles are cut.
 */

/** A value as a title shows it; an expression without the mark that makes it one. */
const TEXT = "((value) => String(value ?? '').replace(/^=/, ''))";

const HAS_SIZE = "((operator) => Boolean(operator.size) && operator.size !== '0')";

const NAMES = JSON.stringify(Object.fromEntries(OPERATORS.map(({ value, name }) => [value, name])));

/** `MCI: 300 from 0`, or what is missing. */
export const operatorTitle = `={{ ((operator) =>
	(${NAMES}[operator.id] || '${LABELS.operator}') + ': ' + (${HAS_SIZE}(operator)
		? ${TEXT}(operator.size) + ' from ' + ${TEXT}(operator.start || 0)
		: '${LABELS.size} is missing')
)($collection.item.value) }}`;

/**
 * `Audience 2: restaurants › cafés`, with what is missing. n8n's own index of a row stays when another one
 * is removed or moved, so the number that errors name is looked up among all rows.
 */
export const audienceTitle = `={{ ((row, index, rows) => {
	const isThis = (other) => JSON.stringify(other) === JSON.stringify(row);
	const place = isThis(rows[index]) ? index : rows.findIndex(isThis);
	const name = (category) => category && (category.cachedResultName || ${TEXT}(category.value));
	const operators = (row.operators && row.operators.operator) || [];
	const missing = !name(row.mainCategory) ? '${LABELS.mainCategory}'
		: row.recipients === 'everyone' ? ''
		: operators.length === 0 ? '${LABELS.operator}'
		: operators.every(${HAS_SIZE}) ? '' : '${LABELS.size}';
	const sub = row.subCategory && row.subCategory.value === '${ALL_SUB_CATEGORIES.value}' ? '' : name(row.subCategory);
	const names = [name(row.mainCategory), sub].filter((part) => part).join(' › ');
	const parts = [missing && missing + ' is missing', names].filter((part) => part);
	return '${LABELS.audience} ' + ((place < 0 ? index : place) + 1) + ': ' + parts.join(' – ');
})($collection.item.value, $collection.item.index, ($parameter.audiences && $parameter.audiences.audience) || []) }}`;
