import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { answerOf, listOf } from '../shared/api/answer';
import { CREDENTIAL, connectionOf } from '../shared/api/connection';
import { toItemError, UnusableAnswer } from '../shared/api/errors';
import type { ApiRequest } from '../shared/api/endpoints';
import type { Verdict } from '../shared/api/verdict';
import { query } from '../shared/api/request';
import type { Field } from '../shared/form/field';
import { EVENTS } from './events';
import type { Api, TriggerEvent } from './events/event';

/**
 * Looks for what is new, or for *Execute step* for the latest one, which it does not remember.
 *
 * @returns null where there is nothing
 * @throws NodeApiError or NodeOperationError; nothing is remembered of such a poll
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const node = context.getNode();
	try {
		const field: Field = (name, read) => read(context.getNodeParameter(name, null));
		const name = field('event', String);
		const event = EVENTS[name](field);
		const api = await connect(context);
		const found =
			context.getMode() === 'manual'
				? [await latest(event, api)]
				: await news(name, event, api, context);
		return found.length === 0 ? null : [context.helpers.returnJsonArray(found)];
	} catch (error) {
		throw toItemError(error, { node, itemIndex: 0 });
	}
}

async function connect(context: IPollFunctions): Promise<Api> {
	const connection = await connectionOf(context);
	const errorContext = { node: context.getNode(), itemIndex: 0 };
	const ask = async (request: ApiRequest) => await query(context, connection, request);
	const isRefused = (verdict: Verdict, statusCode: number) =>
		verdict.kind === 'refused' && verdict.statusCode === statusCode && verdict.meta !== undefined;
	return {
		getList: async (request) => listOf(await ask(request), errorContext),
		getFilteredList: async (request) => {
			const verdict = await ask(request);
			return isRefused(verdict, 422)
				? { data: [], meta: { status: false } }
				: listOf(verdict, errorContext);
		},
		find: async (request) => {
			const verdict = await ask(request);
			return isRefused(verdict, 404) ? undefined : answerOf(verdict, errorContext).data;
		},
	};
}

async function latest({ latest, nothingYet }: TriggerEvent, api: Api): Promise<IDataObject> {
	const found = await latest(api);
	if (!found) throw new UnusableAnswer(nothingYet.title, nothingYet.advice);
	return found;
}

/** Nodes whose poll goes on, by their static data: n8n does not wait for it before it begins the next. */
const polled = new WeakSet<object>();

/** What came since the last poll. It is remembered when all of it was read, and not before. */
async function news(
	name: string,
	event: TriggerEvent,
	api: Api,
	context: IPollFunctions,
): Promise<IDataObject[]> {
	const staticData = context.getWorkflowStaticData('node');
	if (polled.has(staticData)) return [];
	polled.add(staticData);
	try {
		// With another credential it is another inbox.
		const account = context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
		const known = staticData[name] as { account: string; memory: IDataObject } | undefined;
		const { found, memory } = await event.news(
			api,
			known?.account === account ? known.memory : undefined,
		);
		for (const other of Object.keys(staticData)) delete staticData[other];
		staticData[name] = { account, memory };
		return found;
	} finally {
		polled.delete(staticData);
	}
}
