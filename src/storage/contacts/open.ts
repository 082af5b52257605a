import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BookUnusable } from '../../contacts/book.ts';
import { DEFAULT_FIELDS } from '../../contacts/default-fields.ts';
import { isBusy, isDamage, isFull, isInaccessible } from '../../events/sqlite/sqlite-error.ts';
import { fieldRecords } from './named-records.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** How long to wait for another process that holds a lock, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

/**
 * Opens the contacts of an account for writing, and makes their file, tables and first fields when there is none.
 * @throws BookUnusable when the file is damaged, holds something else, or was written by a newer version.
 */
export function openForWriting(file: string): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return guarded(file, () => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    try {
      // Looked at before anything is written: the file may be the database of another program.
      if (tableCount(database) > 0) check(file, database);
      writeAhead(database);
      // A contact that is deleted is to be gone from the file too. Its indexes are written all over, hence the cache.
      database.exec(`
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -65536;
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
 * Opens the contacts of an account for reading, and makes their file when there is none. Readers and the writer do not
 * wait for each other.
 * @throws BookUnusable
 */
export function openForReading(file: string): DatabaseSync {
  try {
    if (!existsSync(file) || isBare(file)) openForWriting(file).close();
    return openReadOnly(file);
  } catch (error) {
    if (!isFull(error)) throw error;
    // Even reading takes some room, for the index of the write-ahead log.
    throw new BookUnusable(file, 'cannot be opened: the disk is full; make room', { cause: error });
  }
}

function openReadOnly(file: string): DatabaseSync {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      database.exec('PRAGMA cache_size = -16384');
      check(file, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether a process that was killed has made no more than the file itself. */
function isBare(file: string): boolean {
  return guarded(file, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      return pragma(database, 'user_version') === 0 && tableCount(database) === 0;
    } finally {
      database.close();
    }
  });
}

/** SQLite does not wait for the lock here: of several processes that open a new file at once, all but one try again. */
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
    if (pragma(database, 'user_version') === 0 && tableCount(database) === 0) {
      database.exec(SCHEMA);
      const fields = fieldRecords(database);
      for (const field of DEFAULT_FIELDS) fields.insert(field);
      database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    }
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function check(file: string, database: DatabaseSync): void {
  if (pragma(database, 'application_id') !== APPLICATION_ID) {
    throw new BookUnusable(
      file,
      'does not hold contacts of Chappe; move it away, or restore it from a backup',
    );
  }
  const version = pragma(database, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new BookUnusable(
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
      throw new BookUnusable(file, 'is damaged; restore it from a backup', { cause: error });
    }
    if (isInaccessible(error)) {
      const remedy =
        'check that it is a file, that this user may read and write it, and that its disk is well';
      throw new BookUnusable(file, `cannot be opened; ${remedy}`, { cause: error });
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
