import type { Outcome } from '../sending/dispatcher.ts';

/** Mail of one account that is to become what it means: since when that waits which has waited longest. */
export class Unread {
  readonly #oldestDue: () => number | undefined;
  readonly #now: () => number;
  /** When mail came that was looked at in vain: it is due again later, and its row no longer tells. */
  readonly #putOff = new Map<number, number>();

  /** @param oldestDue when that was due, or will be, which comes first in the inbox. */
  constructor(oldestDue: () => number | undefined, now: () => number) {
    this.#oldestDue = oldestDue;
    this.#now = now;
  }

  /** Lets mail be looked at; it stays unread when it is to be looked at again. */
  async watch(id: number, cameAt: number, look: () => Promise<Outcome>): Promise<Outcome> {
    this.#putOff.set(id, cameAt);
    const outcome = await look();
    if (outcome.type !== 'again') this.#putOff.delete(id);
    return outcome;
  }

  /** It waits no more, though nothing was made of it: its contact was erased meanwhile. */
  forget(id: number): void {
    this.#putOff.delete(id);
  }

  /** When the oldest came; undefined when none waits. */
  oldest(): number | undefined {
    const now = this.#now();
    // There may be more than a call can have arguments, such as `Math.min`.
    const oldest = this.#putOff
      .values()
      .reduce((least, cameAt) => Math.min(least, cameAt), this.#oldestDue() ?? now);
    return oldest < now ? oldest : undefined;
  }
}
