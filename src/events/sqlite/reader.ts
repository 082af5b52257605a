import type { DatabaseSync } from 'node:sqlite';
import { type Deflated, storedPiece } from '../deflated.ts';
import type { Framing, Query, Scope } from '../log.ts';
import { Blocks, comparePlaces, type Stretch } from './blocks.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { countSql, Statements } from './statements.ts';
import { endsOf, type Joint, type Place, Walk } from './walk.ts';

/**
 * How many bytes a chunk should have: more is faster, up to a point, and costs memory when a client stalls. What is
 * deflated on its way comes in the least size, which bounds what its compression holds.
 */
const MOST_CHUNK_BYTES = 512 * 1024;
const LEAST_CHUNK_BYTES = 128 * 1024;

/** What the chunks of all reads under way should come to, as far as the least size allows. */
const ALL_CHUNKS_BYTES = 8 * 1024 * 1024;

/** A walk with its joint and the places where it begins and ends; empty when its window holds no time at all. */
type Way = { walk: Walk; joint: Joint; begin: Place; last: Place; empty: boolean };

/** Reads one log as bytes. */
export class Reader {
  readonly #statements: Statements;
  readonly #blocks: Blocks;
  /** How many reads are under way. */
  #reads = 0;

  constructor(database: DatabaseSync) {
    this.#statements = new Statements(database);
    this.#blocks = new Blocks(this.#statements);
  }

  head(): number {
    return Number(this.#statements.of('SELECT head FROM log WHERE one = 1').get()?.head);
  }

  has(scope: Scope): boolean {
    const { index, sql, values } = existence(scope);
    const statement = this.#statements.of(`SELECT 1 FROM events INDEXED BY ${index} WHERE ${sql} LIMIT 1`);
    return statement.get(...values) !== undefined;
  }

  count(query: Query): number {
    const plan = this.#narrow(query);
    if (plan.from >= plan.to) return 0;
    const { begin, last } = endsOf(plan);
    const { seek, filter } = plan;
    const row = this.#statements
      .of(countSql(plan))
      .get(...seek.values, begin.key, begin.position, last.key, last.position, ...filter.values);
    return Number(row?.count);
  }

  /** The matching events, framed; one value for each step that was taken, `undefined` when it found nothing. */
  *read(query: Query, framing: Framing): Generator<Uint8Array | undefined> {
    yield* this.#counted(this.#rows(query, framing, () => this.#chunkBytes()));
  }

  /** The same, with sealed blocks wherever they hold what is asked for; text is still to be deflated. */
  *readSealed(query: Query, framing: Framing): Generator<Uint8Array | Deflated | undefined> {
    const { list } = planOf(query);
    // Blocks are joined by commas, so they fit no other framing.
    const sealed = list !== undefined && framing.between === ',';
    const steps = sealed
      ? this.#sealed(list, query, framing)
      : this.#rows(query, framing, () => LEAST_CHUNK_BYTES);
    yield* this.#counted(steps);
  }

  *#counted<T>(steps: Iterable<T>): Generator<T> {
    this.#reads += 1;
    try {
      yield* steps;
    } finally {
      this.#reads -= 1;
    }
  }

