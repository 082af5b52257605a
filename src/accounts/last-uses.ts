import type { Kysely } from 'kysely';
import type { CatalogTables } from '../storage/tables.ts';

/** How long a use may wait in memory before it is written, in milliseconds. */
const DELAY = 10_000;

/**
 * When each key was last used: noted in memory with every request, written at most every ten seconds and at the
 * end. A crash loses ten seconds of this; a write per request would cost a disk sync each.
 */
export class LastUses {
  readonly #db: Kysely<CatalogTables>;
  readonly #report: (error: unknown) => void;
  #uses = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param report told of every write that failed; its uses are kept for the next one. */
  constructor(db: Kysely<CatalogTables>, report: (error: unknown) => void) {
    this.#db = db;
    this.#report = report;
  }

  note(keyId: string): void {
    this.#uses.set(keyId, Date.now());
    this.#timer ??= setTimeout(() => this.flush(), DELAY).unref();
  }

  /** Writes what was noted. Never fails: a failure is reported. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const uses = this.#uses;
    if (uses.size === 0) return;
    this.#uses = new Map();
    try {
      await this.#db.transaction().execute(async (transaction) => {
        for (const [keyId, time] of uses) {
          await transaction
            .updateTable('keys')
            .set({ last_used_at: time })
            .where('id', '=', keyId)
            .where((is) => is.or([is('last_used_at', 'is', null), is('last_used_at', '<', time)]))
            .execute();
        }
      });
    } catch (error) {
      // Uses noted meanwhile are newer and win.
      this.#uses = new Map([...uses, ...this.#uses]);
      this.#report(error);
    }
  }
}
