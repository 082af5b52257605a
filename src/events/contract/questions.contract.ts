import fc from 'fast-check';
import { REACTION_TYPES } from '../facets.ts';
import type { Position, Query, Scope } from '../log.ts';
import { EVENT_TYPES, type EventType } from '../model/event-types.ts';
import { LINK_TYPES } from '../model/hit.ts';
import { REPLY_TYPES } from '../model/reply.ts';
import { ROBOT_CLASSES } from '../model/robot-classes.ts';
import { anyFamily, CAMPAIGNS, CONTACTS } from './histories.contract.ts';

/** A query whose positions are not bound to a log yet: `after` and `upTo` are drawn anew from each log's own. */
export type Question = Omit<Query, 'after' | 'upTo' | 'sort'> & { after?: number; upTo?: number };

const anyId = fc.constantFrom('1', '2', '3');

export const anyScope: fc.Arbitrary<Scope> = fc.oneof(
  anyFamily.map((family) => ({ of: 'family' as const, family })),
  anyFamily.map((family) => ({ of: 'family' as const, family })),
  fc.record({ of: fc.constant('owner'), family: anyFamily, id: anyId }),
  fc.record({ of: fc.constant('campaign'), id: fc.constantFrom(...CAMPAIGNS, '3') }),
  fc.record({ of: fc.constant('contact'), id: anyId }),
  fc.constantFrom(...CONTACTS).map(({ hash }) => ({ of: 'hash' as const, hash })),
);

/** Weighted so that most answers hold some events, and yet every combination turns up. */
const anySelection: fc.Arbitrary<Pick<Question, 'types' | 'subtype'>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<EventType>('hit', 'reply', 'bounce').map((type) => ({ types: [type] })),
  },
  { weight: 1, arbitrary: fc.constantFrom(...EVENT_TYPES).map((type) => ({ types: [type] })) },
  { weight: 2, arbitrary: fc.constant<{ types: readonly EventType[] }>({ types: REACTION_TYPES }) },
  { weight: 1, arbitrary: fc.subarray([...EVENT_TYPES], { minLength: 2 }).map((types) => ({ types })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...LINK_TYPES).map((subtype) => ({ types: ['hit' as const], subtype })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom<EventType>('hit', 'reply', 'bounce'),
        fc.constantFrom(...LINK_TYPES, ...REPLY_TYPES),
      )
      .map(([type, subtype]) => ({ types: [type], subtype })),
  },
);

/** A little beyond the times that histories use, on both sides. */
const anyBound = fc.integer({ min: -1, max: 11 });
const early = fc.integer({ min: -1, max: 4 });
const late = fc.integer({ min: 5, max: 11 });

type Windows = Pick<Question, 'start' | 'end' | 'activationStart' | 'activationEnd' | 'after' | 'upTo'>;

const anyWindows: fc.Arbitrary<Windows> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ start: early, end: late }, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record({ activationStart: early, activationEnd: late }, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record({ after: fc.nat(), upTo: fc.nat() }, { requiredKeys: [] }) },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        start: anyBound,
        end: anyBound,
        activationStart: anyBound,
        activationEnd: anyBound,
        after: fc.nat(),
        upTo: fc.nat(),
      },
      { requiredKeys: [] },
    ),
  },
);

const anyRobots: fc.Arbitrary<Query['robots']> = fc.oneof(
  fc.constantFrom<Query['robots'][]>('hidden', 'shown'),
  fc.subarray([...ROBOT_CLASSES]).map((classes) => new Set(classes)),
);

/** Any combination of a scope, a choice of types, windows and robots. */
export const anyQuestion: fc.Arbitrary<Question> = fc
  .tuple(anyScope, anySelection, anyWindows, anyRobots)
  .map(([scope, selection, windows, robots]) => ({ scope, ...selection, ...windows, robots }));

/** The question as a query of a log that has come to `head`. */
export function queryFor({ after, upTo, ...question }: Question, head: Position): Query {
  return {
    ...question,
    after: after === undefined ? 0 : after % (head + 1),
    upTo: upTo === undefined ? head : upTo % (head + 1),
  };
}
