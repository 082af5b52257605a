import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Commit, FileWriter } from '../group-commit.ts';

/** Writes one account's hits, many calls in one commit. */
export class HitKeeper implements FileWriter<readonly string[], number> {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO hits (hit) VALUES (?)');
    this.#forget = database.prepare('DELETE FROM hits WHERE sequence <= ?');
  }

  /** Keeps the hits of all calls, durably, or none. Gives the first sequence of each call. */
  write(calls: readonly (readonly string[])[]): Commit<number> {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = calls.map((hits) => {
        let last = 0;
        for (const hit of hits) last = Number(this.#insert.run(hit).lastInsertRowid);
        // A transaction has the file for itself, so the numbers of a call have no gaps.
        return last - hits.length + 1;
      });
      this.#database.exec('COMMIT');
      return { outcomes, events: [] };
    } catch (error) {
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** They may come back after a crash: publishing them again does nothing. */
  forgetEvents(upTo: number): void {
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      this.#forget.run(upTo);
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
  }

  close(): void {
    this.#database.close();
  }
}
