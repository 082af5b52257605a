import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LogUnusable } from '../log.ts';
import { APPLICATION_ID, PAGE_SIZE, SCHEMA, SCHEMA_VERSION, UPGRADES } from './schema.ts';
import { isBusy, isDamage, isFull, isInaccessible } from './sqlite-error.ts';

/** How long a writer waits for another process that is writing to the same log, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

export type WritingOptions = {
  /**
   * `FULL`: a commit is on the disk when it returns. `NORMAL`: it may be lost in a power cut, which is enough for what
   * can be made again.
   */
  sync: 'FULL' | 'NORMAL';
  /** Memory for pages, in KiB: indexes are written all over, so appending needs much. */
  cache: number;
};

export const APPENDING: WritingOptions = { sync: 'FULL', cache: 65_536 };

/**
 * Opens a log for writing, and makes its file and tables when there is none.
 * @throws LogUnusable when the file is damaged, is no log, or was written by a newer version.
 */
export function openForWriting(file: string, { sync, cache } = APPENDING): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return guarded(file, () => {
    const database = new DatabaseSync(file);
    try {
      // These two must be set before the first table is made. Incremental vacuum lets a purge give space back.
      database.exec(`
        PRAGMA busy_timeout = ${BUSY_TIMEOUT};
        PRAGMA page_size = ${PAGE_SIZE};
        PRAGMA auto_vacuum = INCREMENTAL;`);
      // Looked at before anything is written: the file may be the database of another program.
      if (tableCount(database) > 0) check(file, database);
      writeAhead(database);
      // What is deleted may be what a person wants erased; a block that a late event opens holds it a second time.
      database.exec(`
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = ${sync};
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -${cache};
      `);
      createTables(database);
      check(file, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/**
 * Opens a log for reading, and makes it when there is none. A reader never blocks a writer, nor a writer a reader.
 * @throws LogUnusable when the file is damaged, is no log, or was written by a newer version.
 */
export function openForReading(file: string): DatabaseSync {
  try {
    if (!existsSync(file) || isIncomplete(file)) openForWriting(file).close();
    return openReadOnly(file);
  } catch (error) {
    if (!isFull(error)) throw error;
    // Even reading takes some room, for the index of the write-ahead log.
    throw new LogUnusable(file, 'cannot be opened: the disk is full; make room', { cause: error });
  }
}

function openReadOnly(file: string): DatabaseSync {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      // Memory-mapped reading would be no faster here and would count the whole file as the server's memory.
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}; PRAGMA cache_size = -16384;`);
      check(file, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether a process that was killed, or is still at it, has made no more than the file itself; or an older version made it. */
function isIncomplete(file: string): boolean {
  // What was left has to be rolled back, which a reader may not do. A log that is complete has no such file.
  if (existsSync(`${file}-journal`)) return true;
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      const [mark, version] = [pragma(database, 'application_id'), pragma(database, 'user_version')];
      if (mark === APPLICATION_ID) return version < SCHEMA_VERSION;
      return mark + version === 0 && tableCount(database) === 0;
    } finally {
      database.close();
    }
  });
}

/**
 * Switches a new file to write-ahead logging. SQLite does not wait for the lock here: of several processes that
 * open a new file at once, all but one are refused at once, and have to try again.
 */
function writeAhead(database: DatabaseSync): void {
  const end = Date.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function createTables(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have made the tables while this one waited for the lock.
    if (pragma(database, 'user_version') === 0 && tableCount(database) === 0) {
      database.exec(SCHEMA);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    }
    for (let version = pragma(database, 'user_version'); version < SCHEMA_VERSION; version++) {
      database.exec(UPGRADES[version - 1] ?? '');
      database.exec(`PRAGMA user_version = ${version + 1}`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function check(file: string, database: DatabaseSync): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new LogUnusable(file, 'is not an event log of Chappe; move it away, or restore it from a backup');
  }
  const version = pragma(database, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new LogUnusable(
      file,
      `was written by a newer Chappe (format ${version}, this one knows ${SCHEMA_VERSION}); run that version`,
    );
  }
}

/** Turns SQLite's own words for a file that it cannot use into some that name the file and the way out. */
function guarded<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isDamage(error)) {
      throw new LogUnusable(file, 'is damaged; restore it from a backup', { cause: error });
    }
    if (isInaccessible(error)) {
      const remedy =
        'check that it is a file, that this user may read and write it, and that its disk is well';
      throw new LogUnusable(file, `cannot be opened; ${remedy}`, { cause: error });
    }
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function tableCount(database: DatabaseSync): number {
  return Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
}
