import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type Bounce, isBounceType } from '../../contacts/bounce.ts';
import type { BounceRecords, RedListRecords } from '../../contacts/records.ts';
import type { Medium, RedListEntry } from '../../contacts/red-list.ts';

type Row = Record<string, SQLOutputValue>;

/** The red lists in a database. */
export class SqliteRedListRecords implements RedListRecords {
  readonly #of: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;

  constructor(database: DatabaseSync) {
    this.#of = database.prepare(
      'SELECT medium, timestamp, origin, detail FROM red_list WHERE contact = ? ORDER BY medium',
    );
    this.#put = database.prepare('INSERT OR REPLACE INTO red_list VALUES (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM red_list WHERE contact = ?');
  }

  of(contact: number): RedListEntry[] {
    return this.#of.all(contact).map(redListEntry);
  }

  find(contact: number, medium: Medium): RedListEntry | undefined {
    return this.of(contact).find((entry) => entry.medium === medium);
  }

  put(contact: number, { medium, timestamp, origin, detail }: RedListEntry): void {
    this.#put.run(medium, contact, timestamp, origin, detail);
  }

  remove(contact: number): void {
    this.#remove.run(contact);
  }
}

/** The bounces in a database. */
export class SqliteBounceRecords implements BounceRecords {
  readonly #of: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #forgetField: StatementSync;

  constructor(database: DatabaseSync) {
    this.#of = database.prepare(
      'SELECT field, type, timestamp, message FROM bounces WHERE contact = ? ORDER BY field',
    );
    this.#put = database.prepare('INSERT OR REPLACE INTO bounces VALUES (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('DELETE FROM bounces WHERE contact = ?');
    this.#forgetField = database.prepare('DELETE FROM bounces WHERE field = ?');
  }

  of(contact: number): Bounce[] {
    return this.#of.all(contact).map(bounce);
  }

  put(contact: number, { field, type, timestamp, message }: Bounce): void {
    this.#put.run(contact, field, type, timestamp, message);
  }

  remove(contact: number): void {
    this.#remove.run(contact);
  }

  forgetField(field: number): void {
    this.#forgetField.run(field);
  }
}

export function redListEntry({ medium, timestamp, origin, detail }: Row): RedListEntry {
  return {
    medium: medium === 'sms' ? 'sms' : 'mail',
    timestamp: Number(timestamp),
    origin: Number(origin),
    detail: String(detail),
  };
}

export function bounce({ field, type, timestamp, message }: Row): Bounce {
  const name = String(type);
  return {
    field: Number(field),
    type: isBounceType(name) ? name : 'hardOther',
    timestamp: Number(timestamp),
    message: String(message),
  };
}
