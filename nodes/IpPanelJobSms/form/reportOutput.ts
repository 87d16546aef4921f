import type { IDataObject } from 'n8n-workflow';
import type { Field } from '../../shared/form/field';
import { selectFromReport, simplifyReport, type Report } from '../../shared/reports/report';
import { InvalidInput } from '../../shared/terms/invalidInput';
import { LABELS, quoted } from '../../shared/terms/labels';
import { isEmpty, show } from '../../shared/terms/values';

/** Output > Selected Fields, as n8n's own nodes save it. */
export const SELECTED_FIELDS = 'fields';

/** The documented fields of a report besides its ID. */
export const REPORT_FIELDS = [
	{ name: 'Cost', value: 'cost', description: 'In Rial' },
	{ name: 'Exit Count', value: 'exit_count', description: 'How many recipients it went out to' },
	{ name: LABELS.message, value: 'message', description: 'The text' },
	{ name: 'Part', value: 'part', description: 'How many parts the text has' },
	{ name: LABELS.recipients, value: 'rcpts_count', description: 'How many recipients it has' },
	{ name: 'Reject Comment', value: 'reject_comment', description: 'Why monitoring rejected it' },
	{ name: LABELS.sender, value: 'number' },
	{ name: LABELS.state, value: 'state', description: 'In English' },
	{ name: 'State ID', value: 'state_id', description: 'As a number' },
	{ name: 'Status', value: 'status', description: "In IPPanel's Persian words" },
	{ name: 'Time', value: 'time', description: 'When it was created' },
	{ name: 'Time Send', value: 'time_send', description: 'When it was sent' },
	{ name: 'Type', value: 'type', description: 'As the API gives it' },
	{ name: 'Valid', value: 'valid', description: 'As the API gives it' },
];

/**
 * How a report becomes output.
 *
 * @throws InvalidInput when 'Fields' names what is no field of a report
 */
export function readReportOutput(field: Field): (report: Report) => IDataObject {
	const output = field('simplify', (value) => value);
	if (output === SELECTED_FIELDS) {
		const names = ['messages_outbox_id', ...field('fields', readFields)];
		return (report) => selectFromReport(report, names);
	}
	return output ? simplifyReport : (report) => report;
}

/** A list, or, as a model may give it, text with commas. */
function readFields(value: unknown): string[] {
	const names: unknown[] =
		typeof value === 'string' ? value.split(/[\s,،]+/) : [value ?? []].flat();
	const wanted = names.filter((name) => !isEmpty(name));
	const known: unknown[] = REPORT_FIELDS.map((field) => field.value);
	const unknown = wanted.find((name) => !known.includes(name));
	if (unknown === undefined) return wanted as string[];
	throw new InvalidInput(
		`${quoted(LABELS.fields)} has no field ${show(unknown)}`,
		`Choose from these: ${known.join(', ')}.`,
	);
}
