import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { isFull } from '../../sqlite/sqlite-error.ts';
import { transact } from '../../sqlite/transaction.ts';
import { emptyWriteAhead } from './space.ts';

/** How long one transaction should hold the log, in milliseconds: what a publisher may have to wait. */
const HELD = 40;

const FEWEST = 50;
const MOST = 5000;

/** For a disk that is almost full. */
const SMALLEST = 10;

/**
 * Work in many short transactions. Its pieces grow and shrink with the time that they take. After each it rests as
 * long as it worked: whoever waits for the lock looks for it only every few milliseconds, and has to find it free.
 */
export class Turns {
  readonly #database: DatabaseSync;
  #size = 500;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Runs one piece of work, of at most `size` rows, in a transaction of its own. When the disk has no room for it, the
   * write-ahead log is emptied and a small piece is tried: whoever deletes may do so because the disk is full.
   */
  async take<T>(work: (size: number) => T): Promise<T> {
    try {
      return await this.#take(work);
    } catch (error) {
      if (!isFull(error)) throw error;
      await emptyWriteAhead(this.#database, 1);
      this.#size = SMALLEST;
      return this.#take(work);
    }
  }

  async #take<T>(work: (size: number) => T): Promise<T> {
    let start = 0;
    const done = transact(this.#database, () => {
      // From when it has the lock.
      start = performance.now();
      return work(this.#size);
    });
    const elapsed = performance.now() - start;
    const fitting = Math.floor((this.#size * HELD) / Math.max(elapsed, 1));
    this.#size = Math.max(FEWEST, Math.min(fitting, this.#size * 2, MOST));
    await pause(Math.min(elapsed, 10 * HELD));
    return done;
  }
}
