import Type, { type Static } from 'typebox';
import { MessageActivation, NotificationActivation } from './activation.ts';
import { event } from './envelope.ts';

/** How far the contact opted out: of everything, or of one channel. */
export const Optout = Type.Object({
  scope: Type.Union([Type.Literal('global'), Type.Literal('channel')]),
  channel: Type.Optional(Type.String({ description: 'The channel, when the scope is one channel' })),
});
export type Optout = Static<typeof Optout>;

const messageDetail = Type.Object({ activation: MessageActivation, optout: Optout });

/** `optout`: the contact refuses further messages. */
export const OptoutEvent = {
  email: event('optout', 'email', messageDetail),
  sms: event('optout', 'sms', messageDetail),
  notification: event(
    'optout',
    'notification',
    Type.Object({ activation: NotificationActivation, optout: Optout }),
  ),
};
export type OptoutEvent = Static<(typeof OptoutEvent)[keyof typeof OptoutEvent]>;
