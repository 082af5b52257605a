import Type, { type Static } from 'typebox';
import { DisplayActivation, MessageActivation, NotificationActivation } from './activation.ts';
import { Client } from './client.ts';
import { event } from './envelope.ts';

/** What was hit. `open`, `redirection`, `mirror`, `unsubscribe` and `form` in messages; `dismiss` in push messages. */
export const LINK_TYPES = ['open', 'redirection', 'mirror', 'unsubscribe', 'form', 'dismiss'] as const;
export type LinkType = (typeof LINK_TYPES)[number];

export const Link = Type.Object({
  type: Type.Enum([...LINK_TYPES]),
  label: Type.Optional(Type.String({ description: 'Name that the author gave to the link' })),
  source: Type.Optional(Type.Enum(['html', 'text', 'amp'], { description: 'Part of the message' })),
  destination: Type.Optional(Type.String({ description: 'Where the link leads' })),
});
export type Link = Static<typeof Link>;

const messageDetail = Type.Object({ activation: MessageActivation, link: Link, client: Client });

/** `hit`: someone, or some robot, opened the message or followed one of its links. */
export const HitEvent = {
  email: event('hit', 'email', messageDetail),
  sms: event('hit', 'sms', messageDetail),
  notification: event(
    'hit',
    'notification',
    Type.Object({ activation: NotificationActivation, link: Link, client: Type.Optional(Client) }),
  ),
  display: event(
    'hit',
    'display',
    Type.Object({ activation: DisplayActivation, link: Link, client: Type.Optional(Client) }),
  ),
};
export type HitEvent = Static<(typeof HitEvent)[keyof typeof HitEvent]>;
