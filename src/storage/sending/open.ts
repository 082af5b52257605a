import type { DatabaseSync } from 'node:sqlite';
import { QueueFull, QueueUnusable } from '../../sending/queue.ts';
import * as accountFile from '../../sqlite/account-file.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION, UPGRADES } from './schema.ts';

const SENDS: accountFile.AccountFile = {
  applicationId: APPLICATION_ID,
  version: SCHEMA_VERSION,
  schema: SCHEMA,
  upgrades: UPGRADES,
  holds: 'messages that Chappe has to send',
  cache: 16_384,
  unusable: (file, reason, options) => new QueueUnusable(file, reason, options),
  full: (options) => new QueueFull(options),
};

/** Opens what an account has to send for writing. @throws QueueUnusable */
export function openForWriting(file: string): DatabaseSync {
  return accountFile.openForWriting(file, SENDS);
}

/** @throws QueueUnusable */
export function openForReading(file: string): DatabaseSync {
  return accountFile.openForReading(file, SENDS);
}

/** @throws QueueUnusable */
export function examine(file: string): void {
  accountFile.examine(file, SENDS);
}

/**
 * Whether anything is to be sent, events of it to be published, or an answer to be forgotten at its time; keeps nothing
 * open.
 * @throws QueueUnusable
 */
export function hasWork(file: string): boolean {
  const query =
    'SELECT 1 FROM (SELECT 1 FROM sends UNION ALL SELECT 1 FROM outbox UNION ALL SELECT 1 FROM answers) LIMIT 1';
  return accountFile.hasRow(file, SENDS, query);
}
