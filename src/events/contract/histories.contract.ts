import fc from 'fast-check';
import { type Facets, REACTION_TYPES } from '../facets.ts';
import type { Entry } from '../log.ts';
import { EVENT_TYPES, type EventType } from '../model/event-types.ts';
import { LINK_TYPES } from '../model/hit.ts';
import { REPLY_TYPES } from '../model/reply.ts';
import { ROBOT_CLASSES } from '../model/robot-classes.ts';
import { entry, uuid } from './entries.contract.ts';

/** The appends that fill a log, one after the other. */
export type History = readonly (readonly Entry[])[];

/**
 * Everything is drawn from a few values, and the same ids serve all families: so ties, repeated ids and
 * chances to confuse one selection with another abound.
 */
export const OWNERS = {
  actions: ['1', '2', '3'],
  notifications: ['1', '2'],
  display: ['1', '2'],
  contacts: [],
} as const;
export const CAMPAIGNS = ['1', '2'] as const;
export const CONTACTS = [
  { contact: '1', hash: 'c4ca4238a0b923820dcc509a6f75849b' },
  { contact: '2', hash: 'c81e728d9d4c2f636f067f89cc14862c' },
  { contact: '3', hash: 'eccbc87e4b5ce2fe28308fd9f2a7baf3' },
] as const;

/** Timestamps and times of activations. */
export const anyTime = fc.nat(9);

export const anyFamily = fc.constantFrom(
  'actions',
  'actions',
  'actions',
  'notifications',
  'display',
  'contacts',
);

/** Half of all events are hits, as in real logs. */
const anyType = fc.oneof(fc.constant<EventType>('hit'), fc.constantFrom(...EVENT_TYPES));

const REACTIONS: ReadonlySet<EventType> = new Set(REACTION_TYPES);

const anyFacets: fc.Arbitrary<Facets> = fc
  .record({
    family: anyFamily,
    type: anyType,
    link: fc.constantFrom(...LINK_TYPES),
    reply: fc.constantFrom(...REPLY_TYPES),
    robot: fc.option(fc.constantFrom(...ROBOT_CLASSES), { nil: undefined, freq: 1 }),
    owner: fc.nat(3),
    campaign: fc.option(fc.constantFrom(...CAMPAIGNS), { nil: undefined }),
    contact: fc.constantFrom(...CONTACTS),
    naming: fc.constantFrom('both', 'id', 'hash', 'none'),
    activated: anyTime,
  })
  .map(({ family, type, link, reply, robot, owner: draw, campaign, contact, naming, activated }) => {
    const owner = OWNERS[family][draw];
    return {
      family,
      type,
      ...(type === 'hit' && { subtype: link }),
      ...(type === 'hit' && robot !== undefined && { robot }),
      ...(type === 'reply' && { subtype: reply }),
      ...(owner !== undefined && { owner }),
      ...(family === 'display' && campaign !== undefined && { campaign }),
      ...((naming === 'both' || naming === 'id') && { contact: contact.contact }),
      ...((naming === 'both' || naming === 'hash') && { hash: contact.hash }),
      ...(REACTIONS.has(type) && { activated }),
    };
  });

/** What is counted apart, in events of any type: few, so that there are several of each. */
const anyDetail = fc.record({
  link: fc.record(
    { label: fc.constantFrom('shop', "it's", '(other)', 'x'.repeat(201)) },
    { requiredKeys: [] },
  ),
  bounce: fc.record({
    analysis: fc.record({ verdict: fc.constantFrom('hard', 'soft'), rule: fc.constantFrom('a b', '') }),
  }),
  cancellation: fc.record({ type: fc.constantFrom('expired', 'empty address') }),
  complaint: fc.constant({ reporter: 'x.example' }),
});

const anyEvent = fc.record({
  facets: anyFacets,
  detail: anyDetail,
  timestamp: anyTime,
  /** Few enough ids that some come twice. */
  id: fc.nat(3_000),
  capitals: fc.boolean(),
});

/** Up to `appends` appends of up to `size` events each. */
export function anyHistory(appends: number, size: number): fc.Arbitrary<History> {
  const anyAppend = fc.array(anyEvent, { maxLength: size, size: 'max' });
  return fc.array(anyAppend, { minLength: 1, maxLength: appends, size: 'max' }).map((history) => {
    let n = 0;
    return history.map((events) =>
      events.map(({ facets, detail, timestamp, id, capitals }) => {
        n += 1;
        return entry({
          n,
          timestamp,
          ...facets,
          id: capitals ? uuid(id).toUpperCase() : uuid(id),
          json: JSON.stringify({ n, source: { detail } }),
        });
      }),
    );
  });
}
