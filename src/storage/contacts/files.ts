import { DatabaseSync } from 'node:sqlite';
import { checkDatabase, type DatabaseFinding } from '../check-database.ts';
import { accountFiles } from '../files-of-accounts.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** The name of the contacts of an account in its folder. */
export const CONTACTS_FILE = 'contacts.db';

/** The files of contacts in a data folder, relative to it and with slashes. */
export function contactFiles(data: string): string[] {
  return accountFiles(data, CONTACTS_FILE);
}

/** Looks for what is wrong with the contacts in a file, without writing and beside a running server. */
export function checkContacts(file: string): DatabaseFinding[] {
  const findings = checkDatabase(file, {
    name: 'file of contacts',
    applicationId: APPLICATION_ID,
    latest: SCHEMA_VERSION,
  });
  return findings.length > 0 ? findings : checkCounts(file);
}

/** Numbers that are kept beside what they count. */
function checkCounts(file: string): DatabaseFinding[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  try {
    const { wrong } = Object(
      database
        .prepare(`
          SELECT (SELECT contacts FROM totals) <> (SELECT count(*) FROM contacts)
              OR EXISTS (SELECT 1 FROM segments WHERE size <> (SELECT count(*) FROM members WHERE segment = id))
              AS wrong`)
        .get(),
    );
    if (wrong === 0) return [];
    return [
      {
        what: 'counts another number of contacts than it has',
        remedy: "restore it from a backup with 'chappe restore'",
      },
    ];
  } finally {
    database.close();
  }
}
