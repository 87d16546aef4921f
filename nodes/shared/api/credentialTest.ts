import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { readBaseUrl } from './connection';
import { readConnectionFailure } from './connectionFailure';
import { MAIN_CATEGORIES } from './endpoints';
import { LABELS, quoted } from '../terms/labels';
import { judge, type HttpResult, type Verdict } from './verdict';
import { REFUSED, statusOf, type Status } from './statuses';
import { authorization, cleanToken, withoutToken } from './token';

/** How long a person waits for the test, in milliseconds. */
const TEST_TIMEOUT = 15_000;

/**
 * Tests a credential with the free, read-only list of main categories. A declarative `test` in the
 * credential could say only "ECONNREFUSED" of a host that does not answer.
 */
export async function testIpPanelEdgeApi(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { apiToken, baseUrl } = data ?? {};
	const token = cleanToken(apiToken);
	// n8n offers a credential test no other request helper.
	const { request } = this.helpers;

	async function ask(): Promise<HttpResult> {
		try {
			const { statusCode, body } = await request({
				method: MAIN_CATEGORIES.method,
				uri: readBaseUrl(baseUrl) + MAIN_CATEGORIES.url,
				headers: { ...authorization(apiToken), Accept: 'application/json' },
				json: true,
				simple: false,
				resolveWithFullResponse: true,
				followRedirect: false,
				timeout: TEST_TIMEOUT,
			});
			return { statusCode, body: withoutToken(body, token) };
		} catch (error) {
			return readConnectionFailure(error);
		}
	}

	try {
		readBaseUrl(baseUrl);
	} catch (error) {
		return { status: 'Error', message: (error as Error).message };
	}
	return report(judge(await ask()));
}

function report(verdict: Verdict): INodeCredentialTestResult {
	if (verdict.kind === 'done' && Array.isArray(verdict.data)) {
		return { status: 'OK', message: 'IPPanel accepted the API key' };
	}
	if (verdict.kind === 'refused' && isOfIpPanel(verdict)) {
		const { title, advice } = refusalOf(verdict.statusCode);
		const words = verdict.meta?.message ? ` (${verdict.meta.message})` : '';
		return { status: 'Error', message: `${title}${words}${advice ? `. ${advice}` : ''}` };
	}
	const reason =
		'reason' in verdict ? verdict.reason : 'there is no IPPanel Edge API at this address';
	return { status: 'Error', message: `Check ${quoted(LABELS.baseUrl)}: ${reason}` };
}

/** Only a 403 is taken for IPPanel's outside its envelope, too: it may keep out addresses abroad that way. */
function isOfIpPanel({ statusCode, meta }: Extract<Verdict, { kind: 'refused' }>): boolean {
	return statusCode === 403 || (meta !== undefined && statusCode !== 404);
}

function refusalOf(statusCode: number): Pick<Status, 'title' | 'advice'> {
	const status = statusOf(statusCode);
	if (statusCode === 403) return status;
	if (statusCode !== 401) return { title: REFUSED };
	return {
		title: `${status.title}. Copy it from the IPPanel user panel, Developers > Access Keys`,
	};
}
