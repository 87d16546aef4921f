import { resourceOf } from '../operation';
import { getCredit } from './getCredit';

export const account = resourceOf('account', 'getCredit', [getCredit]);
