import type { DatabaseSync } from 'node:sqlite';
import type { Deflated } from '../deflated.ts';
import type { Framing, Query, Scope } from '../log.ts';
import { Blocks, comparePlaces, type Stretch } from './blocks.ts';
import { FAMILY_CODES } from './codes.ts';
import { tellDamage, tellIfDamage } from './damage.ts';
import { OwnerLists } from './owner-lists.ts';
import { existence, type Lags, type Plan, planOf } from './plan.ts';
import { isOfOwnerList, ownerOf } from './sealed-lists.ts';
import { BOUNDS_AFTER } from './spans.ts';
import { countSql, Statements } from './statements.ts';
import { endsOf, type Joint, type Place, Walk } from './walk.ts';

/**
 * How many bytes a chunk of text should have: more is faster, up to a point, and costs memory when a client stalls. The
 * least, too, while events are being stored, so that whoever publishes them has a turn more often.
 */
const MOST_CHUNK_BYTES = 1024 * 1024;
const LEAST_CHUNK_BYTES = 64 * 1024;

/** Of what is deflated on its way: smaller ones compress less, and this bounds what their compression holds. */
const DEFLATED_CHUNK_BYTES = 128 * 1024;

/** Inflated, a block has two megabytes, and three of them are under way: while more read than this, all read rows. */
const MOST_INFLATING = 4;

/** What the chunks of all reads under way should come to, as far as the least size allows. */
const ALL_CHUNKS_BYTES = 4 * 1024 * 1024;

/** A walk with its joint, which begins with the open of the framing, and the places where it begins and ends. */
type Way = { walk: Walk; joint: Joint; begin: Place; last: Place };

/** How big the next chunk should be, and whether the next sealed block is wanted. */
type Manner = { chunkBytes: () => number; blocks: () => boolean };

/** A part of an answer, as text or deflated. */
type Step = Uint8Array | Deflated | undefined;

/** Reads one log as bytes. */
export class Reader {
  readonly #statements: Statements;
  readonly #blocks: Blocks;
  readonly #owners: OwnerLists;
  readonly #isBusy: () => boolean;
  /** How many reads are under way. */
  #reads = 0;

  /** @param isBusy whether events are being stored at this moment. */
  constructor(database: DatabaseSync, isBusy: () => boolean = () => false) {
    this.#isBusy = isBusy;
    this.#statements = new Statements(database);
    this.#blocks = new Blocks(this.#statements);
    this.#owners = new OwnerLists(this.#statements);
  }

  head(): number {
    return Number(this.#statements.of('SELECT head FROM log WHERE one = 1').get()?.head);
  }

  has(scope: Scope): boolean {
    const { index, sql, values } = existence(scope);
    const statement = this.#statements.of(`SELECT 1 FROM events INDEXED BY ${index} WHERE ${sql} LIMIT 1`);
    return statement.get(...values) !== undefined;
  }

  get(id: string): string | undefined {
    const row = this.#statements
      .of("SELECT json FROM events INDEXED BY events_by_id WHERE id = unhex(?, '-')")
      .get(id);
    return row === undefined ? undefined : String(row.json);
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

  /**
   * The matching events, framed, to be sent as text; what comes deflated is still to be inflated. One value for each
   * step that was taken, `undefined` when it found nothing.
   */
  read(query: Query, framing: Framing): Generator<Step> {
    return this.#counted(query, framing, {
      chunkBytes: () => this.#chunkBytes(),
      blocks: () => this.#reads <= MOST_INFLATING,
    });
  }

  /** The same, to be sent deflated, which what is text is still to be. */
  readSealed(query: Query, framing: Framing): Generator<Step> {
    return this.#counted(query, framing, { chunkBytes: () => DEFLATED_CHUNK_BYTES, blocks: () => true });
  }

  /** Large chunks while few read; with many, each may stall and hold one. */
  #chunkBytes(): number {
    if (this.#isBusy()) return LEAST_CHUNK_BYTES;
    return Math.min(Math.max(ALL_CHUNKS_BYTES / this.#reads, LEAST_CHUNK_BYTES), MOST_CHUNK_BYTES);
  }

  *#counted(query: Query, framing: Framing, manner: Manner): Generator<Step> {
    this.#reads += 1;
    try {
      yield* this.#steps(query, framing, manner);
    } catch (error) {
      tellIfDamage(this.#statements.file, error);
      throw error;
    } finally {
      this.#reads -= 1;
    }
  }

  *#steps(query: Query, framing: Framing, manner: Manner): Generator<Step> {
    const joint = { lead: framing.open, between: framing.between };
    const plan = this.#narrow(query);
    if (plan.from < plan.to) {
      const walk = new Walk(this.#statements, plan, joint, manner.chunkBytes);
      const way = { walk, joint, ...endsOf(plan) };
      // Blocks are joined by commas, so they fit no other framing.
      const list = framing.between === ',' ? this.#listFor(query, plan) : undefined;
      if (list !== undefined) {
        yield* this.#sealed(list, query, way, manner.blocks);
      } else {
        yield* walk.between(way.begin, way.last);
      }
    }
    yield endOf(framing, joint);
  }

  /** The sealed list that a query reads, as far as it is sealed. */
  #listFor(query: Query, plan: Plan): number | undefined {
    const owner = isOfOwnerList(query) ? ownerOf(query.scope) : undefined;
    return owner === undefined ? plan.list : this.#owners.codeOf(FAMILY_CODES[owner.family], owner.owner);
  }

  /** Blocks, and the rows between them. */
  *#sealed(
    list: number,
    query: Query,
    { walk, joint, begin, last }: Way,
    wanted: () => boolean,
  ): Generator<Step> {
    const descending = query.sort === 'desc';
    let place = begin;
    for (;;) {
      const stretch = this.#nextBlock(list, descending, place, last);
      if (stretch === undefined) break;
      const before = placeBefore(stretch, descending);
      yield* walk.between(place, before);
      place = descending ? stretch.low : stretch.high;
      const content = wanted() ? this.#contentFor(stretch, query) : undefined;
      if (content === undefined) {
        yield* walk.between(before, place);
      } else {
        if (joint.lead !== '') yield Buffer.from(joint.lead);
        joint.lead = joint.between;
        yield content;
      }
    }
    yield* walk.between(place, last);
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

  /**
   * What a block holds, if the query wants all of it and it is sound; its events are in the rows too.
   * @throws when it is spoiled and the rows lack some of its events: an answer without them would look whole.
   */
  #contentFor(stretch: Stretch, query: Query): Deflated | undefined {
    if (stretch.minPosition <= query.after || stretch.maxPosition > query.upTo) return undefined;
    const content = this.#blocks.content(stretch);
    if (content === undefined || !('lost' in content)) return content;
    const { seek, filter, ...plan } = this.#narrow({ ...query, sort: 'asc' });
    const { low, high } = stretch;
    const row = this.#statements
      .of(countSql({ ...plan, seek, filter }))
      .get(...seek.values, low.key, low.position - 1, high.key, high.position, ...filter.values);
    // What was deleted meanwhile is missing too; whoever asks again gets what is left.
    if (Number(row?.count) < content.lost) {
      const words = `the log lacks events of its damaged block ${stretch.block}; see 'chappe doctor'`;
      tellDamage({ file: this.#statements.file, words });
      throw new Error(words);
    }
    return undefined;
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
