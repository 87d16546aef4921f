import { resourceOf } from '../operation';
import { getAll } from './getAll';

export const reply = resourceOf('reply', 'getAll', [getAll]);
