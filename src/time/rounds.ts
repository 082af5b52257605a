/** Does a piece of work again and again, never twice at the same time, and keeps no process alive for it. */
export class Rounds {
  readonly #timer: NodeJS.Timeout;
  #working: Promise<void> | undefined;

  /**
   * @param work must not fail: who does it tells of its failures.
   * @param every how long from one beginning to the next, in milliseconds; one that is under way then is not begun again.
   */
  constructor(work: () => Promise<void>, every: number) {
    this.#timer = setInterval(() => {
      this.#working ??= work().finally(() => {
        this.#working = undefined;
      });
    }, every).unref();
  }

  /** Begins no more, and waits for the end of what is under way. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#working;
  }
}
