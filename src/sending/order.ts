import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { Footprint } from '../events/model/receiver.ts';
import { Stamp } from '../events/model/stamp.ts';

const Part = Type.Optional(Type.String());

/** A message that was asked for: which action, to whom, and what is its own. Kept as JSON until it has ended. */
export const Order = Type.Object({
  action: Type.String({ description: 'Id of the action' }),
  kind: Type.Enum(['message', 'campaign']),
  recipient: Footprint,
  stamp: Stamp,
  data: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'For the template, and shown in events' }),
  ),
  variables: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'For the template alone' }),
  ),
  views: Type.Optional(
    Type.Object(
      {
        subject: Part,
        html: Part,
        text: Part,
        fromLabel: Part,
        fromPrefix: Part,
        replyTo: Part,
      },
      { description: 'In place of those of the action' },
    ),
  ),
  domain: Type.Optional(Type.String({ description: 'Of the sender, in place of that of the action' })),
  important: Type.Optional(Type.Boolean()),
});
export type Order = Static<typeof Order>;

const validator = Compile(Order);

/** Reads an order as it was kept. @throws when it is none: somebody changed the file. */
export function readOrder(text: string): Order {
  return validator.Parse(JSON.parse(text));
}
