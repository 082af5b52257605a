import type { DatabaseSync } from 'node:sqlite';
import { crc32, deflateRawSync } from 'node:zlib';
import { inSnapshot, transact } from '../../sqlite/transaction.ts';
import { PIECE } from '../deflated.ts';
import type { Position } from '../log.ts';
import { Blocks } from './blocks.ts';
import { FAMILY_CODES } from './codes.ts';
import { ContactSweep } from './contact-sweep.ts';
import type { WritingOptions } from './open.ts';
import { OwnerLists } from './owner-lists.ts';
import { OwnerSweep, type SweptOwner } from './owner-sweep.ts';
import { type Plan, planOf } from './plan.ts';
import { queryFor, SEALED_LISTS, type SealedList } from './sealed-lists.ts';
import { boundarySql, bytesSql, chunkSql, Statements, statsSql } from './statements.ts';
import { endsOf, type Place } from './walk.ts';

export type SealerOptions = {
  /** How many events a block has. More go out faster; fewer take less memory on their way, and fewer are read as rows at the edges. */
  blockEvents: number;
  /** How many of the latest events of a list stay unsealed while a log grows, because late ones still fall among them. */
  keptOpen: number;
  /** How hard to compress: once, in the background, for every answer to come. */
  level: number;
};

const SEALING: SealerOptions = { blockEvents: 2048, keptOpen: 8192, level: 6 };

/** Blocks can be made again, and a sealer walks straight on: it needs neither each commit on the disk nor many pages. */
export const SEALER_CONNECTION: WritingOptions = { sync: 'NORMAL', cache: 4096 };

/** With large events a block has fewer of them, so that its text stays below this. */
const MOST_BYTES = 8 * 1024 * 1024;

/** A hole of a list that does not exist is for the doctor, and nothing that others should wait for. */
const KNOWN = `(list IN (${SEALED_LISTS.map(({ code }) => code).join(', ')}) OR list IN (SELECT list FROM owners))`;

/** How many owners one step looks at. */
const MOST_OWNERS = 256;

/** A block of an owner has fewer events, as a part of others: what is left over at the end of the list is read row by row. */
const OWNER_BLOCK = 4;

/** A contact has a list once it has as many events as this many blocks. Most have few, and are read row by row. */
const CONTACT_BLOCKS = 2;

/** Of a contact with so many events one is looked at this many times, as far as chance allows. */
const LOOKS = 16;

/** An owner keeps fewer events open than a whole family, as a part of those. */
const OWNER_SHARE = 32;

/** A stretch of a list without blocks, beyond `from` up to and with `to`, whose first block is to be made. */
type Gap = { list: SealedList; plan: Plan; from: Place; to: Place; hole?: number };

type Block = {
  low: Place;
  high: Place;
  events: number;
  minPosition: number;
  maxPosition: number;
  text: { length: number; crc: number };
  deflated: Uint8Array;
};

/**
 * Seals the blocks of one log, a block a step, each in a short transaction of its own.
 *
 * A step reads and compresses without holding a lock. Before it writes, it looks again whether its stretch still has
 * as many events and none was rewritten; if not, it leaves the stretch to a later step. So sealing can be stopped or
 * killed at any time: what is not sealed is read from the rows.
 */
export class Sealer {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #blocks: Blocks;
  readonly #owners: OwnerLists;
  readonly #sweep: OwnerSweep;
  readonly #contacts: ContactSweep;
  readonly #options: SealerOptions;

  constructor(database: DatabaseSync, options: SealerOptions = SEALING) {
    this.#database = database;
    this.#statements = new Statements(database);
    this.#blocks = new Blocks(this.#statements);
    this.#owners = new OwnerLists(this.#statements);
    this.#sweep = new OwnerSweep(this.#owners);
    const few = CONTACT_BLOCKS * Math.ceil(options.blockEvents / OWNER_BLOCK);
    this.#contacts = new ContactSweep(this.#statements, this.#owners, Math.ceil(few / LOOKS));
    this.#options = options;
  }

