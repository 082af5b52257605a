import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Family } from '../facets.ts';
import { comparePlaces } from './blocks.ts';
import { FAMILY_CODES, TYPE_CODES } from './codes.ts';
import { OwnerLists } from './owner-lists.ts';
import { SEALED_LISTS } from './sealed-lists.ts';
import { Statements } from './statements.ts';
import type { Place } from './walk.ts';

/** The stored columns of an event that tell which sealed lists have it. */
export type Listed = {
  family: number;
  type: number;
  robot: number;
  owner?: string;
  timestamp: number;
  position: number;
};

/**
 * Opens sealed blocks whose events change or go, in the transaction in which they do: a block always holds exactly the
 * rows of its stretch. It also counts the transaction as one that rewrote, which stops a block in the making.
 */
export class Reopening {
  readonly #owners: OwnerLists;
  readonly #around: StatementSync;
  readonly #upTo: StatementSync;
  readonly #hole: StatementSync;
  readonly #count: StatementSync;

  constructor(database: DatabaseSync) {
    this.#owners = new OwnerLists(new Statements(database));
    this.#around = database.prepare(`
      DELETE FROM blocks
      WHERE block = (
          SELECT block FROM blocks INDEXED BY blocks_by_place
          WHERE list = ?1 AND (low_timestamp, low_position) <= (?2, ?3)
          ORDER BY low_timestamp DESC, low_position DESC LIMIT 1)
        AND (high_timestamp, high_position) >= (?2, ?3)
      RETURNING low_timestamp, low_position`);
    this.#upTo = database.prepare(`
      DELETE FROM blocks
      WHERE block IN (
          SELECT block FROM blocks INDEXED BY blocks_by_place
          WHERE list = ? AND (low_timestamp, low_position) <= (?, ?))
      RETURNING low_timestamp, low_position, high_timestamp, high_position`);
    this.#hole = database.prepare('INSERT INTO holes (list, timestamp, position) VALUES (?, ?, ?)');
    this.#count = database.prepare('UPDATE log SET rewrites = rewrites + 1 WHERE one = 1');
  }

  /** To be called in every transaction that changes or deletes events. */
  rewrite(): void {
    this.#count.run();
  }

  /** Opens the blocks that hold a stored event. */
  openAround({ family, type, robot, owner, timestamp, position }: Listed): void {
    for (const list of SEALED_LISTS) {
      if (FAMILY_CODES[list.family] !== family) continue;
      if ((list.robots === 'hidden') !== (robot === 0)) continue;
      if (list.type !== undefined && TYPE_CODES[list.type] !== type) continue;
      this.#open(list.code, timestamp, position);
    }
    const owned = owner === undefined || robot !== 0 ? undefined : this.#owners.codeOf(family, owner);
    if (owned !== undefined) this.#open(owned, timestamp, position);
  }

  #open(list: number, timestamp: number, position: number): void {
    const opened = this.#around.get(list, timestamp, position);
    if (opened === undefined) return;
    this.#hole.run(list, Number(opened.low_timestamp), Number(opened.low_position));
  }

  /**
   * Opens the blocks of a family up to a place, up to which all events are being deleted. What the last of them has
   * beyond is to be sealed again, also if it is to be deleted next: whoever deletes may be killed before.
   */
  openUpTo(family: Family, { key, position }: Place): void {
    const long = SEALED_LISTS.filter((list) => list.family === family).map(({ code }) => code);
    for (const list of [...long, ...this.#owners.of(FAMILY_CODES[family])]) {
      for (const row of this.#upTo.all(list, key, position)) {
        const high = { key: Number(row.high_timestamp), position: Number(row.high_position) };
        if (comparePlaces(high, { key, position }) <= 0) continue;
        this.#hole.run(list, Number(row.low_timestamp), Number(row.low_position));
      }
    }
  }
}
