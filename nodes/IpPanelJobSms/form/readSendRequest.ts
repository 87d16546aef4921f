import { readField, type ItemContext, type NodeRun } from '../items/nodeRun';
import { readAudienceFields } from './audienceFields';
import { readAudiencesJson } from './audiencesJson';
import { readMessageText } from './messageText';
import { checkOverlap } from './overlap';
import { InvalidInput } from './invalidInput';
import type { Audience, SendRequest } from './request';
import { readSender } from './sender';
import { show } from './values';

/**
 * Reads the form of Send and Estimate for one item and checks all of it.
 *
 * @returns the request body of `POST /api/send` (`sending_type: "job"`)
 * @throws InvalidInput for the first field that can't be sent
 */
export function readSendRequest(context: ItemContext, run: NodeRun): SendRequest {
	return {
		sending_type: 'job',
		from_number: readField(context, run, 'fromNumber', readSender),
		message: readField(context, run, 'message', readMessageText),
		params: readAudiences(context, run),
	};
}

function readAudiences(context: ItemContext, run: NodeRun): Audience[] {
	const checked = (audiences: Audience[]) => {
		checkOverlap(audiences);
		return audiences;
	};
	if (readField(context, run, 'specifyAudiences', readWay) === 'json') {
		return readField(context, run, 'audiencesJson', (json) => checked(readAudiencesJson(json)));
	}
	const raw = run.node.parameters.audiences;
	return readField(context, run, 'audiences', (rows) => checked(readAudienceFields(rows, raw)));
}

function readWay(value: unknown): 'fields' | 'json' {
	if (value === 'fields' || value === 'json') return value;
	throw new InvalidInput(
		`Specify Audiences is neither "fields" nor "json": ${show(value)}`,
		'Choose one of the two options.',
	);
}
