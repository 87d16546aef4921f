import { resourceOf } from '../operation';
import { getAll } from './getAll';
import { getSubcategories } from './getSubcategories';
import { countRecipients } from './countRecipients';

export const jobCategory = resourceOf('jobCategory', 'getAll', [
	countRecipients,
	getAll,
	getSubcategories,
]);
