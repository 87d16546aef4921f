import { resourceOf } from '../operation';
import { send } from './send';
import { estimate } from './estimate';
import { get } from './get';
import { getAll } from './getAll';
import { getRecipients } from './getRecipients';
import { getStatistics } from './getStatistics';

export const message = resourceOf('message', 'send', [
	estimate,
	get,
	getAll,
	getRecipients,
	getStatistics,
	send,
]);
