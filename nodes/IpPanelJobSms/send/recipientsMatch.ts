import { answerOf } from '../../shared/api/answer';
import type { Connection } from '../../shared/api/connection';
import { query } from '../../shared/api/request';
import { countAudiences } from '../costs/countAudiences';
import { givenSize } from '../costs/recipients';
import type { Sighting } from '../outbox/sighting';
import type { Message } from './message';

/** A message to another number of people is not this one: somebody may have changed its audiences. */
export async function recipientsMatch(
	{ item, request, node, itemIndex }: Message,
	{ recipients }: Sighting,
	connection: Connection,
): Promise<boolean> {
	if (recipients === undefined) return true;
	const sizes = request.params.map(givenSize);
	if (sizes.every((size) => size !== undefined)) {
		const given = sizes.reduce((sum, size) => sum + size, 0);
		if (given === recipients) return true;
		if (given < recipients) return false;
	}
	try {
		const counted = await countAudiences(request.params, async (asked) =>
			answerOf(await query(item.context, connection, asked), { node, itemIndex }),
		);
		return counted.recipients.total === recipients;
	} catch {
		return false;
	}
}
