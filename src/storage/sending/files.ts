import { checkDatabase, type DatabaseFinding } from '../check-database.ts';
import { accountFiles } from '../files-of-accounts.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** The name of what an account has to send in its folder. */
export const SENDS_FILE = 'sends.db';

/** The name of what it had to send when a backup was made that was restored, as long as nobody has said what becomes of it. */
export const HELD_FILE = 'held-sends.db';

/** The name of the mail that came in and was not understood yet: the same kind of file. */
export const INBOX_FILE = 'inbox.db';

/** The files of this name in a data folder, relative to it and with slashes. */
export function sendFiles(
  data: string,
  name: typeof SENDS_FILE | typeof HELD_FILE | typeof INBOX_FILE = SENDS_FILE,
): string[] {
  return accountFiles(data, name);
}

/** Looks for what is wrong with what an account has to send, without writing and beside a running server. */
export function checkSends(file: string): DatabaseFinding[] {
  return checkDatabase(file, {
    name: 'file of messages to be sent',
    applicationId: APPLICATION_ID,
    latest: SCHEMA_VERSION,
  });
}
