import type { DatabaseSync } from 'node:sqlite';
import type { Entry } from '../log.ts';

/**
 * How many pages the write-ahead log gathers before a commit moves them into the file, which holds that commit up.
 * When few events are committed at a time, somebody waits for each commit, and moves must be small. A bulk changes the
 * same pages again and again, and it is cheaper to move them rarely.
 */
const PAGES = { few: 1000, bulk: 16_384 };
const BULK_EVENTS = 1000;

/** After so many characters of events in bulk, another thread is asked to move what there is. */
const ASK_EVERY = 24 * 1024 * 1024;

/** Decides when the write-ahead log of one connection is moved into its file, and by whom. */
export class Checkpoints {
  readonly #database: DatabaseSync;
  readonly #ask: () => void;
  #pages = 0;
  #characters = 0;

  /** @param ask asks another thread to move, while this one goes on; what nobody moved, a later commit does. */
  constructor(database: DatabaseSync, ask: () => void) {
    this.#database = database;
    this.#ask = ask;
  }

  /** Before a commit. */
  prepare(entries: readonly Entry[]): void {
    const pages = entries.length < BULK_EVENTS ? PAGES.few : PAGES.bulk;
    if (pages === this.#pages) return;
    this.#database.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
    this.#pages = pages;
  }

  /** After a commit. */
  committed(entries: readonly Entry[]): void {
    if (this.#pages !== PAGES.bulk) return;
    for (const { json } of entries) this.#characters += json.length;
    if (this.#characters < ASK_EVERY) return;
    this.#characters = 0;
    this.#ask();
  }
}
