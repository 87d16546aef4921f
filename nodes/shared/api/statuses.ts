import { LABELS, quoted } from '../terms/labels';

/** The title of a refusal of which nothing else is known. */
export const REFUSED = 'IPPanel refused the request';

/** What an HTTP status of the API means. */
export interface Status {
	/** `refused`: the API took nothing, even where the answer is not in its own envelope. */
	decision: 'refused' | 'refused in the envelope' | 'unclear';
	/** What happened, for a person. */
	title: string;
	/** What to do about it. */
	advice?: string;
}

const REDIRECT: Status = {
	decision: 'refused',
	title: 'The API is at another address',
};

/** The statuses that mean something of their own. `edge-endpoints`: all but 200 say "not taken". */
const STATUSES: Record<number, Status> = {
	301: REDIRECT,
	302: REDIRECT,
	307: REDIRECT,
	308: REDIRECT,
	401: {
		decision: 'refused',
		title: "IPPanel didn't accept the API key",
		advice:
			"Check the credential. An API key is made in the IPPanel user panel under Developers > Access Keys and doesn't expire; the token of a login is valid for 10 hours.",
	},
	403: {
		decision: 'refused',
		title: "IPPanel doesn't allow this",
		advice:
			"The API may accept only addresses in Iran: check where n8n runs. Otherwise check the account's rights in the IPPanel user panel.",
	},
	404: {
		decision: 'refused',
		title: "IPPanel didn't find what was asked for",
		advice: `Check the ID, and ${quoted(LABELS.baseUrl)} in the credential.`,
	},
	422: {
		decision: 'refused',
		title: 'IPPanel rejected some values',
		advice: 'Correct the fields listed above.',
	},
	429: {
		decision: 'refused',
		title: 'IPPanel received too many requests',
		advice: 'Wait a little, then run it again.',
	},
};

/**
 * @param statusCode of an answer
 * @returns what it means, whatever the answer holds
 */
export function statusOf(statusCode: number): Status {
	const known = STATUSES[statusCode];
	if (known) return known;
	return {
		decision: statusCode < 300 || isClientError(statusCode) ? 'refused in the envelope' : 'unclear',
		title: REFUSED,
	};
}

function isClientError(statusCode: number): boolean {
	return statusCode >= 400 && statusCode < 500;
}
