import Type, { type Static } from 'typebox';

/** How far an action has come, by the numbers of NP6. */
export const STATES = {
  creation: 10,
  created: 20,
  testing: 30,
  tested: 38,
  validated: 50,
  sent: 80,
  deleted: 90,
} as const;

/** What the reference says of each. */
const MEANINGS =
  '10 without content, or a copy; 20 with content; 30 proofs are leaving; 38 tested; 50 validated; 80 sent';

export const State = Type.Union(
  [
    Type.Literal(10),
    Type.Literal(20),
    Type.Literal(30),
    Type.Literal(38),
    Type.Literal(50),
    Type.Literal(80),
    Type.Literal(90),
  ],
  { description: MEANINGS },
);
export type State = Static<typeof State>;
