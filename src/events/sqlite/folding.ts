import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '../../sqlite/transaction.ts';
import { OwnerDetails } from './owner-details.ts';
import { emptyWriteAhead } from './space.ts';
import { COUNTS, newlyReachedIn, reachedIn, talliesIn } from './tally-sql.ts';
import { Turns } from './turns.ts';

/** How many positions one step looks at: a publisher waits no longer than for that. */
const STEP = 2000;

/** A part of the log by positions, the first excluded. SQLite must not choose an index: all of it is wanted. */
const STRETCH = `events NOT INDEXED WHERE position > ?1 AND position <= ?2 AND ${COUNTS}`;

const ADD = 'INSERT INTO tallies (family, owner, type, subtype, robot, detail, count)';
const ADDED = 'ON CONFLICT DO UPDATE SET count = count + excluded.count';

/** From what is counted to where counting gets to next: positions, the first excluded. */
type Stretch = { done: number; from: number; to: number };

/**
 * Counts what a log holds, in the order of its positions, a stretch a step. What lies beyond is counted when it is asked for. So
 * whoever publishes does not wait for it, and files of older versions and imports are counted like everything else.
 * Several may count the same log.
 */
export class Folding {
  readonly #database: DatabaseSync;
  readonly #state: StatementSync;
  readonly #advance: StatementSync;
  readonly #found: StatementSync;
  readonly #increase: StatementSync;
  readonly #add: StatementSync;
  readonly #details: StatementSync;
  readonly #reach: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#state = database.prepare(`
      SELECT tallied.position AS done, log.head AS head,
        (SELECT position FROM events WHERE position > tallied.position ORDER BY position LIMIT 1) AS next
      FROM tallied, log WHERE tallied.one = 1 AND log.one = 1`);
    this.#advance = database.prepare('UPDATE tallied SET position = ? WHERE one = 1 AND position = ?');
    this.#found = database.prepare(talliesIn(STRETCH));
    this.#increase = database.prepare(`UPDATE tallies SET count = count + ?
      WHERE family = ? AND owner = ? AND type = ? AND subtype = ? AND robot = ? AND detail = ?`);
    this.#add = database.prepare(`${ADD} VALUES (?, ?, ?, ?, ?, ?, ?) ${ADDED}`);
    this.#details = OwnerDetails.prepare(database);
    this.#reach = [
      // Before they are known, as only those count that are new.
      database.prepare(`${ADD} SELECT * FROM (${newlyReachedIn(STRETCH)}) WHERE count > 0 ${ADDED}`),
      database.prepare(`INSERT INTO reached (family, owner, contact, kinds) SELECT * FROM (${reachedIn(STRETCH)}) WHERE true
        ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds`),
    ];
  }

  /** Counts the next events in a transaction of its own. Whether there were any. */
  step(most = STEP): boolean {
    const stretch = this.#next(most);
    if (stretch === undefined) return false;
    transact(this.#database, () => this.#count(stretch));
    return true;
  }

  /** Counts the next events, within a transaction that writes. Whether there were any. */
  fold(most = STEP): boolean {
    const stretch = this.#next(most);
    if (stretch === undefined) return false;
    this.#count(stretch);
    return true;
  }

  /**
   * Counts all that there is, in turns with those who write.
   * @param then done in the transaction in which nothing was left to count.
   */
  async finish(then: () => void = () => undefined): Promise<void> {
    const turns = new Turns(this.#database);
    const isLeft = (size: number) => {
      const left = this.fold(size);
      if (!left) then();
      return left;
    };
    while (await turns.take(isLeft));
    // The file grows by what was counted. On a disk that is almost full that must be done before the room is used up.
    await emptyWriteAhead(this.#database, 1);
  }

  #next(most: number): Stretch | undefined {
    const row = this.#state.get();
    const [done, head] = [Number(row?.done), Number(row?.head)];
    if (done >= head) return undefined;
    // Positions of purged events are passed over.
    const from = row?.next == null ? head : Number(row.next) - 1;
    return { done, from, to: Math.min(from + most, head) };
  }

  #count({ done, from, to }: Stretch): void {
    // Another thread, or another process, may have counted it meanwhile.
    if (this.#advance.run(to, done).changes === 0) return;
    const details = new OwnerDetails(this.#details);
    for (const row of this.#found.all(from, to)) {
      const [family, owner, type] = [Number(row.family), String(row.owner), Number(row.type)];
      const [subtype, robot, count] = [Number(row.subtype), Number(row.robot), Number(row.count)];
      const detail = String(row.detail);
      const { changes } = this.#increase.run(count, family, owner, type, subtype, robot, detail);
      if (changes === 1) continue;
      this.#add.run(family, owner, type, subtype, robot, details.of(family, owner, type, detail), count);
    }
    for (const statement of this.#reach) statement.run(from, to);
  }
}
