import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ContactBook, ContactBooks } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import type { Field } from '../../contacts/field.ts';
import type { Waiting } from '../../contacts/outbox.ts';
import { Relay } from '../../contacts/relay.ts';
import type { ValueList } from '../../contacts/value-list.ts';
import { fieldRecords, type Remembering, valueListRecords } from './named-records.ts';
import { openForReading } from './open.ts';
import { Writer } from './writer.ts';

export type SqliteBooksOptions = {
  /** Of phone numbers that are written without a country, as two letters. */
  country: string;
  /** Publishes events of an account durably; those that are published already do nothing. */
  publish: (account: string, events: readonly Waiting[]) => Promise<void>;
  /** Told when events could not be published; they wait. */
  report: (account: string, error: unknown) => void;
};

/** The contacts of all accounts as SQLite files, `<folder>/<account>/contacts.db`. */
export class SqliteContactBooks implements ContactBooks {
  readonly #folder: string;
  readonly #options: SqliteBooksOptions;
  readonly #writer: Writer;
  readonly #books = new Map<string, SqliteContactBook>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string, options: SqliteBooksOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#writer = new Writer(options.country);
  }

  /** @throws BookUnusable */
  of(account: string): ContactBook {
    let book = this.#books.get(account);
    if (book === undefined) {
      const file = join(this.#folder, account, 'contacts.db');
      const database = openForReading(file);
      const { publish, report } = this.#options;
      const relay = new Relay({
        publish: (events) => publish(account, events),
        forget: (upTo) => this.#writer.forget(file, upTo),
        report: (error) => report(account, error),
      });
      this.#writer.deliverTo(file, (events) => relay.deliver(events));
      book = new SqliteContactBook(database, relay, (change) => this.#writer.change(file, change));
      this.#books.set(account, book);
    }
    return book;
  }

  async close(): Promise<void> {
    // The relays first: they tell the writer what they have published.
    for (const book of this.#books.values()) await book.close();
    this.#books.clear();
    await this.#writer.close();
  }
}

class SqliteContactBook implements ContactBook {
  readonly #database: DatabaseSync;
  readonly #relay: Relay;
  readonly #fields;
  readonly #valueLists;
  readonly #version: () => number;
  #seen: number | undefined;
  readonly change: (change: Change) => Promise<string>;

  constructor(database: DatabaseSync, relay: Relay, change: (change: Change) => Promise<string>) {
    this.#database = database;
    this.#relay = relay;
    this.change = change;
    this.#fields = fieldRecords(database);
    this.#valueLists = valueListRecords(database);
    const version = database.prepare('PRAGMA data_version');
    this.#version = () => Number(version.get()?.data_version);
    // Whoever was killed between the commit of a change and that of its event is completed here.
    void relay.deliver(
      database
        .prepare('SELECT sequence, event FROM outbox ORDER BY sequence')
        .all()
        .map((row) => ({ sequence: Number(row.sequence), json: String(row.event) })),
    );
  }

  fields(): readonly Field[] {
    return this.#latest(this.#fields).all();
  }

  valueLists(): readonly ValueList[] {
    return this.#latest(this.#valueLists).all();
  }

  async close(): Promise<void> {
    await this.#relay.close();
    if (this.#database.isOpen) this.#database.close();
  }

  /** Records without what was remembered of an older state. */
  #latest<T extends Remembering>(records: T): T {
    const version = this.#version();
    if (version !== this.#seen) {
      this.#fields.forget();
      this.#valueLists.forget();
      this.#seen = version;
    }
    return records;
  }
}
