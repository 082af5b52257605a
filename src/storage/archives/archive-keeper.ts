import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deflateRawSync } from 'node:zlib';
import type { ArchiveEntry } from '../../sending/archive.ts';
import { transact } from '../../sqlite/transaction.ts';
import type { Commit, FileWriter } from '../group-commit.ts';
import { bytesOf } from './uuid-bytes.ts';

/** A message on its way between threads, which know of bytes alone. */
export type KeptMessage = ArchiveEntry & { raw: Uint8Array };

/** What can be done with the archived messages of an account. Only those that are kept share a commit. */
export type ArchiveWork =
  | { do: 'keep'; message: KeptMessage }
  | { do: 'forget'; target: string }
  | { do: 'expire'; now: number };

/** How many rows are removed in one commit: so long whoever keeps a message waits. */
const BATCH = 500;

/** Writes one account's archived messages, many in one commit. */
export class ArchiveKeeper implements FileWriter<ArchiveWork, number> {
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

  /** Does all of it, durably, or none. Gives how many messages are gone by each work. */
  write(works: readonly ArchiveWork[]): Commit<number> {
    const outcomes = transact(this.#database, () => works.map((work) => this.#writeOne(work)));
    const didRemove = (kind: ArchiveWork['do']) =>
      works.some(({ do: what }, place) => what === kind && outcomes[place] !== 0);
    if (didRemove('forget')) this.#giveBack('TRUNCATE');
    else if (didRemove('expire')) this.#giveBack('PASSIVE');
    return { outcomes, events: [] };
  }

  close(): void {
    this.#database.close();
  }

  #writeOne(work: ArchiveWork): number {
    switch (work.do) {
      case 'keep': {
        const { id, action, target, sent, expires, raw } = work.message;
        this.#insert.run(bytesOf(id), action, target, sent, expires, deflateRawSync(raw));
        return 0;
      }
      case 'forget':
        return Number(this.#forget.run(work.target).changes);
      case 'expire':
        return Number(this.#expire.run(work.now).changes);
    }
  }

  /** The file is shorter, and what was deleted overwritten, once pages are written back: here, if no reader is in the way. */
  #giveBack(checkpoint: 'TRUNCATE' | 'PASSIVE'): void {
    this.#database.exec(`PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(${checkpoint})`);
  }
}
