import type { DatabaseSync } from 'node:sqlite';
import type { Entry } from '../log.ts';

/**
 * How many pages the write-ahead log gathers before a commit moves them into the file, which holds that commit up. Another
 * thread is asked to long before, so there is little left to move then; but only a commit that finds all moved begins the
 * write-ahead log anew. For small commits it is as much as the file keeps: what is cut off has to grow again. A bulk changes
 * the same pages again and again, and it is cheaper to move them rarely; most rarely when a log is only filled, and nobody
 * waits for a commit: half a gigabyte of disk, until it is done.
 */
const PAGES = { few: 2048, bulk: 16_384, filling: 65_536 };
const BULK_EVENTS = 1000;

/** About how many pages a commit of few events changes in a large log, and how many more for each event. */
const PAGES_OF_COMMIT = 12;
const PAGES_OF_EVENT = 3;

/** After about so many pages of small commits, or characters of events in bulk, another thread is asked to move what there is. */
const ASK_PAGES = 1000;
const ASK_CHARACTERS = 24 * 1024 * 1024;

/** Decides when the write-ahead log of one connection is moved into its file, and by whom. */
export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #ask: () => void;
  readonly #bulk: number;
  #pages = 0;
  /** How much there is to be moved, as a part of what the other thread is asked for. */
  #due = 0;

  /**
   * @param ask asks another thread to move, while this one goes on; what nobody moved, a later commit does.
   * @param filling whether nobody waits for a commit.
   */
  constructor(database: DatabaseSync, ask: () => void, filling: boolean) {
    this.#database = database;
    this.#ask = ask;
    this.#bulk = filling ? PAGES.filling : PAGES.bulk;
  }

  /** Before a commit. */
  prepare(entries: readonly Entry[]): void {
    const pages = entries.length < BULK_EVENTS ? PAGES.few : this.#bulk;
    if (pages === this.#pages) return;
    this.#database.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
    this.#pages = pages;
  }

  /** After a commit. */
  committed(entries: readonly Entry[]): void {
    this.#due +=
      this.#pages === this.#bulk
        ? entries.reduce((sum, { json }) => sum + json.length, 0) / ASK_CHARACTERS
        : (PAGES_OF_COMMIT + PAGES_OF_EVENT * entries.length) / ASK_PAGES;
    if (this.#due < 1) return;
    this.#due = 0;
    this.#ask();
  }
}
