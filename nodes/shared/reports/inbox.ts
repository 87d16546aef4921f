import type { IDataObject } from 'n8n-workflow';
import { fromId, toId } from '../terms/ids';
import { toIsoTime } from './report';

/** An answer of a person as the API lists it (`POST /api/report/messages-inbox`). */
type Reply = IDataObject;

/** The fields of an answer that serve people: who, to which line, what, and when in ISO 8601. */
export function simplifyReply(reply: Reply): IDataObject {
	const { messages_inbox_id, from, number, message, type, time } = reply;
	const id = toId(messages_inbox_id);
	return {
		messages_inbox_id: id === undefined ? messages_inbox_id : fromId(id),
		from,
		number,
		message,
		type,
		time: toIsoTime(time),
	};
}
