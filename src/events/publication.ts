import { randomUUIDv7 } from 'node:crypto';
import { facetsOf } from './facets.ts';
import type { Entry } from './log.ts';
import type { Flaw } from './model/explain.ts';
import type { Identity } from './model/identity.ts';
import { isDeeperThan } from './model/nesting.ts';
import { validateEvent } from './model/validate.ts';

/** An event made ready for the log, or the flaws for which it cannot be published. */
export type Prepared = { entry: Entry; flaws?: undefined } | { entry?: undefined; flaws: Flaw[] };

export type Terms = {
  /** The account that publishes. Events of another are refused. */
  identity: Identity;
  /** The most bytes of JSON that one event may have. */
  maxEventBytes: number;
  /** The clock, in milliseconds since 1970. */
  now: () => number;
};

/** How deep an event may be nested. One that some reader's parser cannot take would spoil the whole feed for it. */
const MOST_LEVELS = 100;

/**
 * Makes a published value into an entry of the log: gives it the `id`, `timestamp` and `identity` that it
 * lacks, validates it and serialises it once and for all, in the member order of the reference's examples.
 * Members that the model does not know are kept.
 */
export function prepare(value: unknown, { identity, maxEventBytes, now }: Terms): Prepared {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('', 'must be an object');
  const given: Record<string, unknown> = { ...value };
  const { type, id, timestamp, identity: owner, source, ...rest } = given;
  const completed = {
    type,
    // Ids that follow the time lie together in the index of ids: a commit then changes few of its pages.
    id: id ?? randomUUIDv7(),
    timestamp: timestamp ?? now(),
    identity: owner ?? identity,
    source,
    ...rest,
  };
  const verdict = validateEvent(completed);
  if (verdict.event === undefined) return { flaws: verdict.flaws };
  const { event } = verdict;
  if (event.identity.agency !== identity.agency || event.identity.customer !== identity.customer) {
    const account = `${identity.agency}/${identity.customer}`;
    return refuse('/identity', `must be the account of the key, ${account}, or absent`);
  }
  // Checked before anything walks the event by recursion: this, the serialiser, and the parsers of all readers.
  if (isDeeperThan(event, MOST_LEVELS)) return refuse('', `is nested deeper than ${MOST_LEVELS} levels`);
  const json = JSON.stringify(event);
  if (Buffer.byteLength(json) > maxEventBytes) return refuse('', `is larger than ${maxEventBytes} bytes`);
  const facets = facetsOf(event);
  // The log could not find the event by such an id: stored as UTF-8, it would be another one.
  if ([facets.owner, facets.campaign, facets.contact].some((name) => name?.isWellFormed() === false))
    return refuse('', 'has an id with half of a surrogate pair, which is no text in Unicode');
  return { entry: { id: event.id, timestamp: event.timestamp, facets, json } };
}

function refuse(pointer: string, message: string): Prepared {
  return { flaws: [{ pointer, message }] };
}
