import type { DatabaseSync } from 'node:sqlite';
import * as accountFile from '../../sqlite/account-file.ts';
import { LogFull, LogUnusable, type Position } from '../log.ts';
import { APPLICATION_ID, PAGE_SIZE, SCHEMA, SCHEMA_VERSION, UPGRADES } from './schema.ts';

export type WritingOptions = {
  sync: accountFile.Sync;
  /** Memory for pages, in KiB: indexes are written all over, so appending needs much. */
  cache: number;
};

export const APPENDING: WritingOptions = { sync: 'FULL', cache: 65_536 };

const LOG: accountFile.AccountFile = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  schema: SCHEMA,
  upgrades: UPGRADES,
  pageSize: PAGE_SIZE,
  holds: 'an event log of Chappe',
  cache: APPENDING.cache,
  // A purge gives space back.
  shrinks: true,
  unusable: (file, reason, options) => new LogUnusable(file, reason, options),
  full: (options) => new LogFull(options),
};

/**
 * Opens a log for writing, and makes its file and tables when there is none.
 * @throws LogUnusable when the file is damaged, is no log, or was written by a newer version.
 */
export function openForWriting(file: string, { sync, cache } = APPENDING): DatabaseSync {
  return accountFile.openForWriting(file, { ...LOG, cache }, sync);
}

/**
 * Opens a log for reading, and makes it when there is none. A reader never blocks a writer, nor a writer a reader.
 * @throws LogUnusable when the file is damaged, is no log, or was written by a newer version.
 */
export function openForReading(file: string): DatabaseSync {
  return accountFile.openForReading(file, LOG);
}

/** Whether a log is there and has reached a position; keeps nothing open. @throws LogUnusable */
export function hasReached(file: string, position: Position): boolean {
  return accountFile.hasRow(file, LOG, 'SELECT 1 FROM log WHERE one = 1 AND head >= ?', position);
}

/** Makes sure that a log that nothing in this process has open can be used, if there is one. @throws LogUnusable */
export function examine(file: string): void {
  accountFile.examine(file, LOG);
}
