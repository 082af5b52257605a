import { setImmediate as nextTurn } from 'node:timers/promises';

/** What takes longer than this lets all others go first, in milliseconds. */
const LONG = 5;

/**
 * Lets many share the main thread with everybody else. Whatever runs to its end holds it; after one that took long, the
 * server answers what has come meanwhile before the next one begins.
 */
export class Pace {
  #rest: Promise<void> | undefined;

  /** Does something when it is its turn. */
  async run<T>(work: () => T): Promise<T> {
    // All who waited wake at once, and the first of them may have to be rested from again.
    while (this.#rest !== undefined) await this.#rest;
    const begun = performance.now();
    try {
      return work();
    } finally {
      if (performance.now() - begun > LONG) this.#rest = this.#letOthersGo();
    }
  }

  async #letOthersGo(): Promise<void> {
    await nextTurn();
    this.#rest = undefined;
  }
}
