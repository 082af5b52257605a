import Type, { type Static } from 'typebox';
import { MessageActivation } from './activation.ts';
import { event } from './envelope.ts';

export const Complaint = Type.Object({
  type: Type.String({
    minLength: 1,
    description: 'Feedback type of RFC 5965, section 7.3: `abuse`, `fraud`, `virus`, `other`, `not-spam`, …',
  }),
  reporter: Type.String({ description: 'Who reports: the mailbox provider' }),
  agent: Type.Optional(Type.String({ description: 'The program that made the report' })),
});
export type Complaint = Static<typeof Complaint>;

const detail = Type.Object({ activation: MessageActivation, complaint: Complaint });

/** `complaint`: the contact told its provider that the message is unwanted. */
export const ComplaintEvent = {
  email: event('complaint', 'email', detail),
  sms: event('complaint', 'sms', detail),
};
export type ComplaintEvent = Static<(typeof ComplaintEvent)[keyof typeof ComplaintEvent]>;