  *#rows(query: Query, framing: Framing, chunkBytes: () => number): Generator<Uint8Array | undefined> {
    const { walk, joint, begin, last, empty } = this.#way(query, framing, chunkBytes);
    if (!empty) yield* walk.between(begin, last);
    yield endOf(framing, joint);
  }

  /** The walk over the rows of a query; its joint begins with the open of the framing. */
  #way(query: Query, framing: Framing, chunkBytes: () => number): Way {
    const joint = { lead: framing.open, between: framing.between };
    const plan = this.#narrow(query);
    const walk = new Walk(this.#statements, plan, joint, chunkBytes);
    return { walk, joint, ...endsOf(plan), empty: plan.from >= plan.to };
  }

  /** Large chunks while few read; with many, each may stall and hold one. */
  #chunkBytes(): number {
    return Math.min(Math.max(ALL_CHUNKS_BYTES / this.#reads, LEAST_CHUNK_BYTES), MOST_CHUNK_BYTES);
  }

  /** Blocks, and the rows between them. */
  *#sealed(list: number, query: Query, framing: Framing): Generator<Uint8Array | Deflated | undefined> {
    const { walk, joint, begin, last, empty } = this.#way(query, framing, () => LEAST_CHUNK_BYTES);
    const descending = query.sort === 'desc';
    let place = begin;
    while (!empty) {
      const stretch = this.#nextBlock(list, descending, place, last);
      if (stretch === undefined) break;
      const before = placeBefore(stretch, descending);
      yield* walk.between(place, before);
      place = descending ? stretch.low : stretch.high;
      const content = this.#contentFor(stretch, query);
      if (content === undefined) {
        yield* walk.between(before, place);
      } else {
        if (joint.lead !== '') yield storedPiece(joint.lead);
        joint.lead = joint.between;
        yield content;
      }
    }
    if (!empty) yield* walk.between(place, last);
    yield endOf(framing, joint);
  }

  /** The next block that lies wholly within what is left of the window. */
  #nextBlock(list: number, descending: boolean, place: Place, last: Place): Stretch | undefined {
    if (!descending) {
      const stretch = this.#blocks.above(list, place);
      return stretch !== undefined && comparePlaces(stretch.high, last) <= 0 ? stretch : undefined;
    }
    const below = { key: place.key, position: place.position - 1 };
    let stretch = this.#blocks.below(list, below);
    // The window may begin within a block; the next one is below it.
    if (stretch !== undefined && comparePlaces(stretch.high, below) > 0) {
      stretch = this.#blocks.below(list, { key: stretch.low.key, position: stretch.low.position - 1 });
    }
    return stretch !== undefined && comparePlaces(stretch.low, last) >= 0 ? stretch : undefined;
  }

  /** What a block holds, if the query wants all of it and it is sound; its events are in the rows too. */
  #contentFor(stretch: Stretch, { after, upTo }: Query): Deflated | undefined {
    if (stretch.minPosition <= after || stretch.maxPosition > upTo) return undefined;
    return this.#blocks.content(stretch);
  }

  /** The plan of a query, with its window narrowed to where events after `after` can be. */
  #narrow(query: Query): Plan {
    const plan = planOf(query, this.#lags(query));
    if (query.after <= 0 || plan.key !== 'timestamp') return plan;
    const bounds = this.#statements.of(BOUNDS_AFTER).get(query.after);
    const { min, max } = { min: bounds?.min, max: bounds?.max };
    if (typeof min !== 'number' || typeof max !== 'number') return { ...plan, to: plan.from };
    return { ...plan, from: Math.max(plan.from, min), to: Math.min(plan.to, max + 1) };
  }

  #lags({ activationStart, activationEnd }: Query): Lags | undefined {
    if (activationStart === undefined && activationEnd === undefined) return undefined;
    const row = this.#statements.of('SELECT min_lag, max_lag FROM log WHERE one = 1').get();
    const { min, max } = { min: row?.min_lag, max: row?.max_lag };
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : undefined;
  }
}

/** The place just before a block, in the direction of the walk. */
function placeBefore({ low, high }: Stretch, descending: boolean): Place {
  return descending
    ? { key: high.key, position: high.position + 1 }
    : { key: low.key, position: low.position - 1 };
}

/** What is written after the last event, or in place of all; undefined when that is nothing. */
function endOf(framing: Framing, joint: Joint): Uint8Array | undefined {
  const none = joint.lead === framing.open;
  const end = (none ? framing.open : '') + (none && !framing.closeEmpty ? '' : framing.close);
  return end === '' ? undefined : Buffer.from(end);
}
