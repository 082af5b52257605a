import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { primaryCode } from './catalog-unusable.ts';
import { MIGRATIONS } from './migrations.ts';
import { APPLICATION_ID } from './upgrade.ts';

/** The name of the catalog in a data folder. */
export const CATALOG_FILE = 'catalog.db';

/** What is wrong with a catalog, in words that follow the name of the file, and what to do. */
export type CatalogFinding = { what: string; remedy: string };

/** How many findings SQLite lists. */
const MOST = 20;

const RESTORE = "restore it from a backup with 'chappe restore'";

/** Looks for what is wrong with the catalog of a data folder, without writing and beside a running server. */
export function checkCatalog(folder: string): CatalogFinding[] {
  const file = join(folder, CATALOG_FILE);
  if (!existsSync(file)) {
    return [{ what: 'does not exist', remedy: `name the data folder with --data, or ${RESTORE}` }];
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
    return checkMarks(database) ?? [...checkPages(database), ...checkReferences(database)];
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error)) throw error;
    if (primaryCode(error) === 13)
      return [{ what: 'cannot be read: the disk is full', remedy: 'make room, then check it again' }];
    return [{ what: `cannot be read: ${error.message}`, remedy: RESTORE }];
  } finally {
    database?.close();
  }
}

function checkMarks(database: DatabaseSync): CatalogFinding[] | undefined {
  const mark = Number(database.prepare('PRAGMA application_id').get()?.application_id);
  if (mark !== APPLICATION_ID) {
    return [{ what: `is no catalog of Chappe (its mark is ${mark})`, remedy: RESTORE }];
  }
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  const latest = Object.keys(MIGRATIONS).length;
  if (version <= latest) return undefined;
  const what = `was written by a newer Chappe (version ${version}, this one knows ${latest})`;
  return [{ what, remedy: 'check it with that version' }];
}

function checkPages(database: DatabaseSync): CatalogFinding[] {
  return database
    .prepare(`PRAGMA integrity_check(${MOST})`)
    .all()
    .flatMap((row) => String(row.integrity_check).split('\n'))
    .filter((line) => line !== 'ok' && line !== '' && !line.startsWith('***'))
    .map((line) => ({ what: `is damaged: ${line}`, remedy: RESTORE }));
}

function checkReferences(database: DatabaseSync): CatalogFinding[] {
  return database
    .prepare(`SELECT "table", parent, count(*) AS rows FROM pragma_foreign_key_check GROUP BY 1, 2`)
    .all()
    .map((row) => ({
      what: `has ${row.rows} rows of ${row.table} that refer to no row of ${row.parent}`,
      remedy: RESTORE,
    }));
}
