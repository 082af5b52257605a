import type { Logger } from 'pino';
import { folderOf, formatAccount } from './accounts/account.ts';
import { listRetentions, type Retention } from './accounts/retention.ts';
import type { LogRewriter } from './events/rewriting.ts';
import type { Catalog } from './storage/catalog.ts';
import { Rounds } from './time/rounds.ts';

const DAY = 86_400_000;

/** How often it is looked whether anything is due, in milliseconds: a change of the catalog counts from then on. */
const LOOK_EVERY = 1000;

/** How long to wait after a failure, such as a full disk. */
const TRY_AGAIN = 600_000;

/** When an account is to be purged next, and how long it kept events when that was decided. */
type Due = { at: number; retention: Retention };

export type KeepingParts = {
  catalog: Catalog;
  rewriter: LogRewriter;
  logger: Logger;
  /** For accounts that have no retention of their own; 0 is forever. */
  defaultDays: number;
};

/** Deletes the events of each account once they are older than it keeps them: at the start, daily, and on a change. */
export class Keeping {
  readonly #parts: KeepingParts;
  readonly #rounds: Rounds;
  readonly #due = new Map<string, Due>();
  #version: number | undefined;
  #soonest = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(parts: KeepingParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(() => this.#look(), LOOK_EVERY);
  }

  /** Breaks a purge off: the next start goes on with it. */
  async close(): Promise<void> {
    this.#closed = true;
    const ended = this.#rounds.close();
    await this.#parts.rewriter.close();
    await ended;
  }

  async #look(): Promise<void> {
    const version = this.#parts.catalog.version();
    // The clock of the system may be set back by any time; this one cannot be.
    if (version === this.#version && performance.now() < this.#soonest) return;
    this.#version = version;
    try {
      await this.#work();
    } catch (error) {
      this.#soonest = performance.now() + TRY_AGAIN;
      if (!this.#closed) this.#parts.logger.warn({ err: error }, 'it is not known how long events are kept');
    }
  }

  async #work(): Promise<void> {
    for (const { name, retention } of await listRetentions(this.#parts.catalog.db)) {
      const account = folderOf(name);
      const due = this.#due.get(account);
      if (due !== undefined && due.retention === retention && performance.now() < due.at) continue;
      const done = await this.#purge(account, formatAccount(name), retention);
      this.#due.set(account, { at: performance.now() + (done ? DAY : TRY_AGAIN), retention });
    }
    this.#soonest = Math.min(...[...this.#due.values()].map(({ at }) => at));
  }

  /** Whether it went well. */
  async #purge(folder: string, account: string, retention: Retention): Promise<boolean> {
    const { rewriter, logger, defaultDays } = this.#parts;
    const days = retention === 'default' ? defaultDays : retention === 'forever' ? 0 : retention;
    if (days === 0 || this.#closed) return true;
    const before = Date.now() - days * DAY;
    try {
      const events = await rewriter.purge(folder, before);
      logger.info({ account, events, before: new Date(before).toISOString() }, 'purged old events');
      return true;
    } catch (error) {
      if (!this.#closed) logger.warn({ account, err: error }, 'old events could not be purged');
      return false;
    }
  }
}
