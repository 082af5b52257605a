import { REACTION_TYPES } from '../facets.ts';
import type { Query, Scope } from '../log.ts';
import type { EventType } from '../model/event-types.ts';
import { FAMILY_CODES, ROBOT_CODES, SUBTYPE_CODES, TYPE_CODES } from './codes.ts';
import { listFor } from './sealed-lists.ts';

type Value = string | number | Uint8Array;

/** A condition in SQL with the values of its placeholders. */
type Condition = { sql: string; values: Value[] };

/**
 * How one query walks the log: along one index, in the order of that index.
 *
 * `seek` fixes the leading columns of the index, `filter` passes over entries of the index or rows that the
 * query does not want, and `key` is the column that orders the walk, with `position` to break ties.
 */
export type Plan = {
  index: string;
  key: 'timestamp' | 'activated';
  descending: boolean;
  /** Least key, inclusive, and greatest key, exclusive. */
  from: number;
  to: number;
  seek: Condition;
  filter: Condition;
  /** The sealed list that holds the same events, if there is one. */
  list?: number;
};

/** What the log knows of all its reactions: the least and greatest time from activation to reaction. */
export type Lags = { min: number; max: number };

const FIRST = 0;
const LAST = Number.MAX_SAFE_INTEGER;

/** Chooses the index that serves a query in its order. `lags` is absent while the log holds no reaction. */
export function planOf(query: Query, lags?: Lags): Plan {
  const { types, subtype } = query;
  const type = types?.length === 1 ? types[0] : undefined;
  const filters: Condition[] = [
    { sql: 'position > ? AND position <= ?', values: [query.after, query.upTo] },
    ...robotFilter(query),
  ];
  const path = accessPath(query, type);
  if (type !== undefined && !path.fixes.type) filters.push(equal('type', TYPE_CODES[type]));
  if (type === undefined && types?.length && !coversAll(types, path.fixes.reactions)) {
    filters.push({ sql: `type IN (${types.map((name) => TYPE_CODES[name]).join(', ')})`, values: [] });
  }
  if (subtype !== undefined) filters.push(equal('subtype', SUBTYPE_CODES[subtype]));

  const byActivation = path.key === 'activated';
  const start = query.start ?? FIRST;
  const end = query.end ?? LAST;
  const activationStart = query.activationStart ?? FIRST;
  const activationEnd = query.activationEnd ?? LAST;
  let from = byActivation ? activationStart : start;
  let to = byActivation ? activationEnd : end;
  if (byActivation) {
    if (query.start !== undefined || query.end !== undefined) {
      filters.push({ sql: 'timestamp >= ? AND timestamp < ?', values: [start, end] });
    }
  } else if (query.activationStart !== undefined || query.activationEnd !== undefined) {
    filters.push({ sql: 'activated >= ? AND activated < ?', values: [activationStart, activationEnd] });
    if (lags !== undefined) {
      from = Math.max(from, activationStart + lags.min);
      to = Math.min(to, activationEnd + lags.max);
    }
  }
  // Of no types there is nothing to walk, and SQLite refuses an index for a condition that nothing meets.
  if (types?.length === 0) to = from;
  const list = listFor(query);
  return {
    ...(list && { list: list.code }),
    index: path.index,
    key: path.key,
    descending: query.sort === 'desc',
    from,
    to,
    seek: path.seek,
    filter: all(filters),
  };
}

type AccessPath = {
  index: string;
  key: Plan['key'];
  seek: Condition;
  /** What the index alone makes sure of. */
  fixes: { type?: boolean; reactions?: boolean };
};

function accessPath(query: Query, type: EventType | undefined): AccessPath {
  const { scope } = query;
  const prefix = seekOf(scope);
  if (scope.of === 'family' && walksActivations(query)) {
    // SQLite must be told what makes the partial index fit; it does not conclude it from the window.
    const seek = all([prefix, { sql: 'activated IS NOT NULL', values: [] }]);
    return { index: 'events_by_family_activated', key: 'activated', seek, fixes: { reactions: true } };
  }
  if (scope.of === 'family' && type !== undefined) {
    const seek = all([prefix, equal('type', TYPE_CODES[type])]);
    return { index: 'events_by_family_type', key: 'timestamp', seek, fixes: { type: true } };
  }
  return { index: `events_by_${scope.of}`, key: 'timestamp', seek: prefix, fixes: {} };
}

/** A window of activations is walked directly when no order is asked for and it is the narrower of the two windows. */
function walksActivations(query: Query): boolean {
  if (query.sort !== undefined) return false;
  if (query.activationStart === undefined && query.activationEnd === undefined) return false;
  const activations = (query.activationEnd ?? LAST) - (query.activationStart ?? FIRST);
  const reactions = (query.end ?? LAST) - (query.start ?? FIRST);
  return activations <= reactions;
}

function seekOf(scope: Scope): Condition {
  switch (scope.of) {
    case 'family':
      return equal('family', FAMILY_CODES[scope.family]);
    case 'owner':
      return all([equal('family', FAMILY_CODES[scope.family]), equal('owner', scope.id)]);
    case 'campaign':
      return equal('campaign', scope.id);
    case 'contact':
      return equal('contact', scope.id);
    case 'hash':
      return equal('hash', Buffer.from(scope.hash, 'hex'));
  }
}

function robotFilter({ robots, types }: Query): Condition[] {
  // Only hits can be a robot's, so a feed without hits has nothing to hide.
  if (robots === 'shown' || (types !== undefined && !types.includes('hit'))) return [];
  if (robots === 'hidden') return [{ sql: 'robot = 0', values: [] }];
  const classes = [...robots].map((name) => ROBOT_CODES[name]).join(', ');
  return [{ sql: `(type <> ${TYPE_CODES.hit} OR robot IN (${classes}))`, values: [] }];
}

function coversAll(types: readonly EventType[], reactionsOnly: boolean | undefined): boolean {
  return reactionsOnly === true && REACTION_TYPES.every((type) => types.includes(type));
}

function equal(column: string, value: Value): Condition {
  return { sql: `${column} = ?`, values: [value] };
}

function all(conditions: Condition[]): Condition {
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** The statement that answers whether a scope has any event. */
export function existence(scope: Scope): Condition & { index: string } {
  return { index: `events_by_${scope.of}`, ...seekOf(scope) };
}
