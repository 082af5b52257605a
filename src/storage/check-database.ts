import { DatabaseSync } from 'node:sqlite';
import { isThere } from '../files/is-there.ts';
import { flawOfFile } from '../sqlite/file-header.ts';
import { isDamage, SEE_TO_DISK } from '../sqlite/sqlite-error.ts';

/** What is wrong with a database, in words that follow the name of its file, and what to do. */
export type DatabaseFinding = { what: string; remedy: string };

/** What a database must be. */
export type DatabaseKind = {
  /** What it is called, such as `catalog`. */
  name: string;
  applicationId: number;
  /** The newest version of its tables that this program knows. */
  latest: number;
};

/** How many findings SQLite lists. */
const MOST = 20;

const RESTORE = "restore it from a backup with 'chappe restore'";

/** Looks for what is wrong with a database, without writing and beside a running server. */
export function checkDatabase(file: string, kind: DatabaseKind): DatabaseFinding[] {
  if (!isThere(file)) {
    return [{ what: 'does not exist', remedy: `name the data folder with --data, or ${RESTORE}` }];
  }
  const flaw = flawOfFile(file);
  if (flaw !== undefined) return [{ what: flaw, remedy: RESTORE }];
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    return checkMarks(database, kind) ?? [...checkPages(database), ...checkReferences(database)];
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error)) throw error;
    const remedy = isDamage(error) ? RESTORE : SEE_TO_DISK;
    return [{ what: `cannot be read: ${error.message}`, remedy }];
  } finally {
    database?.close();
  }
}

function checkMarks(
  database: DatabaseSync,
  { name, applicationId, latest }: DatabaseKind,
): DatabaseFinding[] | undefined {
  const mark = Number(database.prepare('PRAGMA application_id').get()?.application_id);
  if (mark !== applicationId) {
    return [{ what: `is no ${name} of Chappe (its mark is ${mark})`, remedy: RESTORE }];
  }
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version <= latest) return undefined;
  const what = `was written by a newer Chappe (version ${version}, this one knows ${latest})`;
  return [{ what, remedy: 'check it with that version' }];
}

function checkPages(database: DatabaseSync): DatabaseFinding[] {
  return database
    .prepare(`PRAGMA integrity_check(${MOST})`)
    .all()
    .flatMap((row) => String(row.integrity_check).split('\n'))
    .filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'))
    .map((line) => ({ what: `is damaged: ${line}`, remedy: RESTORE }));
}

function checkReferences(database: DatabaseSync): DatabaseFinding[] {
  return database
    .prepare(`SELECT "table", parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2`)
    .all()
    .map((row) => ({
      what: `has ${row.rows} rows of ${row.table} that refer to no row of ${row.parent}`,
      remedy: RESTORE,
    }));
}
