import type { Outcome } from './dispatcher.ts';

/** How long nothing may end, and how many attempts in vain are more than some bad addresses. */
const PATIENCE = 600_000;
const MANY = 20;

/** Sees whether what an account has to send gets on: a server that takes nothing makes attempts, but ends none. */
export class Progress {
  readonly #now: () => number;
  #lastEnd: number;
  /** Since the last end. */
  #vain = 0;
  #firstVain = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#lastEnd = now();
  }

  /** Takes note of an attempt. */
  note(outcome: Outcome['type']): void {
    if (outcome !== 'again') {
      this.#lastEnd = this.#now();
      this.#vain = 0;
      return;
    }
    if (this.#vain === 0) this.#firstVain = this.#now();
    this.#vain += 1;
  }

  /** @param oldestDue when the send was due that has waited longest. */
  isStalled(oldestDue: number | undefined): boolean {
    const long = this.#now() - PATIENCE;
    if (this.#lastEnd > long) return false;
    const isTriedInVain = this.#vain >= MANY && this.#firstVain <= long;
    return isTriedInVain || (oldestDue !== undefined && oldestDue <= long);
  }
}
