import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Waiting } from '../../contacts/outbox.ts';
import type { NewSend } from '../../sending/send.ts';

/** What can be written to a queue; each with events that tell of it. */
export type Writing =
  | { do: 'accept'; sends: readonly NewSend[]; events: readonly string[] }
  | { do: 'end'; id: number; events: readonly string[] }
  | { do: 'unfold'; id: number; sends: readonly NewSend[]; events: readonly string[] }
  | { do: 'put off'; id: number; due: number; events: readonly string[] };

/** Writes one account's queue, many writings in one commit. */
export class Keeper {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #putOff: StatementSync;
  readonly #addEvent: StatementSync;
  readonly #forgetEvents: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare(
      'INSERT INTO sends (priority, due, expires, message) VALUES (?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM sends WHERE id = ?');
    this.#putOff = database.prepare('UPDATE sends SET due = ?, attempts = attempts + 1 WHERE id = ?');
    this.#addEvent = database.prepare('INSERT INTO outbox (event) VALUES (?)');
    this.#forgetEvents = database.prepare('DELETE FROM outbox WHERE sequence <= ?');
  }

  /** Carries out all writings, durably, or none. Gives the events that now wait in the outbox. */
  write(writings: readonly Writing[]): Waiting[] {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const events = writings.flatMap((writing) => {
        this.#writeOne(writing);
        return writing.events.map((json) => ({
          sequence: Number(this.#addEvent.run(json).lastInsertRowid),
          json,
        }));
      });
      this.#database.exec('COMMIT');
      return events;
    } catch (error) {
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Takes published events out of the outbox. They may come back after a crash: publishing them again does nothing. */
  forgetEvents(upTo: number): void {
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      this.#forgetEvents.run(upTo);
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
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
        this.#putOff.run(writing.due, writing.id);
        return;
    }
  }

  #insertAll(sends: readonly NewSend[]): void {
    for (const { priority, due, expires, order } of sends) this.#insert.run(priority, due, expires, order);
  }
}
