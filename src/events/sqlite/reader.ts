import type { DatabaseSync } from 'node:sqlite';
import { type Deflated, storedPiece } from '../deflated.ts';
import type { Framing, Query, Scope } from '../log.ts';
import { Blocks, comparePlaces, type Stretch } from './blocks.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { countSql, Statements } from './statements.ts';
import { endsOf, type Joint, type Place, Walk } from './walk.ts';

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

  /** The matching events, framed; one value for each step that was taken, `undefined` when it found nothing. */
  *read(query: Query, framing: Framing): Generator<Uint8Array | undefined> {
    const joint = { lead: framing.open, between: framing.between };
    const plan = this.#narrow(query);
    yield* framed(framing, joint, plan.from < plan.to ? this.#rows(plan, joint) : []);
  }

  /** The same, with sealed blocks wherever they hold what is asked for. Text is still to be deflated. */
  *readSealed(query: Query, framing: Framing): Generator<Uint8Array | Deflated | undefined> {
    const joint = { lead: framing.open, between: framing.between };
    const plan = this.#narrow(query);
    const pieces =
      plan.list === undefined || framing.between !== ','
        ? this.#rows(plan, joint)
        : this.#sealed(plan.list, plan, query, joint);
    yield* framed(framing, joint, plan.from < plan.to ? pieces : []);
  }

  #rows(plan: Plan, joint: Joint): Generator<Uint8Array | undefined> {
    const { begin, last } = endsOf(plan);
    return new Walk(this.#statements, plan, joint).between(begin, last);
  }

  /** Blocks, and the rows between them. */
  *#sealed(
    list: number,
    plan: Plan,
    query: Query,
    joint: Joint,
  ): Generator<Uint8Array | Deflated | undefined> {
    const walk = new Walk(this.#statements, plan, joint);
    const { begin, last } = endsOf(plan);
    let place = begin;
    for (;;) {
      const stretch = this.#nextBlock(list, plan, place, last);
      if (stretch === undefined) break;
      yield* walk.between(place, placeBefore(stretch, plan));
      const end = plan.descending ? stretch.low : stretch.high;
      const content = this.#contentFor(stretch, query);
      if (content === undefined) {
        yield* walk.between(placeBefore(stretch, plan), end);
      } else {
        if (joint.lead !== '') yield storedPiece(joint.lead);
        joint.lead = joint.between;
        yield content;
      }
      place = end;
    }
    yield* walk.between(place, last);
  }

  /** The next block that lies wholly within what is left of the window. */
  #nextBlock(list: number, { descending }: Plan, place: Place, last: Place): Stretch | undefined {
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
  #contentFor({ block, minPosition, maxPosition }: Stretch, { after, upTo }: Query): Deflated | undefined {
    if (minPosition <= after || maxPosition > upTo) return undefined;
    return this.#blocks.content(block);
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

/** The place just before a block, in the direction of the plan. */
function placeBefore({ low, high }: Stretch, { descending }: Plan): Place {
  return descending
    ? { key: high.key, position: high.position + 1 }
    : { key: low.key, position: low.position - 1 };
}

/** Steps with the beginning and the end of the framing, of which the first event takes the beginning with it. */
function* framed<T>(framing: Framing, joint: Joint, steps: Iterable<T>): Generator<T | Uint8Array> {
  yield* steps;
  const none = joint.lead === framing.open;
  const end = (none ? framing.open : '') + (none && !framing.closeEmpty ? '' : framing.close);
  if (end !== '') yield Buffer.from(end);
}
