import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import { InvalidInput } from '../form/invalidInput';
import { fieldLabel } from './fieldLabel';
import type { Meta, Verdict } from './reply';

/** An error that n8n shows as a title with a text below it. */
export type ItemError = NodeApiError | NodeOperationError;

/** n8n shows a description as HTML, in which a bare line break is a space. */
export const LINE_BREAK = '<br>\n';

/** What an error text needs to know besides what happened. */
export interface ErrorContext {
	node: INode;
	itemIndex: number;
}

/** What a refusal with this HTTP status means; anything else: `OTHER_REFUSAL`. */
const REFUSALS: Record<number, string> = {
	401: 'The API did not accept the token',
	404: 'The API did not find what was asked for',
	422: 'The API did not accept what was filled in',
	429: 'The API receives too many requests',
};
const OTHER_REFUSAL = 'The API refused the request';

/** What to do about it. */
const ADVICE: Record<number, string> = {
	401: 'Check the credential. An API key is made in the IPPanel user panel under Developers > Access Keys and does not expire; a login token lives 10 hours.',
	404: 'Check the ID, and the Base URL of the credential.',
	422: 'Correct what the API names here.',
	429: 'Wait a little, then run it again.',
};

/**
 * Makes n8n's error of something that the person filled in; anything else is passed on.
 *
 * @returns a NodeOperationError of the item
 */
export function toItemError(error: unknown, { node, itemIndex }: ErrorContext): ItemError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	return new NodeOperationError(node, error instanceof Error ? error.message : String(error), {
		itemIndex,
		description: error instanceof InvalidInput ? error.description : undefined,
	});
}

/**
 * The error of a request that the API refused: it took nothing.
 *
 * @param consequence what that means for the item, e.g. that nothing was sent
 * @returns a NodeApiError with the API's own words in the title, each refused field under its label
 *   in the description, and the raw answer under *Error details*
 */
export function refusalError(
	{ statusCode, meta, body }: Extract<Verdict, { kind: 'refused' }>,
	consequence: string,
	context: ErrorContext,
): NodeApiError {
	const title = REFUSALS[statusCode] ?? OTHER_REFUSAL;
	return apiError(
		meta?.message ? `${title}: ${meta.message}` : title,
		[...refusedFields(meta), consequence, ADVICE[statusCode]],
		{ statusCode, body },
		context,
	);
}

/**
 * Builds the error of an answer, or of none. n8n's own texts for HTTP codes and for time-outs are not
 * used: they recommend to retry.
 *
 * @param lines the description, a paragraph each; empty ones are left out
 */
export function apiError(
	title: string,
	lines: Array<string | undefined>,
	answer: { statusCode?: number; body?: unknown },
	{ node, itemIndex }: ErrorContext,
): NodeApiError {
	const error = new NodeApiError(node, {} as JsonObject, {
		message: title,
		description: lines.filter(Boolean).join(LINE_BREAK),
		httpCode: answer.statusCode === undefined ? undefined : String(answer.statusCode),
		itemIndex,
	});
	if (answer.body !== undefined) error.context.data = rawAnswer(answer.body);
	return error;
}

/** Each refused field with the API's words, a line each. The documented form is `{ field: string[] }`. */
function refusedFields(meta: Meta | undefined): string[] {
	return toLines(meta?.errors, '');
}

function toLines(errors: unknown, field: string): string[] {
	if (errors === null || errors === undefined || errors === '') return [];
	if (Array.isArray(errors) && errors.every((words) => typeof words === 'string')) {
		return toLines(errors.join(' '), field);
	}
	if (typeof errors === 'object') {
		return Object.entries(errors).flatMap(([name, words]) =>
			toLines(words, field ? `${field}.${name}` : name),
		);
	}
	return [field ? `${fieldLabel(field)}: ${String(errors)}` : String(errors)];
}

/** The answer as n8n keeps it under *Error details*: an HTML page is cut. */
function rawAnswer(body: unknown): IDataObject {
	return typeof body === 'string' ? { answer: body.slice(0, 2_000) } : (body as IDataObject);
}
