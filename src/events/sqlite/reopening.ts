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
  contact?: string;
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
  readonly #forget: readonly StatementSync[];

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
    this.#forget = ['blocks', 'tops', 'holes'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE list = ?`),
    );
    this.#count = database.prepare('UPDATE log SET rewrites = rewrites + 1 WHERE one = 1');
  }

  /** To be called in every transaction that changes or deletes events. */
  rewrite(): void {
    this.#count.run();
  }

  /** Opens the blocks that hold a stored event. */
  openAround({ family, type, robot, owner, contact, timestamp, position }: Listed): void {
    for (const list of SEALED_LISTS) {
      if (FAMILY_CODES[list.family] !== family) continue;
      if ((list.robots === 'hidden') !== (robot === 0)) continue;
      if (list.type !== undefined && TYPE_CODES[list.type] !== type) continue;
      this.#open(list.code, timestamp, position);
    }
    if (robot !== 0) return;
    const owned = owner === undefined ? undefined : this.#owners.codeOf(family, owner);
    if (owned !== undefined) this.#open(owned, timestamp, position);
    const own = contact === undefined ? undefined : this.#owners.codeOf(FAMILY_CODES.contacts, contact);
    if (own !== undefined) this.#open(own, timestamp, position);
  }

  #open(list: number, timestamp: number, position: number): void {
    const opened = this.#around.get(list, timestamp, position);
    if (opened !== undefined) this.#leaveHole(list, opened);
  }

  /**
   * Opens the blocks of a family up to a place, up to which all events are being deleted. What the last of them has
   * beyond is to be sealed again, also if it is to be deleted next: whoever deletes may be killed before.
   */
  openUpTo(family: Family, { key, position }: Place): void {
    const long = SEALED_LISTS.filter((list) => list.family === family).map(({ code }) => code);
    const owned = family === 'contacts' ? [] : this.#owners.of(FAMILY_CODES[family]);
    for (const list of [...long, ...owned]) {
      for (const row of this.#upTo.all(list, key, position)) {
        const high = { key: Number(row.high_timestamp), position: Number(row.high_position) };
        if (comparePlaces(high, { key, position }) > 0) this.#leaveHole(list, row);
      }
    }
    // A contact has events of other families too, which are still there.
    for (const list of this.#owners.of(FAMILY_CODES.contacts)) {
      for (const row of this.#upTo.all(list, key, position)) this.#leaveHole(list, row);
    }
  }

  #leaveHole(list: number, opened: Record<string, unknown>): void {
    this.#hole.run(list, Number(opened.low_timestamp), Number(opened.low_position));
  }

  /**
   * Takes a contact's name from its list, whose blocks go with all that was noted of it. Under the other name it is never
   * sealed again, and its code is used by no other.
   */
  forget(contact: string, pseudonym: string): void {
    const list = this.#owners.codeOf(FAMILY_CODES.contacts, contact);
    if (list === undefined) return;
    for (const statement of this.#forget) statement.run(list);
    this.#owners.rename(list, `${pseudonym} ${list}`);
    this.rewrite();
  }
}
