import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './sqlite-error.ts';

/** How long until a lock that was met is tried again, in milliseconds. */
const PAUSE = 5;

/**
 * Switches a file to write-ahead logging, so that readers and a writer do not wait for each other. SQLite does not wait
 * for the lock here, whatever its timeout: of several processes that open a new file at once, all but one try again.
 * Like SQLite's own waits, this one holds up the thread.
 * @param patience how long to wait for another process that holds the lock, in milliseconds.
 */
export function writeAhead(database: DatabaseSync, patience: number): void {
  const end = Date.now() + patience;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}
