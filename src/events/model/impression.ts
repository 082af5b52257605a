import Type, { type Static } from 'typebox';
import { DisplayActivation, NotificationActivation } from './activation.ts';
import { Client } from './client.ts';
import { event } from './envelope.ts';

/** `impression`: the push message or the display content was seen. */
export const ImpressionEvent = {
  notification: event(
    'impression',
    'notification',
    Type.Object({ activation: NotificationActivation, client: Type.Optional(Client) }),
  ),
  display: event(
    'impression',
    'display',
    Type.Object({ activation: DisplayActivation, client: Type.Optional(Client) }),
  ),
};
export type ImpressionEvent = Static<(typeof ImpressionEvent)[keyof typeof ImpressionEvent]>;
