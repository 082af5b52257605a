import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import type { Family } from '../facets.ts';
import type { Position } from '../log.ts';
import type { Tallies } from '../tallies.ts';

/** Whose events are to be counted, as the log is at this head or later. */
export type CountingTask = {
  file: string;
  family: Family;
  owner: string;
  head: Position;
  /** How many events of the owner are counted for this answer alone; when more are not counted yet, all events are. */
  most: number;
};

export type CountingRequest = { do: 'count'; call: number; task: CountingTask } | { do: 'close' };

export type CountingAnswer = { call: number; tallies?: Tallies; failure?: unknown };

type Asked = { resolve: (tallies: Tallies) => void; reject: (error: unknown) => void };

/** This side of the thread that counts for those who ask while much is not counted yet. There is none before it is needed. */
export class Counting {
  readonly #asked = new Map<number, Asked>();
  /** For each owner what is being counted, and what is to be counted after that. */
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, Promise<Tallies>>();
  #calls = 0;
  #worker: Worker | undefined;
  #ended: Promise<unknown> | undefined;
  #closing = false;

  /**
   * Counts the events of an owner. However many ask for the same at the same time, it is counted once for those who
   * have asked before that began.
   * @param head tells how far the log is when their turn comes.
   */
  tallies(whose: Omit<CountingTask, 'head'>, head: () => Position): Promise<Tallies> {
    const key = JSON.stringify([whose.file, whose.family, whose.owner]);
    const next = this.#next.get(key);
    if (next !== undefined) return next;
    const running = this.#running.get(key);
    if (running === undefined) return this.#run(key, { ...whose, head: head() });
    const after = running.then(() => {
      this.#next.delete(key);
      return this.#run(key, { ...whose, head: head() });
    });
    this.#next.set(key, after);
    return after;
  }

  /** Ends the thread after the step that it is at. Whoever still waits for an answer is told that there will be none. */
  async close(): Promise<void> {
    this.#closing = true;
    const request: CountingRequest = { do: 'close' };
    this.#worker?.postMessage(request);
    await this.#ended;
  }

  #run(key: string, task: CountingTask): Promise<Tallies> {
    const counted = this.#ask(task);
    const settled = counted
      .catch(() => undefined)
      .finally(() => {
        if (this.#running.get(key) === settled) this.#running.delete(key);
      });
    this.#running.set(key, settled);
    return counted;
  }

  #ask(task: CountingTask): Promise<Tallies> {
    return new Promise((resolve, reject) => {
      if (this.#closing) throw new Error('the thread that counts events is closed');
      const worker = this.#started();
      this.#calls += 1;
      this.#asked.set(this.#calls, { resolve, reject });
      const request: CountingRequest = { do: 'count', call: this.#calls, task };
      worker.postMessage(request);
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startThread(import.meta.url, 'counting-thread', {
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    });
    worker.on('message', (answer: CountingAnswer) => this.#settle(answer));
    let failure: unknown = new Error('the thread that counts events has ended');
    worker.on('error', (error) => {
      failure = error;
    });
    this.#ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        // The next who asks starts another.
        this.#worker = undefined;
        for (const { reject } of this.#asked.values()) reject(failure);
        this.#asked.clear();
        resolve();
      });
    });
    this.#worker = worker;
    return worker;
  }

  #settle({ call, tallies, failure }: CountingAnswer): void {
    const asked = this.#asked.get(call);
    this.#asked.delete(call);
    if (tallies !== undefined) asked?.resolve(tallies);
    else asked?.reject(failure);
  }
}
