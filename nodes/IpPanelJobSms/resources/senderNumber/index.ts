import { resourceOf } from '../operation';
import { getAll } from './getAll';

export const senderNumber = resourceOf('senderNumber', 'getAll', [getAll]);
