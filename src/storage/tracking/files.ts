import { checkDatabase, type DatabaseFinding } from '../check-database.ts';
import { accountFiles } from '../files-of-accounts.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** The name of an account's hits in its folder. */
export const HITS_FILE = 'hits.db';

/** The files of hits of a data folder, relative to it and with slashes. */
export function hitFiles(data: string): string[] {
  return accountFiles(data, HITS_FILE);
}

/** Looks for what is wrong with a file of hits, without writing and beside a running server. */
export function checkHits(file: string): DatabaseFinding[] {
  return checkDatabase(file, { name: 'file of hits', applicationId: APPLICATION_ID, latest: SCHEMA_VERSION });
}
