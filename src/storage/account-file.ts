import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, isDamage, isFull, isInaccessible } from '../events/sqlite/sqlite-error.ts';
import { transact } from '../events/sqlite/transaction.ts';

/** How long to wait for another process that holds a lock, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

/** What one kind of file of an account is. */
export type AccountFile = {
  /** Marks an SQLite file as one of this kind, so that no other database is ever taken for one. */
  applicationId: number;
  /** Of the tables, kept in `user_version`. */
  version: number;
  schema: string;
  /** What stands in a sentence like: the file 'does not hold …'. */
  holds: string;
  /** Memory for pages of the one who writes, in KiB: where indexes are written all over it needs much. */
  cache: number;
  /** Whether rows are removed that give much space back, by `PRAGMA incremental_vacuum`. */
  shrinks?: true;
  /** Fills new tables. */
  fill?: (database: DatabaseSync) => void;
  /** The error that tells that a file cannot be used, and what to do. */
  unusable: (file: string, reason: string, options?: ErrorOptions) => Error;
};

/**
 * Opens a file for writing, and makes it and its tables when there is none.
 * @throws the kind's own error when the file is damaged, holds something else, or was written by a newer version.
 */
export function openForWriting(file: string, kind: AccountFile): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return guarded(file, kind, () => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    try {
      // Looked at before anything is written: the file may be the database of another program.
      if (tableCount(database) > 0) check(file, kind, database);
      // It is settled by the first table.
      else if (kind.shrinks) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
      writeAhead(database);
      // What is personal and deleted is to be gone from the file too.
      database.exec(`
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 4096;
        PRAGMA journal_size_limit = 16777216;
        PRAGMA cache_size = -${kind.cache};
      `);
      createTables(kind, database);
      check(file, kind, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens a file for reading, and makes it when there is none. Readers and the writer do not wait for each other. */
export function openForReading(file: string, kind: AccountFile): DatabaseSync {
  try {
    if (!existsSync(file) || isBare(file, kind)) openForWriting(file, kind).close();
    return openReadOnly(file, kind);
  } catch (error) {
    if (!isFull(error)) throw error;
    // Even reading takes some room, for the index of the write-ahead log.
    throw kind.unusable(file, 'cannot be opened: the disk is full; make room', { cause: error });
  }
}

function openReadOnly(file: string, kind: AccountFile): DatabaseSync {
  return guarded(file, kind, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      database.exec('PRAGMA cache_size = -16384');
      check(file, kind, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Whether a process that was killed has made no more than the file itself. */
function isBare(file: string, kind: AccountFile): boolean {
  // What was left has to be rolled back, which a reader may not do. A file that is complete has no such journal.
  if (existsSync(`${file}-journal`)) return true;
  return guarded(file, kind, () => {
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

function createTables({ applicationId, version, schema, fill }: AccountFile, database: DatabaseSync): void {
  transact(database, () => {
    // Another process may have made the tables while this one waited for the lock.
    if (pragma(database, 'user_version') !== 0 || tableCount(database) !== 0) return;
    database.exec(schema);
    fill?.(database);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`);
  });
}

function check(
  file: string,
  { applicationId, version, holds, unusable }: AccountFile,
  database: DatabaseSync,
) {
  if (pragma(database, 'application_id') !== applicationId) {
    throw unusable(file, `does not hold ${holds}; move it away, or restore it from a backup`);
  }
  const found = pragma(database, 'user_version');
  if (found > version) {
    const reason = `was written by a newer Chappe (format ${found}, this one knows ${version}); run that version`;
    throw unusable(file, reason);
  }
}

/** Turns SQLite's own words for a file that it cannot use into some that name the file and the way out. */
function guarded<T>(file: string, { unusable }: AccountFile, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isDamage(error)) throw unusable(file, 'is damaged; restore it from a backup', { cause: error });
    if (isInaccessible(error)) {
      const remedy =
        'check that it is a file, that this user may read and write it, and that its disk is well';
      throw unusable(file, `cannot be opened; ${remedy}`, { cause: error });
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
