import type { DatabaseSync } from 'node:sqlite';
import { BookFull, BookUnusable } from '../../contacts/book.ts';
import { DEFAULT_FIELDS } from '../../contacts/default-fields.ts';
import * as accountFile from '../../sqlite/account-file.ts';
import { fieldRecords } from './named-records.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

const CONTACTS: accountFile.AccountFile = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  schema: SCHEMA,
  holds: 'contacts of Chappe',
  cache: 65_536,
  fill(database) {
    const fields = fieldRecords(database);
    for (const field of DEFAULT_FIELDS) fields.insert(field);
  },
  unusable: (file, reason, options) => new BookUnusable(file, reason, options),
  full: (options) => new BookFull(options),
};

/** Opens the contacts of an account for writing; new ones have the fields of every account. @throws BookUnusable */
export function openForWriting(file: string): DatabaseSync {
  return accountFile.openForWriting(file, CONTACTS);
}

/** @throws BookUnusable */
export function openForReading(file: string): DatabaseSync {
  return accountFile.openForReading(file, CONTACTS);
}

/** @throws BookUnusable */
export function examine(file: string): void {
  accountFile.examine(file, CONTACTS);
}

/** Whether events of contacts wait to be published; keeps nothing open. @throws BookUnusable */
export function hasWork(file: string): boolean {
  return accountFile.hasRow(file, CONTACTS, 'SELECT 1 FROM outbox LIMIT 1');
}
