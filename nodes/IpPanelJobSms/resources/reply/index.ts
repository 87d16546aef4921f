import { resourceProperties } from '../operation';
import { getAll } from './getAll';

export const replyProperties = resourceProperties('reply', 'getAll', [getAll]);
