import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, isDamage, isFull, isInaccessible } from '../../events/sqlite/sqlite-error.ts';
import { QueueFull, QueueUnusable } from '../../sending/queue.ts';
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** How long to wait for another process that holds a lock, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

/**
 * Opens what an account has to send, and makes the file and its tables when there is none.
 * @throws QueueUnusable when the file is damaged, holds something else, or was written by a newer version.
 */
export function openForWriting(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return guarded(file, () => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT });
    try {
      if (tableCount(database) > 0) check(file, database);
      writeAhead(database);
      // What was sent is of no more use, and may be personal: it is to be gone from the file too.
      database.exec('PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;');
      createTables(database);
      check(file, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens it for reading, and makes it when there is none. @throws QueueUnusable, QueueFull */
export function openForReading(file: string): DatabaseSync {
  try {
    if (!existsSync(file)) openForWriting(file).close();
    return guarded(file, () => {
      const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
      try {
        check(file, database);
        return database;
      } catch (error) {
        database.close();
        throw error;
      }
    });
  } catch (error) {
    if (isFull(error)) throw new QueueFull({ cause: error });
    throw error;
  }
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
    const remedy = 'move it away, or restore it from a backup';
    throw new QueueUnusable(file, `does not hold messages that Chappe has to send; ${remedy}`);
  }
  const version = pragma(database, 'user_version');
  if (version > SCHEMA_VERSION) {
    throw new QueueUnusable(
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
      throw new QueueUnusable(file, 'is damaged; restore it from a backup', { cause: error });
    }
    if (isInaccessible(error)) {
      const remedy =
        'check that it is a file, that this user may read and write it, and that its disk is well';
      throw new QueueUnusable(file, `cannot be opened; ${remedy}`, { cause: error });
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
