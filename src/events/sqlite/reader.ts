import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Framing, Query, Scope } from '../log.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';

/** How many bytes one chunk should have: what a stalled client costs, and enough for the wire's full speed. */
const CHUNK_BYTES = 128 * 1024;

/** The first chunk is small: it goes out at once, and the size of events is not known yet. */
const FIRST_CHUNK_EVENTS = 32;
const MOST_CHUNK_EVENTS = 1024;

/** How many entries of an index one step may look at: a millisecond or two, after which others get their turn. */
const MOST_STEP_ENTRIES = 8192;

/** The end of a walk: a position no event reaches. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** A place in a walk: the key and the position of an event. */
type Place = { key: number; position: number };

/**
 * Reads one log as bytes.
 *
 * A walk takes steps. Each step first asks the index where it ends (so many entries on, or the end of the
 * window), then lets SQLite join the events between the two places into one blob. Between steps no statement
 * is open: a slow client holds one chunk and nothing of the database, and every other request gets its turn.
 */
export class Reader {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  head(): number {
    return Number(this.#prepare('SELECT head FROM log WHERE one = 1').get()?.head);
  }

  has(scope: Scope): boolean {
    const { index, sql, values } = existence(scope);
    return (
      this.#prepare(`SELECT 1 FROM events INDEXED BY ${index} WHERE ${sql} LIMIT 1`).get(...values) !==
      undefined
    );
  }

  count(query: Query): number {
    const plan = this.#narrow(query);
    if (plan.from >= plan.to) return 0;
    const { begin, last } = endsOf(plan);
    const { seek, filter } = plan;
    const row = this.#prepare(countSql(plan)).get(
      ...seek.values,
      begin.key,
      begin.position,
      last.key,
      last.position,
      ...filter.values,
    );
    return Number(row?.count);
  }

  *read(query: Query, framing: Framing): Generator<Uint8Array> {
    let lead = framing.open;
    for (const chunk of this.#chunks(this.#narrow(query), () => lead, framing.between)) {
      yield chunk;
      lead = framing.between;
    }
    const none = lead === framing.open;
    const end = (none ? framing.open : '') + (none && !framing.closeEmpty ? '' : framing.close);
    if (end !== '') yield Buffer.from(end);
  }

  /** Every statement that a plan runs, for the test of query plans. */
  static statementsOf(plan: Plan): string[] {
    return [boundarySql(plan, false), boundarySql(plan, true), chunkSql(plan), countSql(plan)];
  }

