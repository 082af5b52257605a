import Type, { type Static } from 'typebox';
import { event } from './envelope.ts';
import { Receiver } from './receiver.ts';
import { NotificationId, ShortId } from './scalars.ts';
import { Stamp } from './stamp.ts';

const rest = {
  kind: Type.String({ description: '`message`, `campaign`, `application`, …' }),
  recipient: Receiver,
  data: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Free data of the sender' })),
  stamp: Stamp,
};

/** A send of an e-mail or a text message to one contact. Here `recipient` is the contact, not an address. */
export const MessageExecution = Type.Object({ id: ShortId, ...rest });

/** A send of a push message to one contact. */
export const NotificationExecution = Type.Object({ id: NotificationId, ...rest });

/** `execution`: a send was asked for. */
export const ExecutionEvent = {
  email: event('execution', 'email', Type.Object({ execution: MessageExecution })),
  sms: event('execution', 'sms', Type.Object({ execution: MessageExecution })),
  notification: event('execution', 'notification', Type.Object({ execution: NotificationExecution })),
};
export type ExecutionEvent = Static<(typeof ExecutionEvent)[keyof typeof ExecutionEvent]>;
