import type { DatabaseSync } from 'node:sqlite';
import { type Deflated, storedPiece } from '../deflated.ts';
import type { Framing, Query, Scope } from '../log.ts';
import { Blocks, comparePlaces, type Stretch } from './blocks.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { countSql, Statements } from './statements.ts';
import { endsOf, type Joint, type Place, type Step, Walk } from './walk.ts';

/** A walk with its joint and the places where it begins and ends; empty when its window holds no time at all. */
export type Way = { walk: Walk; joint: Joint; begin: Place; last: Place; empty: boolean };

/** Reads one log as bytes. */
export class Reader {
  readonly #statements: Statements;
  readonly #blocks: Blocks;

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

  /** The walk over the rows of a query; its joint begins with the open of the framing. */
  walk(query: Query, framing: Framing): Way {
    const joint = { lead: framing.open, between: framing.between };
    const plan = this.#narrow(query);
    return {
      walk: new Walk(this.#statements, plan, joint),
      joint,
      ...endsOf(plan),
      empty: plan.from >= plan.to,
    };
  }

  /**
   * The matching events, framed, with sealed blocks wherever they hold what is asked for; text is still to be
   * deflated. One value for each step that was taken, `undefined` when it found nothing.
   */
  *readSealed(query: Query, framing: Framing): Generator<Uint8Array | Deflated | undefined> {
    const { walk, joint, begin, last, empty } = this.walk(query, framing);
    if (!empty) {
      const { list } = planOf(query);
      if (list === undefined || framing.between !== ',') yield* texts(walk.between(begin, last));
      else yield* this.#sealed(list, { walk, joint, begin, last, empty }, query);
    }
    const end = endOf(framing, joint);
    if (end !== undefined) yield end;
  }

  /** Blocks, and the rows between them. */
  *#sealed(
    list: number,
    { walk, joint, begin, last }: Way,
    query: Query,
  ): Generator<Uint8Array | Deflated | undefined> {
    const descending = query.sort === 'desc';
    let place = begin;
    for (;;) {
      const stretch = this.#nextBlock(list, descending, place, last);
      if (stretch === undefined) break;
      const before = placeBefore(stretch, descending);
      yield* texts(walk.between(place, before));
      place = descending ? stretch.low : stretch.high;
      const content = this.#contentFor(stretch, query);
      if (content === undefined) {
        yield* texts(walk.between(before, place));
      } else {
        if (joint.lead !== '') yield storedPiece(joint.lead);
        joint.lead = joint.between;
        yield content;
      }
    }
    yield* texts(walk.between(place, last));
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

function* texts(steps: Iterable<Step>): Generator<Uint8Array | undefined> {
  for (const { bytes } of steps) yield bytes;
}

/** What is written after the last event, or in place of all; undefined when that is nothing. */
export function endOf(framing: Framing, joint: Joint): Uint8Array | undefined {
  const none = joint.lead === framing.open;
  const end = (none ? framing.open : '') + (none && !framing.closeEmpty ? '' : framing.close);
  return end === '' ? undefined : Buffer.from(end);
}
