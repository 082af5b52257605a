import { setImmediate as turn } from 'node:timers/promises';
import { Rounds } from '../time/rounds.ts';
import type { SendQueue } from './queue.ts';

/** How often it is looked whether an answer has expired, in milliseconds. Of a queue that costs some microseconds. */
const LOOK_EVERY = 60_000;

export type ForgettingParts = {
  /** The queues that are open, by the folders of their accounts. */
  queues(): Iterable<readonly [string, Pick<SendQueue, 'forgetAnswers'>]>;
  report(account: string, error: unknown): void;
  now(): number;
  /** How often it is looked, when not every minute. */
  every?: number;
};

/** Removes answers that were remembered for long enough, some hundred at a time, and lets everybody else in between. */
export class Forgetting {
  readonly #parts: ForgettingParts;
  readonly #rounds: Rounds;
  #closed = false;

  constructor(parts: ForgettingParts) {
    this.#parts = parts;
    this.#rounds = new Rounds(() => this.#forget(), parts.every ?? LOOK_EVERY);
  }

  /** Breaks off: what is left is removed after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#rounds.close();
  }

  async #forget(): Promise<void> {
    const { queues, report, now } = this.#parts;
    for (const [account, queue] of [...queues()]) {
      try {
        while (!this.#closed && (await queue.forgetAnswers(now())) > 0) await turn();
      } catch (error) {
        // Removing takes some room as well; it is tried again with the next look.
        report(account, error);
      }
      await turn();
    }
  }
}
