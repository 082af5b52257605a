import Type, { type Static } from 'typebox';
import { event } from './envelope.ts';
import { Receiver } from './receiver.ts';
import { NotificationId, ShortId, Uuid } from './scalars.ts';
import { Stamp } from './stamp.ts';

const recipient = Type.Optional(Type.String({ description: 'The address really used' }));

/** An e-mail or a text message that left. */
export const MessageActivation = Type.Object({
  id: ShortId,
  kind: Type.String({ description: '`message`, `campaign`, …' }),
  receiver: Receiver,
  stamp: Stamp,
  recipient,
});

/** A push message that left. */
export const NotificationActivation = Type.Object({
  id: NotificationId,
  version: Type.Optional(Uuid),
  kind: Type.String({ description: '`application`' }),
  receiver: Receiver,
  stamp: Stamp,
  recipient,
});

/** A content that was shown on a page; `id` names the content. The visitor may be nobody known. */
export const DisplayActivation = Type.Object({
  id: ShortId,
  campaign: Type.Optional(ShortId),
  kind: Type.Optional(Type.String()),
  receiver: Type.Optional(Receiver),
  stamp: Stamp,
  recipient,
});

/** `activation`: the message left. */
export const ActivationEvent = {
  email: event('activation', 'email', Type.Object({ activation: MessageActivation })),
  sms: event('activation', 'sms', Type.Object({ activation: MessageActivation })),
  notification: event('activation', 'notification', Type.Object({ activation: NotificationActivation })),
  display: event('activation', 'display', Type.Object({ activation: DisplayActivation })),
};
export type ActivationEvent = Static<(typeof ActivationEvent)[keyof typeof ActivationEvent]>;
