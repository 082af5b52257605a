import type { DatabaseSync } from 'node:sqlite';
import type { Change } from '../../contacts/change.ts';
import { perform } from '../../contacts/perform.ts';
import { Refusal, type Refused } from '../../contacts/refusal.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import type { Commit, FileWriter } from '../group-commit.ts';
import { SqliteDesk } from './desk.ts';
import { Statements } from './statements.ts';

/** What became of one change: what to answer, a refusal, or a failure that nobody foresaw. */
export type Written =
  | { answer: string; refused?: undefined; failure?: undefined }
  | { answer?: undefined; refused: Refused; failure?: undefined }
  | { answer?: undefined; refused?: undefined; failure: unknown };

/** What the one who writes must know that is not in the database. */
export type ScribeTerms = { country: string; now: () => number };

/** Writes the changes of one account, many in one commit. */
export class Scribe implements FileWriter<Change, Written> {
  readonly #database: DatabaseSync;
  readonly #desk: SqliteDesk;
  readonly #statements: Statements;
  readonly #wal: WalFile;
  readonly #version: () => number;
  #seen: number | undefined;

  constructor(database: DatabaseSync, terms: ScribeTerms) {
    this.#database = database;
    this.#desk = new SqliteDesk(database, terms);
    this.#statements = new Statements(database);
    this.#wal = new WalFile(database);
    const version = database.prepare('PRAGMA data_version');
    this.#version = () => Number(version.get()?.data_version);
  }

  /**
   * Makes changes one after the other and commits them together, durably. Each is made whole or not at all: one that is
   * refused takes back what it wrote and leaves the others alone.
   *
   * @throws when the commit fails; nothing of the group was stored then.
   * @throws NotOnDisk when it cannot be known whether it was.
   */
  write(changes: readonly Change[]): Commit<Written> {
    this.#statements.begin.run();
    try {
      this.#forgetWhatOthersWrote();
      const outcomes = changes.map((change) => this.#writeOne(change));
      const events = this.#desk.takeEvents();
      this.#statements.commit.run();
      this.#wal.sync();
      return { outcomes, events };
    } catch (error) {
      this.#desk.takeEvents();
      this.#desk.forget();
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#statements.rollback.run();
      throw error;
    }
  }

  /** Takes events that are published out of the outbox. Losing this in a power cut does no harm, so nobody waits for the disk. */
  forgetEvents(upTo: number): void {
    this.#statements.forgetEvents.run(upTo);
  }

  close(): void {
    this.#wal.close();
    this.#database.close();
  }

  #writeOne(change: Change): Written {
    this.#statements.save.run();
    const mark = this.#desk.mark();
    try {
      const answer = perform(this.#desk, change);
      this.#statements.release.run();
      return { answer: answer === undefined ? '' : JSON.stringify(answer) };
    } catch (error) {
      // Without a transaction there is nothing left to go on with: the whole group has failed.
      if (!this.#database.isTransaction) throw error;
      this.#statements.takeBack.run();
      this.#statements.release.run();
      this.#desk.backTo(mark);
      return error instanceof Refusal ? { refused: error.plain } : { failure: error };
    }
  }

  #forgetWhatOthersWrote(): void {
    const version = this.#version();
    if (version !== this.#seen) this.#desk.forget();
    this.#seen = version;
  }
}
