import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MemberRecords } from '../../contacts/records.ts';

/** Who is in which segment, in a database. */
export class SqliteMemberRecords implements MemberRecords {
  readonly #size: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #first: StatementSync;
  readonly #after: StatementSync;
  readonly #segmentsOf: StatementSync;
  readonly #empty: StatementSync;
  readonly #removeContact: StatementSync;

  constructor(database: DatabaseSync) {
    this.#size = database.prepare('SELECT size FROM segments WHERE id = ?');
    this.#add = database.prepare('INSERT INTO members VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#remove = database.prepare('DELETE FROM members WHERE segment = ? AND contact = ?');
    this.#first = database.prepare('SELECT contact FROM members WHERE segment = ? ORDER BY contact LIMIT ?');
    this.#after = database.prepare(`
      SELECT id, unicity FROM members JOIN contacts ON id = contact
      WHERE segment = ? AND contact > ? ORDER BY contact LIMIT ?`);
    this.#segmentsOf = database.prepare('SELECT segment FROM members WHERE contact = ? ORDER BY segment');
    this.#empty = database.prepare('DELETE FROM members WHERE segment = ?');
    this.#removeContact = database.prepare('DELETE FROM members WHERE contact = ?');
  }

  size(segment: number): number {
    return Number(this.#size.get(segment)?.size ?? 0);
  }

  add(segment: number, contact: number): boolean {
    return Number(this.#add.run(segment, contact).changes) > 0;
  }

  remove(segment: number, contact: number): boolean {
    return Number(this.#remove.run(segment, contact).changes) > 0;
  }

  first(segment: number, most: number): number[] {
    return this.#first.all(segment, most).map((row) => Number(row.contact));
  }

  /** Those after a contact, in the order of their ids. */
  after(segment: number, contact: number, most: number): { id: number; unicity: string }[] {
    return this.#after
      .all(segment, contact, most)
      .map((row) => ({ id: Number(row.id), unicity: String(row.unicity) }));
  }

  segmentsOf(contact: number): number[] {
    return this.#segmentsOf.all(contact).map((row) => Number(row.segment));
  }

  empty(segment: number): void {
    this.#empty.run(segment);
  }

  removeContact(contact: number): void {
    this.#removeContact.run(contact);
  }
}
