import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { checkDatabase, type DatabaseFinding } from '../check-database.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** The name of an account's archived messages in its folder. */
export const ARCHIVE_FILE = 'archive.db';

/** The files of archived messages of a data folder, relative to it and with slashes. */
export function archiveFiles(data: string): string[] {
  const accounts = join(data, 'accounts');
  if (!existsSync(accounts)) return [];
  return readdirSync(accounts)
    .toSorted()
    .filter((account) => {
      const file = join(accounts, account, ARCHIVE_FILE);
      // A process that was killed may have made no more than the file itself.
      return existsSync(file) && statSync(file).size > 0;
    })
    .map((account) => posix.join('accounts', account, ARCHIVE_FILE));
}

/** Looks for what is wrong with a file of archived messages, without writing and beside a running server. */
export function checkArchive(file: string): DatabaseFinding[] {
  return checkDatabase(file, {
    name: 'file of archived messages',
    applicationId: APPLICATION_ID,
    latest: SCHEMA_VERSION,
  });
}
