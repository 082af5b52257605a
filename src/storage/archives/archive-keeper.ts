import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import type { ArchiveEntry } from '../../sending/archive.ts';
import { bytesOf } from './uuid-bytes.ts';

/** A message on its way between threads, which know of bytes alone. */
export type KeptMessage = ArchiveEntry & { raw: Uint8Array };

/** How many rows are removed in one commit: so long whoever keeps a message waits. */
const BATCH = 500;

/** Writes one account's archived messages, many in one commit. */
export class ArchiveKeeper {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  readonly #expire: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare(`
      INSERT OR REPLACE INTO archives (id, action, target, sent, expires, message) VALUES (?, ?, ?, ?, ?, ?)`);
    this.#forget = database.prepare('DELETE FROM archives WHERE target = ?');
    this.#expire = database.prepare(`
      DELETE FROM archives WHERE rowid IN (SELECT rowid FROM archives WHERE expires <= ? LIMIT ${BATCH})`);
  }

  /** Keeps all messages, durably, or none. */
  keep(messages: readonly KeptMessage[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { id, action, target, sent, expires, raw } of messages)
        this.#insert.run(bytesOf(id), action, target, sent, expires, deflateRawSync(raw));
      this.#database.exec('COMMIT');
    } catch (error) {
      // Some errors, a full disk among them, have already rolled the transaction back.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** What was deleted is overwritten once its pages are written back, which is done here if no reader is in the way. */
  forget(target: string): number {
    const forgotten = Number(this.#forget.run(target).changes);
    if (forgotten > 0) this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return forgotten;
  }

  expire(now: number): number {
    return Number(this.#expire.run(now).changes);
  }
}
