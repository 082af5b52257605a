import type { Bounce } from './bounce.ts';
import type { Contact, ContactName } from './contact.ts';
import type { Field } from './field.ts';
import type { Outbox } from './outbox.ts';
import type { Medium, RedListEntry } from './red-list.ts';
import type { Segment } from './segment.ts';
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
export type SegmentRecords = NamedRecords<Segment>;

/** The contacts. Ids grow and are never used again; a unicity belongs to one contact. */
export interface ContactRecords {
  find(name: ContactName): Contact | undefined;
  /** How many there are. */
  count(): number;
  insert(contact: Omit<Contact, 'id'>): Contact;
  /** @param before what it was so far: what stays as it was need not be written. */
  replace(contact: Contact, before: Pick<Contact, 'unicity'>): void;
  delete(id: number): void;
  /** Whether any contact has a value of a field. */
  hasValue(field: number): boolean;
  /** Takes the values of a field from all contacts. */
  clearField(field: number): void;
}

/** Which contacts may not be reached by which medium. */
export interface RedListRecords {
  of(contact: number): readonly RedListEntry[];
  /** In place of what was said for the same medium. */
  put(contact: number, entry: RedListEntry): void;
  find(contact: number, medium: Medium): RedListEntry | undefined;
  remove(contact: number): void;
}

/** The last bounce of each address. */
export interface BounceRecords {
  of(contact: number): readonly Bounce[];
  put(contact: number, bounce: Bounce): void;
  remove(contact: number): void;
  /** The field is gone. */
  forgetField(field: number): void;
}

/** Which contacts are in which static segments. */
export interface MemberRecords {
  /** How many contacts are in a segment. */
  size(segment: number): number;
  /** Whether it was not in it. */
  add(segment: number, contact: number): boolean;
  /** Whether it was in it. */
  remove(segment: number, contact: number): boolean;
  /** The first contacts of a segment, by id. */
  first(segment: number, most: number): readonly number[];
  segmentsOf(contact: number): readonly number[];
  empty(segment: number): void;
  removeContact(contact: number): void;
}

/**
 * Everything that one account keeps about contacts, within one transaction: what is read is the latest, and what is
 * written is kept whole or not at all.
 */
export interface Desk {
  readonly fields: FieldRecords;
  readonly valueLists: ValueListRecords;
  readonly segments: SegmentRecords;
  readonly contacts: ContactRecords;
  readonly redList: RedListRecords;
  readonly bounces: BounceRecords;
  readonly members: MemberRecords;
  readonly outbox: Outbox;
  /** The clock, in milliseconds since 1970. */
  now(): number;
  /** Of phone numbers that are written without a country. */
  readonly country: string;
}
