import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { emptyWriteAhead } from './space.ts';
import { newlyReachedIn, reachedIn, talliesIn } from './tally-sql.ts';
import { Turns } from './turns.ts';

/** How many positions one step looks at: a publisher waits no longer than for that. */
const STEP = 2000;

/** A part of the log by positions, the first excluded. SQLite must not choose an index: all of it is wanted. */
const STRETCH = 'events NOT INDEXED WHERE position > ?1 AND position <= ?2';

const ADD = `INSERT INTO tallies (family, owner, type, subtype, robot, detail, count)
  SELECT * FROM (%) WHERE count > 0
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;

/**
 * Counts what a log holds, in the order of its positions, a stretch a step. What lies beyond is counted when it is asked for. So
 * whoever publishes does not wait for it, and files of older versions and imports are counted like everything else.
 */
export class Folding {
  readonly #database: DatabaseSync;
  readonly #state: StatementSync;
  readonly #steps: readonly StatementSync[];
  readonly #advance: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#state = database.prepare(`
      SELECT tallied.position AS done, log.head AS head,
        (SELECT position FROM events WHERE position > tallied.position ORDER BY position LIMIT 1) AS next
      FROM tallied, log WHERE tallied.one = 1 AND log.one = 1`);
    this.#steps = [
      database.prepare(ADD.replace('%', talliesIn(STRETCH))),
      // Before they are known, as only those count that are new.
      database.prepare(ADD.replace('%', newlyReachedIn(STRETCH))),
      database.prepare(`INSERT INTO reached (family, owner, contact, kinds) SELECT * FROM (${reachedIn(STRETCH)}) WHERE true
        ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds`),
    ];
    this.#advance = database.prepare('UPDATE tallied SET position = ? WHERE one = 1');
  }

  /** Counts the next events in a transaction of its own. Whether there were any. */
  step(): boolean {
    if (!this.#isBehind()) return false;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.fold();
      this.#database.exec('COMMIT');
    } catch (error) {
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    return true;
  }

  /** Counts the next events, within a transaction that writes. Whether there were any. */
  fold(most = STEP): boolean {
    const { done, head, next } = this.#state.get() ?? {};
    if (Number(done) >= Number(head)) return false;
    // Positions of purged events are passed over.
    const from = next === null ? Number(head) : Number(next) - 1;
    const to = Math.min(from + most, Number(head));
    for (const step of this.#steps) step.run(from, to);
    this.#advance.run(to);
    return true;
  }

  /** Counts all that there is, in turns with those who write. */
  async finish(): Promise<void> {
    const turns = new Turns(this.#database);
    while (await turns.take((size) => this.fold(size)));
    // The file grows by what was counted. On a disk that is almost full that must be done before the room is used up.
    await emptyWriteAhead(this.#database, 1);
  }

  #isBehind(): boolean {
    const { done, head } = this.#state.get() ?? {};
    return Number(done) < Number(head);
  }
}
