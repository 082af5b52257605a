import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ArchiveFull } from '../../sending/archive.ts';
import { type Answered, AskedThread } from '../asked-thread.ts';
import type { KeptMessage } from './archive-keeper.ts';

export type Request =
  | { do: 'keep'; call: number; file: string; message: KeptMessage }
  | { do: 'forget'; call: number; file: string; target: string }
  | { do: 'expire'; call: number; file: string; now: number }
  | { do: 'close'; call: number };

/** The outcome of calls that were committed together, or of closing. */
export type Response = Answered & {
  /** How many messages are gone. */
  gone: number;
  /** It holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** This side of the thread that writes the archived messages of all accounts. */
export class Writer {
  readonly #thread = new AskedThread<Request, Response, number>({
    // Sources run as .ts, the published package as .js.
    start: () => new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url)),
    ended: 'the thread that writes archived messages has ended',
    answer({ failure, gone }, _place, { resolve, reject }) {
      if (failure === undefined) resolve(gone);
      else reject(failure.full ? new ArchiveFull({ cause: failure.error }) : failure.error);
    },
  });

  /** @throws ArchiveFull */
  async keep(file: string, message: KeptMessage): Promise<void> {
    await this.#thread.ask((call) => ({ do: 'keep', call, file, message }));
  }

  /** @throws ArchiveFull */
  forget(file: string, target: string): Promise<number> {
    return this.#thread.ask((call) => ({ do: 'forget', call, file, target }));
  }

  /** @throws ArchiveFull */
  expire(file: string, now: number): Promise<number> {
    return this.#thread.ask((call) => ({ do: 'expire', call, file, now }));
  }

  /** Closes all files, after everything that was asked before. */
  close(): Promise<void> {
    return this.#thread.close((call) => ({ do: 'close', call }));
  }
}
