/**
 * The names of fields and options that error texts speak of. Descriptions, error texts and the translation of the
 * API's own field names all take them from here, so that one thing has one name.
 */
export const LABELS = {
	sender: 'Sender Number',
	message: 'Message',
	audiences: 'Audiences',
	audience: 'Audience',
	audiencesJson: 'Audiences (JSON)',
	mainCategory: 'Main Category',
	subCategory: 'Sub Category',
	recipients: 'Recipients',
	everyone: 'Everyone in the Category',
	operators: 'Operators',
	operator: 'Operator',
	start: 'Start',
	size: 'Size',
	messageOutboxId: 'Message Outbox ID',
	specifyAudiences: 'Specify Audiences',
	state: 'State',
	createdAfter: 'Created After',
	createdBefore: 'Created Before',
	sentAfter: 'Sent After',
	sentBefore: 'Sent Before',
	recipientsFrom: 'Recipients From',
	recipientsTo: 'Recipients To',
	concurrency: 'Concurrency',
	maxRecipients: 'Max Recipients',
	refuseRepeats: 'Refuse Repeats Within (Hours)',
	timeout: 'Timeout',
	baseUrl: 'Base URL',
	limit: 'Limit',
	event: 'Event',
	toNumber: 'To Number',
	contains: 'Only Texts Containing',
	states: 'States',
	afterId: 'After ID',
	fields: 'Fields',
} as const;

/** The way to a field through the rows of the form, e.g. `Audience 2 > Main Category`. */
export function path(...places: string[]): string {
	return places.join(' > ');
}

/** A field as texts speak of it: n8n wants the names of fields in single quotes. */
export function quoted(...places: string[]): string {
	return `'${path(...places)}'`;
}
