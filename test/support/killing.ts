import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../src/demo/random.ts';
import type { ChappeProcess } from './chappe-process.ts';

/** How long an operation is taken to last, in milliseconds, until one was seen to end. */
const FIRST_GUESS = 100;

/** How one sees from outside, in the files, how far a process is. */
export type Sight = {
  begun(): boolean;
  /** For processes that do not end when their operation does. */
  over?(): boolean;
};

/** Kills processes at random moments of an operation, from its beginning to its end, until so many were hit. */
export class Killing {
  readonly #random: Random;
  readonly #wanted: number;
  #lasts = FIRST_GUESS;
  #hits = 0;
  #misses = 0;

  constructor(random: Random, wanted: number) {
    this.#random = random;
    this.#wanted = wanted;
  }

  /** Whether another one is to be killed. Kills that hit nothing show nothing, so they do not count. */
  goesOn(): boolean {
    assert.ok(this.#misses <= 2 * this.#wanted + 5, `only ${this.told()} were killed in the middle`);
    return this.#hits < this.#wanted;
  }

  told(): string {
    return `${this.#hits} of ${this.#hits + this.#misses}, which take ${this.#lasts.toFixed()} ms,`;
  }

  /** Kills a process some moment after it has begun to do what it is for. True when it had not ended by then. */
  async strike(process: ChappeProcess, { begun, over = () => false }: Sight): Promise<boolean> {
    let ended = false;
    void process.ended.then(() => {
      ended = true;
    });
    while (!ended && !over() && !begun()) await pause(1);
    const start = performance.now();
    const moment = start + this.#random.unit() * this.#lasts;
    while (!ended && !over() && performance.now() < moment) await pause(1);
    const lasted = performance.now() - start;
    const { signal, code, stderr } = await process.kill();
    const hit = signal === 'SIGKILL' && !over();
    if (hit) {
      this.#hits += 1;
      // Without this, one that ended early would hide the end of all later ones.
      this.#lasts *= 1.1;
    } else {
      assert.ok(signal === 'SIGKILL' || code === 0, stderr);
      this.#misses += 1;
      this.#lasts = Math.max(lasted, 1);
    }
    return hit;
  }
}
