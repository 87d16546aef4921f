import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import { InvalidInput } from '../terms/invalidInput';
import { LABELS, quoted } from '../terms/labels';
import { baseUrlOf } from './endpoints';
import { fieldLabel } from './fieldLabel';
import type { Meta, Verdict } from './verdict';
import { statusOf } from './statuses';

/** An error that n8n shows as a title with a text below it. */
export type ItemError = NodeApiError | NodeOperationError;

/** n8n shows a description as HTML, in which a bare line break is a space. */
export const LINE_BREAK = '<br>\n';

/** What an error text needs to know besides what happened. */
export interface ErrorContext {
	node: INode;
	itemIndex: number;
}

/** The API gave an answer that can't be used for what was asked. */
export class UnusableAnswer extends Error {
	/**
	 * @param message what is missing in the answer
	 * @param description what that means for the item, and what to do
	 */
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}

/**
 * Makes n8n's error of whatever was thrown while an item was done.
 *
 * @param consequence what that means for the item, unless the error itself says so
 * @returns an error of n8n as it is; a NodeOperationError of the item for everything else, with what to
 *   do about it where that is known
 */
export function toItemError(
	error: unknown,
	{ node, itemIndex }: ErrorContext,
	consequence?: string,
): ItemError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const isKnown = error instanceof InvalidInput || error instanceof UnusableAnswer;
	const lines = [isKnown && error.description, consequence].filter(Boolean);
	return new NodeOperationError(node, error instanceof Error ? error.message : String(error), {
		itemIndex,
		description: lines.length > 0 ? lines.join(LINE_BREAK) : undefined,
	});
}

/**
 * The error of a request that the API refused: it took nothing.
 *
 * @param consequence what that means for the item, e.g. that nothing was sent
 * @param advice what to do about it; by default what the HTTP status tells
 * @returns a NodeApiError with the API's own words in the title, each refused field under its label
 *   in the description, and the raw answer under *Error details*
 */
export function refusalError(
	{ statusCode, meta, body, location }: Extract<Verdict, { kind: 'refused' }>,
	consequence: string,
	context: ErrorContext,
	advice = statusOf(statusCode).advice ?? baseUrlAdvice(location),
): NodeApiError {
	const { title } = statusOf(statusCode);
	return apiError(
		meta?.message ? `${title}: ${meta.message}` : title,
		[...refusedFields(meta), consequence, advice],
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
	// n8n puts words of its own in place of a title that holds a code such as ETIMEDOUT.
	error.message = title;
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
	return [field ? `${quoted(fieldLabel(field))}: ${String(errors)}` : String(errors)];
}

/** The answer as n8n keeps it under *Error details*: an HTML page is cut. */
function rawAnswer(body: unknown): IDataObject {
	return typeof body === 'string' ? { answer: body.slice(0, 2_000) } : (body as IDataObject);
}

/** What to enter as base URL after a redirect to the same endpoint elsewhere. */
function baseUrlAdvice(location: string | undefined): string | undefined {
	if (!location) return undefined;
	const baseUrl = baseUrlOf(location);
	return baseUrl
		? `Enter this as ${quoted(LABELS.baseUrl)} in the credential: ${baseUrl}`
		: `It sends the request on to ${location}. Check ${quoted(LABELS.baseUrl)} in the credential.`;
}
