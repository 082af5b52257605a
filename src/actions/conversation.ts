import Type, { type Static } from 'typebox';

/** What has happened to one message, as the oldest programs read it. */
export const Conversation = Type.Object({
  type: Type.Literal('message'),
  media: Type.Enum(['mail', 'sms']),
  id: Type.String(),
  actionId: Type.String(),
  target: Type.String({ description: 'Id of the contact' }),
  events: Type.Array(
    Type.Object({
      type: Type.Enum(['requested', 'received', 'bounced', 'canceled']),
      date: Type.String({ description: 'UTC' }),
      origin: Type.Optional(Type.String()),
      recipient: Type.Optional(Type.String({ description: 'The address' })),
    }),
  ),
});
export type Conversation = Static<typeof Conversation>;

/** The messages of one account, by the id that was answered when they were asked for. */
export interface Conversations {
  find(id: string): Promise<Conversation | undefined>;
}
