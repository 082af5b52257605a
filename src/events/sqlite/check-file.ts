import { DatabaseSync } from 'node:sqlite';
import { isThere } from '../../files/is-there.ts';
import { type Flaw, RESTORE } from './flaw.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';

/** How many findings SQLite lists. One page that is damaged may give thousands. */
const MOST = 20;

/** Opens a log for looking only: nothing is made, and nothing refused. */
export function openForChecking(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
}

/** Whether the file is no more than the beginning of a log: nothing was ever acknowledged by it. */
export function isBare(file: string): boolean {
  if (!isThere(file)) return true;
  const database = openForChecking(file);
  try {
    const { mark, version, tables } = header(database);
    return mark === 0 && version === 0 && tables === 0;
  } finally {
    database.close();
  }
}

/** Whether the file is a log that this version can read. */
export function checkMarks(database: DatabaseSync): Flaw | undefined {
  const { mark, version } = header(database);
  if (mark !== APPLICATION_ID) {
    const remedy = `move it away, or ${RESTORE}`;
    return { what: `does not hold an event log of Chappe (its mark is ${mark})`, remedy };
  }
  if (version === SCHEMA_VERSION) return undefined;
  if (version > SCHEMA_VERSION) {
    return {
      what: `was written by a newer Chappe (format ${version}, this one knows ${SCHEMA_VERSION})`,
      remedy: 'check it with that version',
    };
  }
  if (version < 1) return { what: `has no format that Chappe ever wrote (${version})`, remedy: RESTORE };
  return {
    what: `is of an older format (${version}, the present one is ${SCHEMA_VERSION})`,
    remedy: "start 'chappe serve' on it once, which brings it up to date",
  };
}

/**
 * What SQLite itself finds: pages, the order of rows, every index against its rows, ids that are there twice.
 * This is the one check that takes a single read of the whole file, however large.
 */
export function* checkPages(database: DatabaseSync): Generator<Flaw> {
  for (const row of database.prepare(`PRAGMA integrity_check(${MOST})`).iterate()) {
    // SQLite writes a heading above what it found in a tree of pages.
    for (const line of String(row.integrity_check).split('\n')) {
      if (line === 'ok' || line === '' || line.startsWith('***')) continue;
      yield { what: `is damaged: ${line}`, remedy: RESTORE };
    }
  }
}

function header(database: DatabaseSync): { mark: number; version: number; tables: number } {
  const row = database
    .prepare(
      `SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) AS tables
       FROM pragma_application_id, pragma_user_version`,
    )
    .get();
  return {
    mark: Number(row?.application_id),
    version: Number(row?.user_version),
    tables: Number(row?.tables),
  };
}
