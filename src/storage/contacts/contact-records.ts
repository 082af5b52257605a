import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { Compile, type Validator } from 'typebox/compile';
import { type Contact, type ContactName, Target, type Values } from '../../contacts/contact.ts';
import type { ContactRecords } from '../../contacts/records.ts';
import { hashUnicity } from '../../events/facets.ts';
import { inSnapshot } from '../../sqlite/transaction.ts';

type Row = Record<string, SQLOutputValue>;

const StoredValues = Target.properties.fields;

/** The contacts in a database. */
export class SqliteContactRecords implements ContactRecords {
  readonly #database: DatabaseSync;
  readonly #validator: Validator = Compile(StoredValues);
  readonly #byId: StatementSync;
  readonly #byHash: StatementSync;
  readonly #namesById: StatementSync;
  readonly #namesByHash: StatementSync;
  readonly #count: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#byId = database.prepare('SELECT id, unicity, created, updated, fields FROM contacts WHERE id = ?');
    this.#byHash = database.prepare(
      'SELECT id, unicity, created, updated, fields FROM contacts WHERE hash = unhex(?)',
    );
    this.#namesById = database.prepare('SELECT id, unicity FROM contacts WHERE id = ?');
    this.#namesByHash = database.prepare('SELECT id, unicity FROM contacts WHERE hash = unhex(?)');
    this.#count = database.prepare('SELECT contacts FROM totals');
  }

  find(name: ContactName): Contact | undefined {
    const row = name.by === 'id' ? this.#byId.get(name.id) : this.#byHash.get(name.hash);
    return row === undefined ? undefined : this.#contactOf(row);
  }

  /** The names of contacts, all as they are at one instant. */
  names(wanted: readonly (ContactName | undefined)[]): (Pick<Contact, 'id' | 'unicity'> | undefined)[] {
    // Without a transaction each statement takes and leaves the locks of the file by itself.
    return inSnapshot(this.#database, () => wanted.map((name) => name && this.#namesOf(name)));
  }

  #namesOf(name: ContactName): Pick<Contact, 'id' | 'unicity'> | undefined {
    const row = name.by === 'id' ? this.#namesById.get(name.id) : this.#namesByHash.get(name.hash);
    return row && { id: Number(row.id), unicity: String(row.unicity) };
  }

  count(): number {
    return Number(this.#count.get()?.contacts);
  }

  insert(contact: Omit<Contact, 'id'>): Contact {
    const { unicity, created, updated, values } = contact;
    const { lastInsertRowid } = this.#statement(
      'INSERT INTO contacts (hash, unicity, created, updated, fields) VALUES (unhex(?), ?, ?, ?, ?)',
    ).run(hashUnicity(unicity), unicity, created, updated, JSON.stringify(values));
    return { id: Number(lastInsertRowid), ...contact };
  }

  replace({ id, unicity, updated, values }: Contact, before: Pick<Contact, 'unicity'>): void {
    const fields = JSON.stringify(values);
    if (unicity === before.unicity) {
      // The hash is written anew in its index, somewhere else in the file, even when it stays the same.
      this.#statement('UPDATE contacts SET updated = ?, fields = ? WHERE id = ?').run(updated, fields, id);
      return;
    }
    this.#statement(
      'UPDATE contacts SET hash = unhex(?), unicity = ?, updated = ?, fields = ? WHERE id = ?',
    ).run(hashUnicity(unicity), unicity, updated, fields, id);
  }

  delete(id: number): void {
    this.#statement('DELETE FROM contacts WHERE id = ?').run(id);
  }

  hasValue(field: number): boolean {
    const found = this.#statement('SELECT 1 FROM contacts WHERE fields ->> ? IS NOT NULL LIMIT 1');
    return found.get(pathOf(field)) !== undefined;
  }

  clearField(field: number): void {
    this.#statement(
      'UPDATE contacts SET fields = json_remove(fields, ?1) WHERE fields ->> ?1 IS NOT NULL',
    ).run(pathOf(field));
  }

  /** Statements that write are made when they are needed: most connections only read. */
  #statement(sql: string): StatementSync {
    let statement = this.#made.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#made.set(sql, statement);
    }
    return statement;
  }
  readonly #made = new Map<string, StatementSync>();

  #contactOf({ id, unicity, created, updated, fields }: Row): Contact {
    const values: unknown = JSON.parse(String(fields));
    if (!this.#areValues(values)) throw new TypeError('stored values of a contact are none');
    return {
      id: Number(id),
      unicity: String(unicity),
      created: Number(created),
      updated: Number(updated),
      values,
    };
  }

  #areValues(value: unknown): value is Values {
    return this.#validator.Check(value);
  }
}

function pathOf(field: number): string {
  return `$."${field}"`;
}
