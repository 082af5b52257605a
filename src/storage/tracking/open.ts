import type { DatabaseSync } from 'node:sqlite';
import * as accountFile from '../../sqlite/account-file.ts';
import { HitsFull, HitsUnusable } from '../../tracking/hits/hit-store.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

const HITS: accountFile.AccountFile = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  schema: SCHEMA,
  holds: 'hits of an account of Chappe',
  cache: 4096,
  unusable: (file, reason, options) => new HitsUnusable(file, reason, options),
  full: (options) => new HitsFull(options),
};

/** Opens the hits of an account for writing. @throws HitsUnusable */
export function openForWriting(file: string): DatabaseSync {
  return accountFile.openForWriting(file, HITS);
}

/** @throws HitsUnusable */
export function openForReading(file: string): DatabaseSync {
  return accountFile.openForReading(file, HITS);
}

/** @throws HitsUnusable */
export function examine(file: string): void {
  accountFile.examine(file, HITS);
}

/** Whether hits wait to be published; keeps nothing open. @throws HitsUnusable */
export function hasWork(file: string): boolean {
  return accountFile.hasRow(file, HITS, 'SELECT 1 FROM hits LIMIT 1');
}
