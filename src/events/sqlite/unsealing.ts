import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Facets } from '../facets.ts';
import type { Position } from '../log.ts';
import { comparePlaces } from './blocks.ts';
import { listsOf } from './sealed-lists.ts';
import type { Place } from './walk.ts';

/**
 * The appending side of sealed blocks: an event that falls within a block deletes it, in the transaction that stores
 * the event. So a block never lacks an event of its stretch, whoever reads it and whenever.
 */
export class Unsealing {
  readonly #tops: StatementSync;
  readonly #delete: StatementSync;
  readonly #hole: StatementSync;
  #sealedTo = new Map<number, Place>();

  constructor(database: DatabaseSync) {
    this.#tops = database.prepare('SELECT list, timestamp, position FROM tops');
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
    this.#sealedTo = new Map(
      this.#tops
        .all()
        .map((row) => [Number(row.list), { key: Number(row.timestamp), position: Number(row.position) }]),
    );
  }

  /** Opens the blocks that a stored event falls into. Most events are later than all blocks and cost nothing. */
  admit(facets: Facets, timestamp: number, position: Position): void {
    if (this.#sealedTo.size === 0) return;
    for (const list of listsOf(facets)) {
      const top = this.#sealedTo.get(list);
      if (top === undefined || comparePlaces({ key: timestamp, position }, top) > 0) continue;
      const opened = this.#delete.get(list, timestamp, position);
      if (opened === undefined) continue;
      this.#hole.run(list, Number(opened.low_timestamp), Number(opened.low_position));
    }
  }
}
