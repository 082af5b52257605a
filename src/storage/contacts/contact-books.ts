import { join } from 'node:path';
import type { ContactBook, ContactBooks } from '../../contacts/book.ts';
import { type EventOutlet, relayOf } from '../file-relay.ts';
import { SqliteContactBook } from './contact-book.ts';
import { CONTACTS_FILE } from './files.ts';
import { examine, hasWork, openForReading } from './open.ts';
import { contactWriter } from './writer.ts';

export type SqliteBooksOptions = EventOutlet & {
  /** Of phone numbers that are written without a country, as two letters. */
  country: string;
};

/** The contacts of all accounts as SQLite files, `<folder>/<account>/contacts.db`. */
export class SqliteContactBooks implements ContactBooks {
  readonly #folder: string;
  readonly #options: SqliteBooksOptions;
  readonly #writer;
  readonly #books = new Map<string, SqliteContactBook>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string, options: SqliteBooksOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#writer = contactWriter(options.country);
  }

  /** @throws BookUnusable */
  of(account: string): ContactBook {
    let book = this.#books.get(account);
    if (book === undefined) {
      const file = this.#fileOf(account);
      const database = openForReading(file);
      const relay = relayOf(this.#writer, { file, account }, this.#options);
      book = new SqliteContactBook(database, relay, {
        country: this.#options.country,
        change: (change) => this.#writer.write(file, change),
      });
      this.#books.set(account, book);
    }
    return book;
  }

  /** @throws BookUnusable */
  examine(account: string): void {
    if (!this.#books.has(account)) examine(this.#fileOf(account));
  }

  /** @throws BookUnusable */
  hasWork(account: string): boolean {
    return hasWork(this.#fileOf(account));
  }

  get opened(): ReadonlyMap<string, ContactBook> {
    return this.#books;
  }

  probe(): Promise<void> {
    return this.#writer.probe();
  }

  async close(): Promise<void> {
    // The relays first: they tell the writer what they have published.
    for (const book of this.#books.values()) await book.close();
    this.#books.clear();
    await this.#writer.close();
  }

  #fileOf(account: string): string {
    return join(this.#folder, account, CONTACTS_FILE);
  }
}
