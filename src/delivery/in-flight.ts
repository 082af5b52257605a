/** What is under way, so that whoever closes can wait for it. */
export class InFlight {
  readonly #works = new Set<Promise<unknown>>();

  get none(): boolean {
    return this.#works.size === 0;
  }

  async run<T>(work: Promise<T>): Promise<T> {
    this.#works.add(work);
    try {
      return await work;
    } finally {
      this.#works.delete(work);
    }
  }

  /** Resolves when all that is under way has ended, well or not. */
  async ended(): Promise<void> {
    await Promise.allSettled([...this.#works]);
  }
}
