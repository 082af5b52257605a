import type { DatabaseSync } from 'node:sqlite';

/** Does work in one transaction: all of it is committed, or none. @throws what the work or the commit throws. */
export function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors, a full disk among them, have already rolled the transaction back.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Reads one state of a database, however many statements that takes. Keep it short: it holds up the write-ahead log. */
export function inSnapshot<T>(database: DatabaseSync, read: () => T): T {
  database.exec('BEGIN');
  try {
    return read();
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK');
  }
}
