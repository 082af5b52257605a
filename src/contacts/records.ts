import type { Field } from './field.ts';
import type { Outbox } from './outbox.ts';
import type { ValueList } from './value-list.ts';

/** What is kept under an id and a name that is unique whatever its case. Ids grow and are never used again. */
export interface NamedRecords<T extends { id: number; name: string }> {
  /** By id. What it gives is not changed in place. */
  all(): readonly T[];
  find(id: number): T | undefined;
  findNamed(name: string): T | undefined;
  insert(record: Omit<T, 'id'> & { name: string }): T;
  replace(record: T): void;
  delete(id: number): void;
}

export type FieldRecords = NamedRecords<Field>;
export type ValueListRecords = NamedRecords<ValueList>;

/**
 * Everything that one account keeps about contacts, within one transaction: what is read is the latest, and what is
 * written is kept whole or not at all.
 */
export interface Desk {
  readonly fields: FieldRecords;
  readonly valueLists: ValueListRecords;
  readonly outbox: Outbox;
  /** The clock, in milliseconds since 1970. */
  now(): number;
  /** Of phone numbers that are written without a country. */
  readonly country: string;
}
