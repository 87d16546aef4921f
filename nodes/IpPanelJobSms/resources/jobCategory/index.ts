import { resourceProperties } from '../operation';
import { getAll } from './getAll';
import { getSubcategories } from './getSubcategories';
import { countRecipients } from './countRecipients';

export const jobCategoryProperties = resourceProperties('jobCategory', 'getAll', [
	countRecipients,
	getAll,
	getSubcategories,
]);
