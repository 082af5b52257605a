import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BookFull } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import type { Waiting as WaitingEvent } from '../../contacts/outbox.ts';
import { Refusal } from '../../contacts/refusal.ts';
import { AskedThread, type Caller, type Deliver } from '../asked-thread.ts';
import type { Written } from './scribe.ts';

export type Request =
  | { do: 'change'; call: number; file: string; change: Change }
  | { do: 'forget'; file: string; upTo: number }
  | { do: 'probe' | 'close'; call: number };

/** The outcome of changes that were committed together, or of closing. */
export type Response = {
  file: string;
  calls: readonly number[];
  written: readonly Written[];
  events: readonly WaitingEvent[];
  /** The commit failed: it holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** This side of the thread that writes the contacts of all accounts. */
export class Writer {
  readonly #thread: AskedThread<Request, Response, string>;

  /** @param country of phone numbers that are written without one. */
  constructor(country: string) {
    this.#thread = new AskedThread({
      // Sources run as .ts, the published package as .js.
      start: () =>
        new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url), {
          workerData: country,
        }),
      ended: 'the thread that writes contacts has ended',
      answer,
    });
  }

  /** Told once for each file: what is to be done with the events of its changes. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#thread.deliverTo(file, deliver);
  }

  /** @throws Refusal, BookFull */
  change(file: string, change: Change): Promise<string> {
    return this.#thread.ask((call) => ({ do: 'change', call, file, change }));
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

function answer({ written, failure }: Response, place: number, { resolve, reject }: Caller<string>): void {
  const outcome = written[place];
  if (failure !== undefined) reject(failure.full ? new BookFull({ cause: failure.error }) : failure.error);
  else if (outcome?.refused !== undefined) reject(Refusal.from(outcome.refused));
  else if (outcome?.answer !== undefined) resolve(outcome.answer);
  else reject(outcome?.failure);
}
