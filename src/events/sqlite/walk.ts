import type { Plan } from './plan.ts';
import { boundarySql, chunkSql, type Statements } from './statements.ts';

/** A place in the order of a plan: the key and the position of an event. */
export type Place = { key: number; position: number };

/** A position beyond all events. */
const BEYOND = Number.MAX_SAFE_INTEGER;

/** The first chunk is small: it goes out at once, and the size of events is not known yet. */
const FIRST_CHUNK_EVENTS = 32;
const MOST_CHUNK_EVENTS = 4096;

/** How many entries of an index one step may look at: a millisecond or two, after which others get their turn. */
const MOST_STEP_ENTRIES = 8192;

/** What is written before the next event: the open of the framing, and once there was an event, what stands between. */
export type Joint = { lead: string; between: string };

/** The places before the first and at the end of what a plan covers. */
export function endsOf({ descending, from, to }: Plan): { begin: Place; last: Place } {
  return descending
    ? { begin: { key: to, position: 0 }, last: { key: from, position: 0 } }
    : { begin: { key: from - 1, position: BEYOND }, last: { key: to - 1, position: BEYOND } };
}

/**
 * Walks the rows of a plan in steps.
 *
 * Each step first asks the index where it ends (so many entries on, or the end of the stretch), then lets SQLite
 * join the events between the two places into one blob. Between steps no statement is open: a slow client holds
 * one chunk and nothing of the database, and every other request gets its turn. A walk learns from its steps how
 * far to go in the next.
 */
export class Walk {
  readonly #statements: Statements;
  readonly #plan: Plan;
  readonly #joint: Joint;
  readonly #chunkBytes: () => number;
  /** How many events a chunk should have, and how many entries of the index hold as many, as far as is known. */
  #wanted = FIRST_CHUNK_EVENTS;
  #entries = FIRST_CHUNK_EVENTS;

  /** @param chunkBytes how many bytes the next chunk should have at most. */
  constructor(statements: Statements, plan: Plan, joint: Joint, chunkBytes: () => number) {
    this.#statements = statements;
    this.#plan = plan;
    this.#joint = joint;
    this.#chunkBytes = chunkBytes;
  }

  /** The events beyond one place up to another; one value a step, `undefined` for a step that found none. */
  *between(begin: Place, last: Place): Generator<Uint8Array | undefined> {
    let place = begin;
    while (place !== last) {
      // A place is reached by counting entries; when the filter is known to reject many, by counting matches too.
      const step = this.#boundary(false, place, last, this.#entries);
      const match =
        this.#entries > this.#wanted ? this.#boundary(true, place, step ?? last, this.#wanted) : undefined;
      const stop = match ?? step ?? last;
      const { bytes, count } = this.#chunk(place, stop);
      if (bytes !== undefined) this.#joint.lead = this.#joint.between;
      this.#learn(count, bytes?.length ?? 0, match !== undefined);
      yield bytes;
      place = stop;
    }
  }

  #boundary(matching: boolean, place: Place, last: Place, n: number): Place | undefined {
    const { seek, filter } = this.#plan;
    const row = this.#statements
      .of(boundarySql(this.#plan, matching))
      .get(
        ...seek.values,
        place.key,
        place.position,
        last.key,
        last.position,
        ...(matching ? filter.values : []),
        n - 1,
      );
    return row && { key: Number(row.key), position: Number(row.position) };
  }

  #chunk(place: Place, stop: Place): { bytes: Uint8Array | undefined; count: number } {
    const { seek, filter } = this.#plan;
    const row = this.#statements
      .of(chunkSql(this.#plan))
      .get(
        this.#joint.lead,
        this.#joint.between,
        ...seek.values,
        place.key,
        place.position,
        stop.key,
        stop.position,
        ...filter.values,
      );
    const bytes = row?.bytes;
    return { bytes: bytes instanceof Uint8Array ? bytes : undefined, count: Number(row?.count) };
  }

  /**
   * The chunk is to have its size in bytes, and the step looks at as many entries as such a chunk took so far.
   * A step that found nothing looks four times as far.
   */
  #learn(count: number, bytes: number, full: boolean): void {
    if (count === 0) {
      this.#entries = Math.min(this.#entries * 4, MOST_STEP_ENTRIES);
      return;
    }
    const fitting = Math.max(1, Math.floor(this.#chunkBytes() / (bytes / count)));
    const wanted = Math.min(this.#wanted * 2, fitting, MOST_CHUNK_EVENTS);
    // A chunk that was full before its entries ran out does not tell how many it took, only that fewer would do.
    const estimate = full ? this.#entries / 2 : (wanted * this.#entries) / count;
    this.#wanted = wanted;
    this.#entries = Math.max(wanted, Math.min(Math.ceil(estimate), MOST_STEP_ENTRIES));
  }
}
