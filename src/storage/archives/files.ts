import { checkDatabase, type DatabaseFinding } from '../check-database.ts';
import { accountFiles } from '../files-of-accounts.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** The name of an account's archived messages in its folder. */
export const ARCHIVE_FILE = 'archive.db';

/** The files of archived messages of a data folder, relative to it and with slashes. */
export function archiveFiles(data: string): string[] {
  return accountFiles(data, ARCHIVE_FILE);
}

/** Looks for what is wrong with a file of archived messages, without writing and beside a running server. */
export function checkArchive(file: string): DatabaseFinding[] {
  return checkDatabase(file, {
    name: 'file of archived messages',
    applicationId: APPLICATION_ID,
    latest: SCHEMA_VERSION,
  });
}
