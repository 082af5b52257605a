import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { NewSend } from '../../sending/send.ts';
import { transact } from '../../sqlite/transaction.ts';
import { WalFile } from '../../sqlite/wal-file.ts';
import type { Commit, FileWriter } from '../group-commit.ts';

/** What can be written to a queue; each with events that tell of it. */
export type Writing =
  | { do: 'accept'; sends: readonly NewSend[]; events: readonly string[] }
  | { do: 'end'; id: number; events: readonly string[] }
  | { do: 'unfold'; id: number; sends: readonly NewSend[]; events: readonly string[] }
  | { do: 'put off'; id: number; due: number; isTried: boolean; events: readonly string[] };

/**
 * Writes one account's queue, many writings in one commit.
 *
 * What was promised is on the disk before anybody is told. A note of what became of a message is in the write-ahead log,
 * which outlives a process that is killed, and gets to the disk with the next commit that waits, or the next `sync`: a
 * connection waits for that note before its next message, and need not wait for the disk as well.
 */
export class Keeper implements FileWriter<Writing, null> {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #putOff: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #forgetEvents: StatementSync;
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
  }

  /** Carries out all writings or none. Gives the events that now wait in the outbox. */
  write(writings: readonly Writing[]): Commit<null> {
    const isUnsynced = writings.every(isNote);
    const events = transact(this.#database, () =>
      writings.flatMap((writing) => {
        this.#writeOne(writing);
        return writing.events.map((json) => ({
          sequence: Number(this.#addEvent.run(json).lastInsertRowid),
          json,
        }));
      }),
    );
    if (!isUnsynced) this.#wal.sync();
    return { outcomes: writings.map(() => null), events, isUnsynced };
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

  #writeOne(writing: Writing): void {
    switch (writing.do) {
      case 'accept':
        this.#insertAll(writing.sends);
        return;
      case 'end':
        this.#delete.run(writing.id);
        return;
      case 'unfold':
        this.#delete.run(writing.id);
        this.#insertAll(writing.sends);
        return;
      case 'put off':
        this.#putOff.run(writing.due, writing.isTried ? 1 : 0, writing.id);
        return;
    }
  }

  #insertAll(sends: readonly NewSend[]): void {
    for (const { priority, due, expires, order } of sends) this.#insert.run(priority, due, expires, order);
  }
}

/** Whether all that a power cut could do is to have a message sent again, as nobody would know that it left. */
function isNote({ do: what }: Writing): boolean {
  return what === 'end' || what === 'put off';
}
