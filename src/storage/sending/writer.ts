import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Waiting } from '../../contacts/outbox.ts';
import { QueueFull } from '../../sending/queue.ts';
import { AskedThread, type Deliver } from '../asked-thread.ts';
import type { Writing } from './keeper.ts';

export type Request =
  | { do: 'write'; call: number; file: string; writing: Writing }
  | { do: 'forget'; file: string; upTo: number }
  | { do: 'probe' | 'close'; call: number };

/** The outcome of writings that were committed together, or of closing. */
export type Response = {
  file: string;
  calls: readonly number[];
  events: readonly Waiting[];
  /** The commit failed: it holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** This side of the thread that writes the queues of all accounts. */
export class Writer {
  readonly #thread = new AskedThread<Request, Response, void>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes queues has ended',
    answer({ failure }, _place, { resolve, reject }) {
      if (failure === undefined) resolve();
      else reject(failure.full ? new QueueFull({ cause: failure.error }) : failure.error);
    },
  });

  /** Told once for each file: what is to be done with the events of its writings. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#thread.deliverTo(file, deliver);
  }

  /** @throws QueueFull */
  write(file: string, writing: Writing): Promise<void> {
    return this.#thread.ask((call) => ({ do: 'write', call, file, writing }));
  }

  /** Takes published events out of the outbox of a file. */
  forget(file: string, upTo: number): void {
    this.#thread.tell({ do: 'forget', file, upTo });
  }

  /** Goes there and back. */
  async probe(): Promise<void> {
    if (this.#thread.isStarted) await this.#thread.ask((call) => ({ do: 'probe', call }));
  }

  /** Closes all files, after everything that was asked before. */
  close(): Promise<void> {
    return this.#thread.close((call) => ({ do: 'close', call }));
  }
}
