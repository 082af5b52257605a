import type { Change } from './change.ts';
import type { Field } from './field.ts';
import type { ValueList } from './value-list.ts';

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
  fields(): readonly Field[];
  valueLists(): readonly ValueList[];
}

/** Opens the books of accounts. Books of different accounts share nothing. */
export interface ContactBooks {
  /** The book of an account, made when it does not exist, with the fields that every account has. */
  of(account: string): ContactBook;
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
