import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { transact } from '../../sqlite/transaction.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import type { Commit, FileWriter } from '../group-commit.ts';

/** Writes one account's hits, many calls in one commit. */
export class HitKeeper implements FileWriter<readonly string[], number> {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  readonly #wal: WalFile;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#wal = new WalFile(database);
    this.#insert = database.prepare('INSERT INTO hits (hit) VALUES (?)');
    this.#forget = database.prepare('DELETE FROM hits WHERE sequence <= ?');
  }

  /** Keeps the hits of all calls, durably, or none. Gives the first sequence of each call. */
  write(calls: readonly (readonly string[])[]): Commit<number> {
    const outcomes = transact(this.#database, () =>
      calls.map((hits) => {
        let last = 0;
        for (const hit of hits) last = Number(this.#insert.run(hit).lastInsertRowid);
        // A transaction has the file for itself, so the numbers of a call have no gaps.
        return last - hits.length + 1;
      }),
    );
    this.#wal.sync();
    return { outcomes, events: [] };
  }

  /** Nobody waits for the disk: they may come back after a crash, and publishing them again does nothing. */
  forgetEvents(upTo: number): void {
    this.#forget.run(upTo);
  }

  close(): void {
    this.#wal.close();
    this.#database.close();
  }
}
