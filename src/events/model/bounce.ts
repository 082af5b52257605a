import Type, { type Static } from 'typebox';
import { MessageActivation, NotificationActivation } from './activation.ts';
import { event } from './envelope.ts';
import { DETAILS } from './rfc3463.ts';

const Status = Type.Object({
  type: Type.Union([Type.Literal('sync'), Type.Literal('async')], {
    description: '`sync`: refused during the delivery; `async`: reported later',
  }),
  code: Type.Object({
    enhanced: Type.Optional(
      Type.String({ description: 'Enhanced status code of RFC 3463, such as `5.1.2`' }),
    ),
    basic: Type.Optional(Type.Integer({ description: 'Reply code of SMTP, such as 550' })),
  }),
  diagnostic: Type.String({ description: "The refusing server's words" }),
  mta: Type.String({ description: 'The refusing server' }),
});

function subject<S extends keyof typeof DETAILS>(name: S) {
  return Type.Object({
    type: Type.Literal(name),
    detail: Type.Optional(Type.Object({ type: Type.Enum([...DETAILS[name]]) })),
  });
}

const Subject = Type.Union([
  Type.Object({ type: Type.Literal('other or undefined status') }),
  subject('address'),
  subject('mailbox'),
  subject('mail system'),
  subject('network and routing'),
  subject('mail delivery protocol'),
  subject('message content or media'),
  subject('security or policy'),
]);

const Analysis = Type.Object({
  verdict: Type.Union([Type.Literal('hard'), Type.Literal('soft')]),
  subject: Subject,
  rule: Type.Optional(Type.String({ description: 'The rule that decided' })),
});

/** What came back of a message, and what it means. */
export const Bounce = Type.Object({ status: Status, analysis: Analysis });
export type Bounce = Static<typeof Bounce>;

const messageDetail = Type.Object({ activation: MessageActivation, bounce: Bounce });

/** `bounce`: the message left and came back. */
export const BounceEvent = {
  email: event('bounce', 'email', messageDetail),
  sms: event('bounce', 'sms', messageDetail),
  notification: event(
    'bounce',
    'notification',
    Type.Object({ activation: NotificationActivation, bounce: Bounce }),
  ),
};
export type BounceEvent = Static<(typeof BounceEvent)[keyof typeof BounceEvent]>;
