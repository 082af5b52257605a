import Type, { type Static } from 'typebox';
import { ShortId, UnicityHash } from './scalars.ts';

/** A contact named by everything that identifies it. */
export const Footprint = Type.Object({
  type: Type.Literal('footprint'),
  id: ShortId,
  unicity: Type.String({
    minLength: 1,
    description: 'Value of the unicity field, such as the e-mail address',
  }),
  hash: UnicityHash,
});
export type Footprint = Static<typeof Footprint>;

const ById = Type.Object({ type: Type.Literal('id'), value: ShortId });
const ByUnicity = Type.Object({ type: Type.Literal('unicity'), value: Type.String({ minLength: 1 }) });
const ByHash = Type.Object({ type: Type.Literal('hash'), value: UnicityHash });

/** A contact wrapped once more, as the events of notifications name it. */
const Wrapped = Type.Object({
  type: Type.Literal('contact'),
  value: Type.Union([Footprint, ById, ByUnicity, ByHash]),
});

/** The contact that a message is for: `receiver` of an activation, `recipient` of an execution. */
export const Receiver = Type.Union([Footprint, ById, ByUnicity, ByHash, Wrapped], {
  description: 'The contact that the message is for',
});
export type Receiver = Static<typeof Receiver>;