  /**
   * Does one piece of work. False when there is nothing to do.
   * @param settled no event has come for a while, so the latest can be sealed too.
   */
  step(settled = false): boolean {
    // One state of the log: events may be purged at any moment.
    const keptOpen = settled ? 0 : this.#options.keptOpen;
    const work = inSnapshot(this.#database, () => {
      const found =
        this.#hole() ?? this.#tail(keptOpen) ?? this.#ownerTail(keptOpen) ?? this.#contactTail(keptOpen);
      if (found === undefined || 'swept' in found || 'unnamed' in found || 'looked' in found) return found;
      return { gap: found, rewrites: this.#rewrites(), block: this.#make(found) };
    });
    if (work === undefined) return false;
    if ('swept' in work) return true;
    transact(this.#database, () => {
      if ('looked' in work) {
        this.#contacts.note(work.looked);
      } else if ('unnamed' in work) {
        this.#owners.add(FAMILY_CODES[work.unnamed.family], work.unnamed.owner);
      } else if (this.#rewrites() === work.rewrites && this.#isWhole(work.gap, work.block)) {
        this.#write(work.gap, work.block);
      }
    });
    return true;
  }

  /** The gap in which a late event opened a block. */
  #hole(): Gap | undefined {
    const row = this.#statements
      .of(`SELECT hole, list, timestamp, position FROM holes WHERE ${KNOWN} ORDER BY hole LIMIT 1`)
      .get();
    if (row === undefined) return undefined;
    const code = Number(row.list);
    const list = SEALED_LISTS.find((each) => each.code === code) ?? this.#owners.named(code);
    if (list === undefined) throw new Error(`there is no list ${row.list} to be sealed`);
    const plan = ascending(list);
    const place = { key: Number(row.timestamp), position: Number(row.position) };
    const after = this.#blocks.above(list.code, place);
    return {
      list,
      plan,
      from: this.#blocks.below(list.code, place)?.high ?? endsOf(plan).begin,
      to:
        after === undefined
          ? this.#top(list, plan)
          : { key: after.low.key, position: after.low.position - 1 },
      hole: Number(row.hole),
    };
  }

  /** The events above all blocks of a list, if there are a block's worth and enough newer ones that stay open. */
  #tail(keptOpen: number): Gap | undefined {
    for (const list of SEALED_LISTS) {
      const gap = this.#tailOf(list, keptOpen);
      if (gap !== undefined) return gap;
    }
    return undefined;
  }

  #tailOf(list: SealedList, keptOpen: number): Gap | undefined {
    const blockEvents = this.#blockEvents(list);
    const plan = ascending(list);
    const from = this.#top(list, plan);
    const { last } = endsOf(plan);
    if (this.#nth(plan, from, last, blockEvents + keptOpen) === undefined) return undefined;
    const to = this.#nth(plan, from, last, blockEvents);
    return to && { list, plan, from, to };
  }

  #blockEvents({ owner }: SealedList): number {
    const { blockEvents } = this.#options;
    return owner === undefined ? blockEvents : Math.ceil(blockEvents / OWNER_BLOCK);
  }

  /** The same of an owner; or that more owners are to be looked at, or one to be named before it is sealed. */
  #ownerTail(keptOpen: number): Gap | { swept: true } | { unnamed: SweptOwner } | undefined {
    const head = Number(this.#statements.of('SELECT head FROM log WHERE one = 1').get()?.head);
    for (let looks = 0; looks < MOST_OWNERS; looks++) {
      const found = this.#sweep.current(head, keptOpen);
      if (found === undefined) return undefined;
      const gap = this.#tailOf(listOf(found), Math.ceil(keptOpen / OWNER_SHARE));
      if (gap !== undefined) return found.list === undefined ? { unnamed: found } : gap;
      this.#sweep.advance();
    }
    return { swept: true };
  }

  /** The same of a contact that has many; or up to which position contacts were looked at. */
  #contactTail(keptOpen: number): Gap | { looked: Position } | { unnamed: SweptOwner } | undefined {
    for (let looks = 0; looks < MOST_OWNERS; looks++) {
      const met = this.#contacts.current();
      if (met === undefined) break;
      const found = met.contact && this.#tailOfContact(met.contact, keptOpen);
      if (found !== undefined) return found;
      this.#contacts.advance(met.position);
    }
    return this.#contacts.news();
  }

  #tailOfContact(contact: SweptOwner, keptOpen: number): Gap | { unnamed: SweptOwner } | undefined {
    const named = contact.list !== undefined;
    const list = listOf(contact);
    const more = named ? 0 : (CONTACT_BLOCKS - 1) * this.#blockEvents(list);
    const gap = this.#tailOf(list, Math.ceil(keptOpen / OWNER_SHARE) + more);
    return gap === undefined || named ? gap : { unnamed: contact };
  }

  /** How far up a list is sealed. */
  #top(list: SealedList, plan: Plan): Place {
    const row = this.#statements.of('SELECT timestamp, position FROM tops WHERE list = ?').get(list.code);
    return row === undefined
      ? endsOf(plan).begin
      : { key: Number(row.timestamp), position: Number(row.position) };
  }

  /** The first block of a gap; undefined when the gap has no events. */
  #make({ list, plan, from, to }: Gap): Block | undefined {
    const { level } = this.#options;
    const blockEvents = this.#blockEvents(list);
    // A block with a few late events more is better than a block of few.
    const whole = this.#nth(plan, from, to, Math.ceil(blockEvents * 1.5)) === undefined;
    let high = whole ? to : (this.#nth(plan, from, to, blockEvents) ?? to);
    let stats = this.#stats(plan, from, high);
    while (stats.events > 1 && this.#bytes(plan, from, high) > MOST_BYTES) {
      high = this.#nth(plan, from, high, Math.ceil(stats.events / 2)) ?? high;
      stats = this.#stats(plan, from, high);
    }
    const low = this.#nth(plan, from, high, 1);
    const top = this.#nth(plan, from, high, stats.events);
    if (low === undefined || top === undefined) return undefined;
    const text = this.#text(list, plan, low, top);
    return {
      low,
      high: top,
      events: stats.events,
      minPosition: stats.minPosition,
      maxPosition: stats.maxPosition,
      text: { length: text.length, crc: crc32(text) },
      deflated: deflateRawSync(text, { level, ...PIECE }),
    };
  }

  /** The events from one place to another, both inclusive, in the order of the list. */
  #text(list: SealedList, plan: Plan, low: Place, high: Place): Uint8Array {
    const directed: Plan = { ...plan, descending: list.sort === 'desc' };
    const [begin, end] =
      list.sort === 'desc'
        ? [{ key: high.key, position: high.position + 1 }, low]
        : [{ key: low.key, position: low.position - 1 }, high];
    const row = this.#statements
      .of(chunkSql(directed))
      .get(
        '',
        ',',
        ...plan.seek.values,
        begin.key,
        begin.position,
        end.key,
        end.position,
        ...plan.filter.values,
      );
    if (!(row?.bytes instanceof Uint8Array)) throw new Error('the events to be sealed are gone');
    return row.bytes;
  }

  /** Whether the gap's events up to the end of the block are still those of the block. */
  #isWhole({ plan, from, to }: Gap, block: Block | undefined): boolean {
    if (block === undefined) return this.#nth(plan, from, to, 1) === undefined;
    const { events, minPosition, maxPosition } = this.#stats(plan, from, block.high);
    return events === block.events && minPosition === block.minPosition && maxPosition === block.maxPosition;
  }

  #write({ list, plan, to, hole }: Gap, block: Block | undefined): void {
    if (block !== undefined) {
      const { low, high, events, minPosition, maxPosition, text, deflated } = block;
      this.#statements
        .of('INSERT INTO blocks VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          list.code,
          low.key,
          low.position,
          high.key,
          high.position,
          minPosition,
          maxPosition,
          events,
          text.length,
          text.crc,
          crc32(deflated),
          deflated,
        );
    }
    if (hole === undefined) {
      if (block === undefined) return;
      this.#statements
        .of('INSERT OR REPLACE INTO tops VALUES (?, ?, ?)')
        .run(list.code, block.high.key, block.high.position);
    } else if (block === undefined || this.#nth(plan, block.high, to, 1) === undefined) {
      this.#statements.of('DELETE FROM holes WHERE hole = ?').run(hole);
    } else {
      this.#statements
        .of('UPDATE holes SET timestamp = ?, position = ? WHERE hole = ?')
        .run(block.high.key, block.high.position + 1, hole);
    }
  }

  /** The place of the n-th event of a list between two places. */
  #nth(plan: Plan, from: Place, to: Place, n: number): Place | undefined {
    const row = this.#statements
      .of(boundarySql(plan, true))
      .get(...plan.seek.values, from.key, from.position, to.key, to.position, ...plan.filter.values, n - 1);
    return row && { key: Number(row.key), position: Number(row.position) };
  }

  #stats(plan: Plan, from: Place, to: Place) {
    const row = this.#statements
      .of(statsSql(plan))
      .get(...plan.seek.values, from.key, from.position, to.key, to.position, ...plan.filter.values);
    return {
      events: Number(row?.events),
      minPosition: Number(row?.min),
      maxPosition: Number(row?.max),
    };
  }

  #bytes(plan: Plan, from: Place, to: Place): number {
    const row = this.#statements
      .of(bytesSql(plan))
      .get(...plan.seek.values, from.key, from.position, to.key, to.position, ...plan.filter.values);
    return Number(row?.bytes);
  }

  #rewrites(): number {
    return Number(this.#statements.of('SELECT rewrites FROM log WHERE one = 1').get()?.rewrites);
  }
}

function listOf({ family, owner, list }: SweptOwner): SealedList {
  return { code: list ?? 0, family, owner, robots: 'hidden', sort: 'asc' };
}

/** The walk over all of a list, upwards: blocks of a descending list are made upwards too. */
function ascending(list: SealedList): Plan {
  return planOf({ ...queryFor(list), sort: 'asc' });
}
