import Type, { type Static } from 'typebox';
import { Instant, Uuid } from './scalars.ts';

/** What ties together all events of one message (`id`) and all messages of one conversation (`thread`). */
export const Stamp = Type.Object(
  {
    time: Instant,
    id: Uuid,
    thread: Uuid,
    set: Type.Optional(Uuid),
  },
  { description: 'Ties together the events of one message' },
);
export type Stamp = Static<typeof Stamp>;
