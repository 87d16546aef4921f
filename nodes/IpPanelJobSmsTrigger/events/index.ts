import type { Field } from '../../shared/form/field';
import type { TriggerEvent } from './event';
import { messageFinished } from './messageFinished';
import { replyReceived } from './replyReceived';

/** The events, by the value of *Event*. Each reads and checks its part of the form. */
export const EVENTS: Record<string, (field: Field) => TriggerEvent> = {
	replyReceived,
	messageFinished,
};
