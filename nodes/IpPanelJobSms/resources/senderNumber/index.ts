import { resourceProperties } from '../operation';
import { getAll } from './getAll';

export const senderNumberProperties = resourceProperties('senderNumber', 'getAll', [getAll]);
