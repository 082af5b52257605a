import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

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
 *
 * Others can read a commit before the disk has it. An event log must not be read so: a position that was seen and then
 * lost in a power cut would be given to another event, which the reader would pass over.
 */
export class WalFile {
  readonly #file: string | undefined;
  readonly #changes: StatementSync;
  /** How many rows had been changed when the disk was waited for. */
  #synced = 0;
  #descriptor: number | undefined;

  constructor(database: DatabaseSync) {
    database.exec('PRAGMA synchronous = NORMAL');
    const location = database.location();
    // A database in memory has none.
    this.#file = location === null ? undefined : `${location}-wal`;
    this.#changes = database.prepare('SELECT total_changes() AS rows');
  }

  /** Waits until all rows that the connection has committed so far are on the disk. @throws NotOnDisk */
  sync(): void {
    const changed = Number(this.#changes.get()?.rows);
    if (this.#file === undefined || changed === this.#synced) return;
    try {
      // SQLite makes the file with the first commit, and keeps it as long as the connection is open.
      this.#descriptor ??= openSync(this.#file, 'r+');
      fdatasyncSync(this.#descriptor);
    } catch (cause) {
      throw new NotOnDisk(this.#file, { cause });
    }
    this.#synced = changed;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
