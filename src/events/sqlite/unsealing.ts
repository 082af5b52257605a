import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Facets } from '../facets.ts';
import type { Position } from '../log.ts';
import { comparePlaces } from './blocks.ts';
import { FAMILY_CODES } from './codes.ts';
import { OwnerCodes } from './owner-codes.ts';
import { FIRST_OWNER_LIST } from './owner-lists.ts';
import { listsOf } from './sealed-lists.ts';
import type { Place } from './walk.ts';

/**
 * The appending side of sealed blocks: an event that falls within a block deletes it, in the transaction that stores
 * the event. So a block never lacks an event of its stretch, whoever reads it and whenever.
 */
export class Unsealing {
  readonly #owners: OwnerCodes;
  readonly #tops: StatementSync;
  readonly #top: StatementSync;
  readonly #delete: StatementSync;
  readonly #hole: StatementSync;
  #sealedTo = new Map<number, Place>();
  /** The same of the lists of owners that were looked up in this transaction. */
  #ownedTo = new Map<number, Place | undefined>();

  constructor(database: DatabaseSync) {
    this.#owners = new OwnerCodes(database);
    this.#tops = database.prepare(
      `SELECT list, timestamp, position FROM tops WHERE list < ${FIRST_OWNER_LIST}`,
    );
    this.#top = database.prepare('SELECT timestamp, position FROM tops WHERE list = ?');
    this.#delete = database.prepare(`
      DELETE FROM blocks
      WHERE block = (
          SELECT block FROM blocks INDEXED BY blocks_by_place
          WHERE list = ?1 AND (low_timestamp, low_position) < (?2, ?3)
          ORDER BY low_timestamp DESC, low_position DESC LIMIT 1)
        AND (high_timestamp, high_position) > (?2, ?3)
      RETURNING low_timestamp, low_position`);
    this.#hole = database.prepare('INSERT INTO holes (list, timestamp, position) VALUES (?, ?, ?)');
  }

  /** Begins a transaction: a sealer may have sealed more since the last one. */
  begin(): void {
    this.#sealedTo = new Map(this.#tops.all().map((row) => [Number(row.list), placeOf(row)]));
    this.#owners.refresh();
    this.#ownedTo = new Map();
  }

  /** Opens the blocks that a stored event falls into. Most events are later than all blocks and cost nothing. */
  admit(facets: Facets, timestamp: number, position: Position): void {
    const place = { key: timestamp, position };
    if (this.#sealedTo.size > 0) {
      for (const list of listsOf(facets)) this.#open(list, this.#sealedTo.get(list), place);
    }
    if (facets.robot !== undefined) return;
    for (const list of this.#owners.of(FAMILY_CODES[facets.family], facets.owner, facets.contact)) {
      this.#open(list, this.#topOf(list), place);
    }
  }

  #topOf(list: number): Place | undefined {
    if (!this.#ownedTo.has(list)) {
      const row = this.#top.get(list);
      this.#ownedTo.set(list, row && placeOf(row));
    }
    return this.#ownedTo.get(list);
  }

  #open(list: number, top: Place | undefined, { key, position }: Place): void {
    if (top === undefined || comparePlaces({ key, position }, top) > 0) return;
    const opened = this.#delete.get(list, key, position);
    if (opened === undefined) return;
    this.#hole.run(list, Number(opened.low_timestamp), Number(opened.low_position));
  }
}

function placeOf(row: Record<string, unknown>): Place {
  return { key: Number(row.timestamp), position: Number(row.position) };
}
