import type { DatabaseSync } from 'node:sqlite';
import { ArchiveFull, ArchiveUnusable } from '../../sending/archive.ts';
import * as accountFile from '../../sqlite/account-file.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

const ARCHIVES: accountFile.AccountFile = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  schema: SCHEMA,
  holds: 'archived messages of an account of Chappe',
  cache: 8192,
  shrinks: true,
  unusable: (file, reason, options) => new ArchiveUnusable(file, reason, options),
  full: (options) => new ArchiveFull(options),
};

/** Opens the archived messages of an account for writing. @throws ArchiveUnusable */
export function openForWriting(file: string): DatabaseSync {
  return accountFile.openForWriting(file, ARCHIVES);
}

/** @throws ArchiveUnusable */
export function openForReading(file: string): DatabaseSync {
  return accountFile.openForReading(file, ARCHIVES);
}

/** Whether messages have expired by an instant; keeps nothing open. @throws ArchiveUnusable */
export function hasExpired(file: string, now: number): boolean {
  return accountFile.hasRow(file, ARCHIVES, 'SELECT 1 FROM archives WHERE expires <= ? LIMIT 1', now);
}
