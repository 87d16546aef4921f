import { readAudienceFields, readAudienceNames, type AudienceNames } from './audienceFields';
import { readAudiencesJson } from './audiencesJson';
import { readMessageText } from './messageText';
import { checkOverlap } from './overlap';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import type { Field } from '../../shared/form/field';
import type { Audience, SendRequest } from './sendRequest';
import { readSender } from '../../shared/form/sender';
import { show } from '../../shared/terms/values';

/**
 * Reads the form of Send and Estimate for one item and checks all of it.
 *
 * @param rawAudiences the `audiences` collection with its expressions unresolved
 * @returns the request body of `POST /api/send` (`sending_type: "job"`)
 * @throws InvalidInput for the first field that can't be sent
 */
export function readSendRequest(field: Field, rawAudiences: unknown): SendRequest {
	return {
		sending_type: 'job',
		from_number: field('fromNumber', readSender),
		message: field('message', readMessageText),
		params: readAudiences(field, rawAudiences),
	};
}

function readAudiences(field: Field, rawAudiences: unknown): Audience[] {
	const checked = (audiences: Audience[], names?: AudienceNames[]) => {
		checkOverlap(audiences, names);
		return audiences;
	};
	if (field('specifyAudiences', readWay) === 'json') {
		return field('audiencesJson', (json) => checked(readAudiencesJson(json)));
	}
	return field('audiences', (rows) =>
		checked(readAudienceFields(rows, rawAudiences), readAudienceNames(rows)),
	);
}

function readWay(value: unknown): 'fields' | 'json' {
	if (value === 'fields' || value === 'json') return value;
	throw new InvalidInput(
		`${quoted(LABELS.specifyAudiences)} is neither "fields" nor "json": ${show(value)}`,
		'Choose one of the two options.',
	);
}
