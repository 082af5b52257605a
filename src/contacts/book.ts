import type { Footprint } from '../events/model/receiver.ts';
import type { Change } from './change.ts';
import type { Target } from './contact.ts';
import type { Field } from './field.ts';
import type { Medium } from './red-list.ts';
import type { Segment } from './segment.ts';
import type { ValueList } from './value-list.ts';

/** A contact as callers name it. */
export type WrittenName = { by: 'id' | 'unicity' | 'hash'; text: string };

/** What can be listed. */
export type ContactList =
  | { of: 'contacts' }
  | { of: 'segment'; segment: number }
  /** Those who were put on it from the start on and before the end, in milliseconds since 1970. */
  | { of: 'red list'; medium: Medium; start: number; end: number }
  | { of: 'bounced' };

/**
 * The contacts of one account and all that belongs to them.
 *
 * Promises of every implementation, checked by `book.contract.ts`:
 * a change is durable before it is answered, and made whole or not at all; changes are made one after the other;
 * what is read has every change that was answered.
 */
export interface ContactBook {
  /**
   * Makes a change and gives what there is to answer as JSON text, ready for sending; an empty text when there is nothing.
   *
   * @throws Refusal when the change cannot be made.
   * @throws BookFull when the disk has no room; nothing was changed then.
   */
  change(change: Change): Promise<string>;
  /** How many events of changes wait to be published. */
  readonly waiting: number;
  /** Resolves when the events of all changes that were answered so far are in the event log, or cannot be taken there. */
  settled(): Promise<void>;
  fields(): readonly Field[];
  valueLists(): readonly ValueList[];
  /** The segments, each with the number of contacts in it. */
  segments(): readonly { segment: Segment; size: number }[];
  count(): number;
  /** Finds a contact by its id, its unicity or the MD5 of that; ids and addresses in whatever case. */
  find(name: WrittenName): Target | undefined;
  /** All the names of contacts, in the order of those given; undefined in place of contacts that there are not. */
  footprints(names: readonly WrittenName[]): (Footprint | undefined)[];
  /** The hash of the contact that a unicity names, whether there is one or not. */
  hashOf(unicity: string): string;
  /** The ids of the segments that a contact is in. */
  segmentsOf(contact: string): readonly number[];
  /** Contacts of a segment in the order of their ids: those after one of them, the first ones after an empty text. */
  members(segment: number, after: string, most: number): readonly Footprint[];
  /** A list of any length, as JSON texts of several lines each, joined by commas. */
  list(what: ContactList): Iterable<string>;
}

/** Opens the books of accounts. Books of different accounts share nothing. */
export interface ContactBooks {
  /** The book of an account, made when it does not exist, with the fields that every account has. */
  of(account: string): ContactBook;
  /** Makes sure that a book can be opened, if there is one, and keeps nothing open. @throws BookUnusable */
  examine(account: string): void;
  /** Whether events of an account wait to be published; keeps nothing open. @throws BookUnusable */
  hasWork(account: string): boolean;
  /** The books that were asked for so far, by account. */
  readonly opened: ReadonlyMap<string, ContactBook>;
  /** Goes to the one who writes and back, in its turn, and changes nothing. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The disk is full: nothing was changed. */
export class BookFull extends Error {
  constructor(options?: ErrorOptions) {
    super('the disk that holds the contacts is full', options);
    this.name = 'BookFull';
  }
}

/** A file of contacts cannot be used: damaged, or written by a newer version. */
export class BookUnusable extends Error {
  readonly file: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file} ${reason}`, options);
    this.name = 'BookUnusable';
    this.file = file;
  }
}
