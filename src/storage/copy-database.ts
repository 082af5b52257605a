import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { primaryCode } from '../sqlite/sqlite-error.ts';

/** How long the copy waits for a lock of another process, in milliseconds. */
const LOCK_PATIENCE = 30_000;

/** Pages per step: some megabytes, so that steps cost nothing and progress is seen. */
const PAGES_PER_STEP = 512;

/** A database could not be copied. The message names both files and the reason. */
export class CopyFailed extends Error {
  override readonly name = 'CopyFailed';
}

/** What to tell of SQLite's primary result codes (https://sqlite.org/rescode.html). */
const REASONS: Readonly<Record<number, string>> = {
  5: 'another program holds it; let that program finish, then try again',
  10: 'the disk fails; check it',
  11: "it is damaged; see 'chappe doctor'",
  13: 'the disk is full; make room, or choose another disk',
  14: 'one of them cannot be opened; check the permissions of both and of their folders',
  26: "it is not a database; see 'chappe doctor'",
};

/**
 * Copies a database to a new file while others read and write it: the copy is the state at the moment of the call,
 * with everything that was committed before.
 *
 * SQLite's online backup copies page after page, which is as fast as the disk, takes two small page caches of memory
 * and holds up no writer. Left alone it begins again whenever another process writes, and so would never end under
 * steady publishing: a transaction that reads pins the state that is copied. While it lasts the write-ahead log cannot
 * start over, so it has to be short. `VACUUM INTO` would hold it longer, as it builds every index anew, and could
 * neither tell how far it is nor let other work of this process in between.
 *
 * @param report told how many bytes are copied.
 * @throws CopyFailed
 */
export async function copyDatabase(
  source: string,
  target: string,
  report: (bytes: number) => void = () => undefined,
): Promise<void> {
  // The file exists before SQLite writes to it, so that it is never readable by others, nor are its side files.
  closeSync(openSync(target, 'wx', 0o600));
  chmodSync(target, 0o600);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(source, { readOnly: true, timeout: LOCK_PATIENCE });
    const pageSize = Number(database.prepare('PRAGMA page_size').get()?.page_size);
    database.exec('BEGIN');
    // A transaction begins with its first read.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    await backup(database, target, {
      rate: PAGES_PER_STEP,
      progress: ({ totalPages, remainingPages }) => report((totalPages - remainingPages) * pageSize),
    });
  } catch (error) {
    throw explain(source, target, error);
  } finally {
    if (database?.isOpen) database.close();
  }
  const copy = openSync(target, 'r+');
  fsyncSync(copy);
  closeSync(copy);
}

function explain(source: string, target: string, error: unknown): unknown {
  const code = primaryCode(error);
  const reason = code === undefined ? undefined : REASONS[code];
  if (reason === undefined) return error;
  return new CopyFailed(`${source} could not be copied to ${target}: ${reason}`, { cause: error });
}
