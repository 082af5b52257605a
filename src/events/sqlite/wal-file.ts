import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

/** What was committed may not be on the disk, and cannot be taken back any more. */
export class NotOnDisk extends Error {
  override readonly name = 'NotOnDisk';

  constructor(file: string, options: ErrorOptions) {
    super(
      `what was committed to ${file} may not be on the disk; look whether the disk is well, and start again`,
      options,
    );
  }
}

/**
 * The write-ahead log of a connection, which waits for the disk when it is told to and not by itself at every commit.
 *
 * With `synchronous = FULL` SQLite has the disk write whatever is known of the file too, such as when it was written last.
 * For that the file system writes its own journal, and waits for others who do: a commit takes twice as long. With
 * `NORMAL` SQLite waits where the order of writes matters, when a log is moved and begun anew; the rest is done here.
 */
export class WalFile {
  readonly #file: string | undefined;
  #descriptor: number | undefined;

  constructor(database: DatabaseSync) {
    database.exec('PRAGMA synchronous = NORMAL');
    const location = database.location();
    // A database in memory has none.
    this.#file = location === null ? undefined : `${location}-wal`;
  }

  /** Waits until all that was committed so far is on the disk. @throws NotOnDisk */
  sync(): void {
    if (this.#file === undefined) return;
    try {
      // SQLite makes the file with the first commit, and keeps it as long as the connection is open.
      this.#descriptor ??= openSync(this.#file, 'r+');
      fdatasyncSync(this.#descriptor);
    } catch (cause) {
      throw new NotOnDisk(this.#file, { cause });
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
