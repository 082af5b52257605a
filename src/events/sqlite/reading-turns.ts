import { isJoint, type Part } from '../deflated.ts';

/** How long the steps of long reads may take of one turn of the event loop, in milliseconds. */
const SHARE = 4;

/** How long a read may take before it is a long one, in milliseconds: most end before. */
const SHORT = 1;

/**
 * Shares a thread between long reads and all else. SQLite answers at once, so without a pause one fast reader would never
 * let another in; and with a pause after each step, many readers would let others in only after a step of each.
 * They take their steps one after the other, as many as fit into a few milliseconds, and then everyone else has a turn.
 */
export class ReadingTurns {
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #begun = false;

  /** @param now a clock in milliseconds that is never set. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The steps of a read that found something: at once while it is short, in turns with all others since. */
  async *of(steps: Generator<Part | undefined>): AsyncGenerator<Part> {
    let spent = 0;
    let atOnce = true;
    try {
      for (;;) {
        const start = this.#now();
        const taken: IteratorResult<Part | undefined> = atOnce
          ? steps.next()
          : await this.#take(() => steps.next());
        if (taken.done) return;
        const value: Part | undefined = taken.value;
        spent += this.#now() - start;
        // What only stands between two blocks took no time.
        atOnce = spent < SHORT || (value !== undefined && isJoint(value));
        if (value !== undefined) yield value;
      }
    } finally {
      steps.return(undefined);
    }
  }

  /** Takes one step when it is its turn. Fails as the step does. */
  #take<T>(step: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          resolve(step());
        } catch (error) {
          reject(error);
        }
      });
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    const end = this.#now() + SHARE;
    do {
      this.#waiting.shift()?.();
      // By then what the step found is on its way, which takes time as well.
      await new Promise<void>((resolve) => process.nextTick(resolve));
    } while (this.#waiting.length > 0 && this.#now() < end);
    this.#begun = false;
    if (this.#waiting.length > 0) this.#begin();
  }
}