  *#chunks(plan: Plan, lead: () => string, between: string): Generator<Uint8Array> {
    if (plan.from >= plan.to) return;
    const { begin, last } = endsOf(plan);
    let place = begin;
    let wanted = FIRST_CHUNK_EVENTS;
    let entries = wanted;
    for (;;) {
      // A place is reached by counting entries; when the filter is known to reject many, by counting matches too.
      const step = this.#boundary(plan, false, place, last, entries);
      const match = entries > wanted ? this.#boundary(plan, true, place, step ?? last, wanted) : undefined;
      const stop = match ?? step ?? last;
      const { bytes, count } = this.#chunk(plan, place, stop, lead(), between);
      if (bytes !== undefined) yield bytes;
      if (stop === last) return;
      place = stop;
      ({ wanted, entries } = nextStep({
        wanted,
        entries,
        count,
        bytes: bytes?.length ?? 0,
        full: match !== undefined,
      }));
    }
  }

  /** The place of the n-th entry (or match) beyond `place`, if there are as many up to `last`. */
  #boundary(plan: Plan, matching: boolean, place: Place, last: Place, n: number): Place | undefined {
    const row = this.#prepare(boundarySql(plan, matching)).get(
      ...plan.seek.values,
      place.key,
      place.position,
      last.key,
      last.position,
      ...(matching ? plan.filter.values : []),
      n - 1,
    );
    return row && { key: Number(row.key), position: Number(row.position) };
  }

  #chunk(plan: Plan, place: Place, stop: Place, lead: string, between: string) {
    const row = this.#prepare(chunkSql(plan)).get(
      lead,
      between,
      ...plan.seek.values,
      place.key,
      place.position,
      stop.key,
      stop.position,
      ...plan.filter.values,
    );
    const bytes = row?.bytes;
    return { bytes: bytes instanceof Uint8Array ? bytes : undefined, count: Number(row?.count) };
  }

  /** The plan of a query, with its window narrowed to where events after `after` can be. */
  #narrow(query: Query): Plan {
    const plan = planOf(query, this.#lags(query));
    if (query.after <= 0 || plan.key !== 'timestamp') return plan;
    const bounds = this.#prepare(BOUNDS_AFTER).get(query.after);
    const { min, max } = { min: bounds?.min, max: bounds?.max };
    if (typeof min !== 'number' || typeof max !== 'number') return { ...plan, to: plan.from };
    return { ...plan, from: Math.max(plan.from, min), to: Math.min(plan.to, max + 1) };
  }

  #lags({ activationStart, activationEnd }: Query): Lags | undefined {
    if (activationStart === undefined && activationEnd === undefined) return undefined;
    const row = this.#prepare('SELECT min_lag, max_lag FROM log WHERE one = 1').get();
    const { min, max } = { min: row?.min_lag, max: row?.max_lag };
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : undefined;
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** The places just before the first and at the end of a walk. */
function endsOf({ descending, from, to }: Plan): { begin: Place; last: Place } {
  return descending
    ? { begin: { key: to, position: 0 }, last: { key: from, position: 0 } }
    : { begin: { key: from - 1, position: BEYOND }, last: { key: to - 1, position: BEYOND } };
}

/** The rows between two places, in the plan's direction: beyond the first, up to and with the second. */
function between({ key, seek, descending }: Plan): string {
  return descending
    ? `${seek.sql} AND (${key}, position) < (?, ?) AND (${key}, position) >= (?, ?)`
    : `${seek.sql} AND (${key}, position) > (?, ?) AND (${key}, position) <= (?, ?)`;
}

function order({ key, descending }: Plan): string {
  return descending ? `ORDER BY ${key} DESC, position DESC` : `ORDER BY ${key}, position`;
}

/** The OFFSET counts entries within one step and never from the start of the list. */
function boundarySql(plan: Plan, matching: boolean): string {
  return `SELECT ${plan.key} AS key, position FROM events INDEXED BY ${plan.index}
    WHERE ${between(plan)}${matching ? ` AND ${plan.filter.sql}` : ''} ${order(plan)} LIMIT 1 OFFSET ?`;
}

function chunkSql(plan: Plan): string {
  return `SELECT CAST(? || group_concat(json, ?) AS BLOB) AS bytes, count(*) AS count FROM (
      SELECT json FROM events INDEXED BY ${plan.index}
      WHERE ${between(plan)} AND ${plan.filter.sql} ${order(plan)})`;
}

function countSql(plan: Plan): string {
  return `SELECT count(*) AS count FROM events INDEXED BY ${plan.index} WHERE ${between(plan)} AND ${plan.filter.sql}`;
}

type Step = { wanted: number; entries: number; count: number; bytes: number; full: boolean };

/**
 * How far the next step goes, from what the last one found: the chunk is to have its size in bytes, and the
 * step looks at as many entries as such a chunk took so far. A step that found nothing looks four times as far.
 */
function nextStep({ wanted, entries, count, bytes, full }: Step): { wanted: number; entries: number } {
  if (count === 0) return { wanted, entries: Math.min(entries * 4, MOST_STEP_ENTRIES) };
  const fitting = Math.max(1, Math.floor(CHUNK_BYTES / (bytes / count)));
  const next = Math.min(wanted * 2, fitting, MOST_CHUNK_EVENTS);
  // A chunk that was full before its entries ran out does not tell how many it took, only that fewer would do.
  const estimate = full ? entries / 2 : (next * entries) / count;
  return { wanted: next, entries: Math.max(next, Math.min(Math.ceil(estimate), MOST_STEP_ENTRIES)) };
}
