import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { emptyWriteAhead } from './space.ts';
import { isFull } from './sqlite-error.ts';

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
    this.#database.exec('BEGIN IMMEDIATE');
    const start = performance.now();
    let done: T;
    try {
      done = work(this.#size);
      this.#database.exec('COMMIT');
    } catch (error) {
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    const elapsed = performance.now() - start;
    const fitting = Math.floor((this.#size * HELD) / Math.max(elapsed, 1));
    this.#size = Math.max(FEWEST, Math.min(fitting, this.#size * 2, MOST));
    await pause(Math.min(elapsed, 10 * HELD));
    return done;
  }
}
