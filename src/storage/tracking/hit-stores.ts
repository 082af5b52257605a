import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { HitStore, HitStores } from '../../tracking/hits/hit-store.ts';
import { HITS_FILE } from './files.ts';
import { examine, hasWork, openForReading } from './open.ts';
import { hitWriter } from './writer.ts';

/** The hits of all accounts as SQLite files, `<folder>/<account>/hits.db`: read here, written in a thread. */
export class SqliteHitStores implements HitStores {
  readonly #folder: string;
  readonly #writer = hitWriter();
  readonly #stores = new Map<string, { store: HitStore; database: DatabaseSync }>();

  /** `folder` holds one folder per account. Accounts are named by their folder, such as `DEMO-028`. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws HitsUnusable */
  of(account: string): HitStore {
    let opened = this.#stores.get(account);
    if (opened === undefined) {
      const file = this.#fileOf(account);
      const database = openForReading(file);
      opened = { database, store: this.#store(file, database) };
      this.#stores.set(account, opened);
    }
    return opened.store;
  }

  /** @throws HitsUnusable */
  examine(account: string): void {
    if (!this.#stores.has(account)) examine(this.#fileOf(account));
  }

  /** @throws HitsUnusable */
  hasWork(account: string): boolean {
    return hasWork(this.#fileOf(account));
  }

  probe(): Promise<void> {
    return this.#writer.probe();
  }

  async close(): Promise<void> {
    for (const { database } of this.#stores.values()) database.close();
    this.#stores.clear();
    await this.#writer.close();
  }

  #fileOf(account: string): string {
    return join(this.#folder, account, HITS_FILE);
  }

  #store(file: string, database: DatabaseSync): HitStore {
    const after = database.prepare(
      'SELECT sequence, hit FROM hits WHERE sequence > ? ORDER BY sequence LIMIT ?',
    );
    return {
      keep: (hits) => this.#writer.write(file, hits),
      forget: (upTo) => this.#writer.forget(file, upTo),
      after: (sequence, most) =>
        after.all(sequence, most).map((row) => ({ sequence: Number(row.sequence), json: String(row.hit) })),
    };
  }
}
