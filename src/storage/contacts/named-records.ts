import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { Compile } from 'typebox/compile';
import { Field } from '../../contacts/field.ts';
import { foldName } from '../../contacts/name.ts';
import type { FieldRecords, NamedRecords, SegmentRecords, ValueListRecords } from '../../contacts/records.ts';
import { Segment } from '../../contacts/segment.ts';
import { ValueList } from '../../contacts/value-list.ts';

type Row = Record<string, SQLOutputValue>;

/** The fields in a database. */
export function fieldRecords(database: DatabaseSync): FieldRecords & Remembering {
  const validator = Compile(Field);
  return new SqliteNamedRecords<Field>(database, 'fields', (value) => {
    if (!validator.Check(value)) throw new TypeError('a stored field is none');
    return value;
  });
}

/** The value lists in a database. */
export function valueListRecords(database: DatabaseSync): ValueListRecords & Remembering {
  const validator = Compile(ValueList);
  return new SqliteNamedRecords<ValueList>(database, 'value_lists', (value) => {
    if (!validator.Check(value)) throw new TypeError('a stored value list is none');
    return value;
  });
}

/** The segments in a database. */
export function segmentRecords(database: DatabaseSync): SegmentRecords & Remembering {
  const validator = Compile(Segment);
  return new SqliteNamedRecords<Segment>(database, 'segments', (value) => {
    if (!validator.Check(value)) throw new TypeError('a stored segment is none');
    return value;
  });
}

/** What keeps rows in memory. */
export interface Remembering {
  /** Somebody else may have written: what is in memory holds no more. */
  forget(): void;
}

/** Records with a name, each as one JSON text. There are few, and every change of a contact needs them: they are remembered. */
class SqliteNamedRecords<T extends { id: number; name: string }> implements NamedRecords<T>, Remembering {
  readonly #read: (value: unknown) => T;
  readonly #all: StatementSync;
  readonly #insert: StatementSync;
  readonly #replace: StatementSync;
  readonly #delete: StatementSync;
  #remembered: readonly T[] | undefined;

  constructor(database: DatabaseSync, table: string, read: (value: unknown) => T) {
    this.#read = read;
    this.#all = database.prepare(`SELECT id, definition FROM ${table} ORDER BY id`);
    this.#insert = database.prepare(`INSERT INTO ${table} (folded, definition) VALUES (?, ?)`);
    this.#replace = database.prepare(`UPDATE ${table} SET folded = ?, definition = ? WHERE id = ?`);
    this.#delete = database.prepare(`DELETE FROM ${table} WHERE id = ?`);
  }

  all(): readonly T[] {
    this.#remembered ??= this.#all.all().map((row) => this.#recordOf(row));
    return this.#remembered;
  }

  find(id: number): T | undefined {
    return this.all().find((record) => record.id === id);
  }

  findNamed(name: string): T | undefined {
    const folded = foldName(name);
    return this.all().find((record) => foldName(record.name) === folded);
  }

  insert(record: Omit<T, 'id'> & { name: string }): T {
    this.forget();
    const { lastInsertRowid } = this.#insert.run(foldName(record.name), JSON.stringify(record));
    const inserted = this.find(Number(lastInsertRowid));
    if (inserted === undefined) throw new Error('a row that was inserted is not there');
    return inserted;
  }

  replace(record: T): void {
    this.forget();
    const { id, ...definition } = record;
    this.#replace.run(foldName(record.name), JSON.stringify(definition), id);
  }

  delete(id: number): void {
    this.forget();
    this.#delete.run(id);
  }

  forget(): void {
    this.#remembered = undefined;
  }

  #recordOf({ id, definition }: Row): T {
    const members: unknown = JSON.parse(String(definition));
    return this.#read({ ...Object(members), id: Number(id) });
  }
}
