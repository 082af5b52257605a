import Type, { type Static } from 'typebox';
import { MessageActivation } from './activation.ts';
import { event } from './envelope.ts';

/** `stop`: the contact asked to be left alone; `automatic`: a machine answered; `message`: a person did. */
export const REPLY_TYPES = ['stop', 'message', 'automatic'] as const;
export type ReplyType = (typeof REPLY_TYPES)[number];

export const Reply = Type.Object({
  type: Type.Enum([...REPLY_TYPES]),
  text: Type.String({ description: 'The answer' }),
  from: Type.String({ description: 'The address or the number that answered' }),
  keyword: Type.Optional(Type.String({ description: 'The word that was recognised, such as STOP' })),
});
export type Reply = Static<typeof Reply>;

const detail = Type.Object({ activation: MessageActivation, reply: Reply });

/** `reply`: the contact answered the message. */
export const ReplyEvent = {
  email: event('reply', 'email', detail),
  sms: event('reply', 'sms', detail),
};
export type ReplyEvent = Static<(typeof ReplyEvent)[keyof typeof ReplyEvent]>;
