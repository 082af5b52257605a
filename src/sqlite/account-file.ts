import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isThere } from '../files/is-there.ts';
import { isWhole } from './file-header.ts';
import { isDamage, isFull, isInaccessible } from './sqlite-error.ts';
import { transact } from './transaction.ts';
import { writeAhead } from './write-ahead.ts';

/** How long to wait for another process that holds a lock, in milliseconds. */
const BUSY_TIMEOUT = 30_000;

/** What one kind of file of an account is. */
export type AccountFile = {
  /** Marks an SQLite file as one of this kind, so that no other database is ever taken for one. */
  applicationId: number;
  /** Of the tables, kept in `user_version`. */
  version: number;
  schema: string;
  /** What makes a file of each earlier version one of the next, from version 1 on. */
  upgrades?: readonly string[];
  /** The size of a page, in bytes, where SQLite's own does not serve. */
  pageSize?: number;
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
  /** The error that tells that the disk has no room. */
  full: (options: ErrorOptions) => Error;
};

/**
 * `FULL`: a commit is on the disk when it returns. `NORMAL`: it may be lost in a power cut, which is enough for what
 * can be made again.
 */
export type Sync = 'FULL' | 'NORMAL';

/**
 * Opens a file for writing, and makes it and its tables when there is none.
 * @throws the kind's own error when the file is damaged, holds something else, or was written by a newer version.
 */
export function openForWriting(file: string, kind: AccountFile, sync: Sync = 'FULL'): DatabaseSync {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return guarded(file, kind, () => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    try {
      // Looked at before anything is written: the file may be the database of another program.
      if (tableCount(database) > 0) check(file, kind, database);
      else prepareFirstTable(kind, database);
      writeAhead(database, BUSY_TIMEOUT);
      // What is personal and deleted is to be gone from the file too. In a log, a block that a late event opens held it a second time.
      database.exec(`
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = ${sync};
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
    if (!existsSync(file) || isIncomplete(file, kind)) openForWriting(file, kind).close();
    return openReadOnly(file, kind);
  } catch (error) {
    if (!isFull(error)) throw error;
    // Even reading takes some room, for the index of the write-ahead log.
    throw kind.full({ cause: error });
  }
}

/**
 * Makes sure that a file that nothing in this process has open can be used, if there is one, and keeps nothing open. One
 * that is well costs next to nothing.
 * @throws the kind's own error, as opening does.
 */
export function examine(file: string, kind: AccountFile): void {
  if (isThere(file) && !isWhole(file, kind)) openForReading(file, kind).close();
}

/**
 * Whether a file is there and has a row that a query finds; keeps nothing open.
 * @throws the kind's own error, as opening does.
 */
export function hasRow(file: string, kind: AccountFile, query: string, ...values: number[]): boolean {
  if (!existsSync(file)) return false;
  return guarded(file, kind, () => {
    // Nothing is written, but a connection that may not write would leave the files of its write-ahead log behind.
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT });
    try {
      // A process that was killed may have made no more than the file itself.
      if (tableCount(database) === 0) return false;
      check(file, kind, database);
      return database.prepare(query).get(...values) !== undefined;
    } finally {
      database.close();
    }
  });
}

function openReadOnly(file: string, kind: AccountFile): DatabaseSync {
  return guarded(file, kind, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      // Memory-mapped reading would be no faster here and would count the whole file as the server's memory.
      database.exec('PRAGMA cache_size = -16384');
      check(file, kind, database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** What is settled by the first table. */
function prepareFirstTable({ pageSize, shrinks }: AccountFile, database: DatabaseSync): void {
  if (pageSize !== undefined) database.exec(`PRAGMA page_size = ${pageSize}`);
  if (shrinks) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
}

/** Whether a process that was killed, or is still at it, has made no more than the file itself; or an older version made it. */
function isIncomplete(file: string, kind: AccountFile): boolean {
  // What was left has to be rolled back, which a reader may not do. A file that is complete has no such journal.
  if (existsSync(`${file}-journal`)) return true;
  return guarded(file, kind, () => {
    const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT });
    try {
      const [mark, version] = [pragma(database, 'application_id'), pragma(database, 'user_version')];
      if (mark === kind.applicationId) return version < kind.version;
      return mark + version === 0 && tableCount(database) === 0;
    } finally {
      database.close();
    }
  });
}

function createTables(
  { applicationId, version, schema, holds, fill, upgrades = [] }: AccountFile,
  database: DatabaseSync,
): void {
  transact(database, () => {
    // Another process may have made the tables while this one waited for the lock.
    if (pragma(database, 'user_version') === 0 && tableCount(database) === 0) {
      database.exec(schema);
      fill?.(database);
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`);
    }
    for (let from = pragma(database, 'user_version'); from < version; from++) {
      const upgrade = upgrades[from - 1];
      // Marked as one of the next version it would never be upgraded any more.
      if (upgrade === undefined) throw new Error(`there is no upgrade from format ${from} of ${holds}`);
      database.exec(upgrade);
      database.exec(`PRAGMA user_version = ${from + 1}`);
    }
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
