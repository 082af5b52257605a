import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HitsFull } from '../../tracking/hits/hit-store.ts';
import { type Answered, AskedThread } from '../asked-thread.ts';

export type Request =
  | { do: 'keep'; call: number; file: string; hits: readonly string[] }
  | { do: 'forget'; file: string; upTo: number }
  | { do: 'close'; call: number };

/** The outcome of calls that were committed together, or of closing. */
export type Response = Answered & {
  /** The first sequence of each call. */
  firsts: readonly number[];
  /** The commit failed: it holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** This side of the thread that writes the hits of all accounts. */
export class Writer {
  readonly #thread = new AskedThread<Request, Response, number>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes hits has ended',
    answer({ failure, firsts }, place, { resolve, reject }) {
      if (failure === undefined) resolve(firsts[place] ?? 0);
      else reject(failure.full ? new HitsFull({ cause: failure.error }) : failure.error);
    },
  });

  /** @throws HitsFull */
  keep(file: string, hits: readonly string[]): Promise<number> {
    return this.#thread.ask((call) => ({ do: 'keep', call, file, hits }));
  }

  forget(file: string, upTo: number): void {
    this.#thread.tell({ do: 'forget', file, upTo });
  }

  /** Closes all files, after everything that was asked before. */
  close(): Promise<void> {
    return this.#thread.close((call) => ({ do: 'close', call }));
  }
}
