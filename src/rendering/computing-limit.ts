/** A rendering computed for longer than it may. */
export class ComputedTooLong extends Error {
  override readonly name = 'ComputedTooLong';
}

/**
 * Stops what computes for too long. What counts is the processor time of this thread: on a busy machine everything takes
 * longer by the clock, and no message may fail for that.
 */
export class ComputingLimit {
  readonly #most: number;
  readonly #begun = process.threadCpuUsage();
  /** When it is worth while to look again: nothing uses more time than passes. */
  #next: number;

  /** @param most in milliseconds. */
  constructor(most: number) {
    this.#most = most;
    this.#next = performance.now() + most;
  }

  /** @throws ComputedTooLong */
  check(now: number): void {
    if (now < this.#next) return;
    const { user, system } = process.threadCpuUsage(this.#begun);
    const left = this.#most - (user + system) / 1000;
    if (left <= 0) throw new ComputedTooLong(`it takes longer than ${this.#most} ms`);
    this.#next = now + left;
  }
}
