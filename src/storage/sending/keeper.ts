import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeptAnswer } from '../../sending/queue.ts';
import type { NewSend } from '../../sending/send.ts';
import { transact } from '../../sqlite/transaction.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import type { Commit, FileWriter } from '../group-commit.ts';

/** What can be written to a queue; each with events that tell of it. */
export type Writing =
  | { do: 'accept'; sends: readonly NewSend[]; events: readonly string[]; answer?: KeptAnswer }
  | { do: 'end'; id: number; events: readonly string[] }
  | { do: 'unfold'; id: number; sends: readonly NewSend[]; events: readonly string[] }
  | { do: 'put off'; id: number; due: number; isTried: boolean; events: readonly string[] }
  | { do: 'forget answers'; now: number; events: readonly string[] };

/** How many answers are forgotten in one commit: so long whoever has something accepted waits. */
const BATCH = 500;

/**
 * Writes one account's queue, many writings in one commit.
 *
 * What was promised is on the disk before anybody is told. A note of what became of a message is in the write-ahead log,
 * which outlives a process that is killed, and gets to the disk with the next commit that waits, or the next `sync`: a
 * connection waits for that note before its next message, and need not wait for the disk as well.
 */
export class Keeper implements FileWriter<Writing, number> {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #putOff: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #forgetEvents: StatementSync;
  readonly #keepAnswer: StatementSync;
  readonly #forgetAnswers: StatementSync;
  readonly #wal: WalFile;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#wal = new WalFile(database);
    this.#insert = database.prepare(
      'INSERT INTO sends (priority, due, expires, message) VALUES (?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM sends WHERE id = ?');
    this.#putOff = database.prepare('UPDATE sends SET due = ?, attempts = attempts + ? WHERE id = ?');
    this.#addEvent = database.prepare('INSERT INTO outbox (event) VALUES (?)');
    this.#forgetEvents = database.prepare('DELETE FROM outbox WHERE sequence <= ?');
    this.#keepAnswer = database.prepare(`
      INSERT OR REPLACE INTO answers (operation, name, fingerprint, status, body, expires) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#forgetAnswers = database.prepare(`
      DELETE FROM answers WHERE rowid IN (
        SELECT rowid FROM answers INDEXED BY answers_by_expiry WHERE expires <= ? LIMIT ${BATCH})`);
  }

  /** Carries out all writings or none. Gives the events that now wait in the outbox, and how many answers each has forgotten. */
  write(writings: readonly Writing[]): Commit<number> {
    const isUnsynced = writings.every(isNote);
    const outcomes: number[] = [];
    const events = transact(this.#database, () =>
      writings.flatMap((writing) => {
        outcomes.push(this.#writeOne(writing));
        return writing.events.map((json) => ({
          sequence: Number(this.#addEvent.run(json).lastInsertRowid),
          json,
        }));
      }),
    );
    if (!isUnsynced) this.#wal.sync();
    return { outcomes, events, isUnsynced };
  }

  /** Takes published events out of the outbox. They may come back after a crash: publishing them again does nothing. */
  forgetEvents(upTo: number): void {
    this.#forgetEvents.run(upTo);
  }

  /** @throws NotOnDisk */
  sync(): void {
    this.#wal.sync();
  }

  close(): void {
    this.#wal.close();
    this.#database.close();
  }

  #writeOne(writing: Writing): number {
    switch (writing.do) {
      case 'accept':
        this.#insertAll(writing.sends);
        if (writing.answer !== undefined) this.#insertAnswer(writing.answer);
        return 0;
      case 'end':
        this.#delete.run(writing.id);
        return 0;
      case 'unfold':
        this.#delete.run(writing.id);
        this.#insertAll(writing.sends);
        return 0;
      case 'put off':
        this.#putOff.run(writing.due, writing.isTried ? 1 : 0, writing.id);
        return 0;
      case 'forget answers':
        return Number(this.#forgetAnswers.run(writing.now).changes);
    }
  }

  #insertAnswer({ operation, name, fingerprint, status, body, expires }: KeptAnswer): void {
    this.#keepAnswer.run(operation, name, fingerprint, status, body, expires);
  }

  #insertAll(sends: readonly NewSend[]): void {
    for (const { priority, due, expires, order } of sends) this.#insert.run(priority, due, expires, order);
  }
}

/**
 * Whether all that a power cut could do is to have a message sent again, as nobody would know that it left, or an answer
 * forgotten again.
 */
function isNote({ do: what }: Writing): boolean {
  return what !== 'accept' && what !== 'unfold';
}
