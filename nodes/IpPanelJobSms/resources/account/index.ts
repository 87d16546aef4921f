import { resourceProperties } from '../operation';
import { getCredit } from './getCredit';

export const accountProperties = resourceProperties('account', 'getCredit', [getCredit]);
