import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BookFull } from '../../contacts/book.ts';
import type { Change } from '../../contacts/change.ts';
import type { Waiting as WaitingEvent } from '../../contacts/outbox.ts';
import { Refusal } from '../../contacts/refusal.ts';
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

/** Takes committed events on their way to the log. What it gives, if anything, is waited for before changes are answered. */
export type Deliver = (events: readonly WaitingEvent[]) => Promise<void> | undefined;

type Caller = { resolve: (answer: string) => void; reject: (error: unknown) => void };

/** This side of the thread that writes the contacts of all accounts. */
export class Writer {
  readonly #country: string;
  /** There is none before something is written: a thread costs memory. */
  #worker: Worker | undefined;
  readonly #callers = new Map<number, Caller>();
  readonly #deliveries = new Map<string, Deliver>();
  #calls = 0;
  #lost: unknown;

  /** @param country of phone numbers that are written without one. */
  constructor(country: string) {
    this.#country = country;
  }

  /** Told once for each file: what is to be done with the events of its changes. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#deliveries.set(file, deliver);
  }

  /** @throws Refusal, BookFull */
  change(file: string, change: Change): Promise<string> {
    return this.#ask((call) => ({ do: 'change', call, file, change }));
  }

  /** Takes published events out of the outbox of a file. */
  forget(file: string, upTo: number): void {
    if (this.#lost === undefined) this.#started().postMessage({ do: 'forget', file, upTo } satisfies Request);
  }

  /** Goes there and back. */
  async probe(): Promise<void> {
    if (this.#worker === undefined) return;
    await this.#ask((call) => ({ do: 'probe', call }));
  }

  /** Closes all files, after everything that was asked before. */
  async close(): Promise<void> {
    if (this.#lost !== undefined || this.#worker === undefined) return;
    await this.#ask((call) => ({ do: 'close', call }));
    await this.#worker.terminate();
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    // Sources run as .ts, the published package as .js.
    const url = new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url);
    const worker = new Worker(url, { workerData: this.#country });
    worker.on('message', (response: Response) => void this.#settle(response));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error('the thread that writes contacts has ended')));
    this.#worker = worker;
    return worker;
  }

  #ask(request: (call: number) => Request): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      this.#calls += 1;
      this.#callers.set(this.#calls, { resolve, reject });
      this.#started().postMessage(request(this.#calls));
    });
  }

  async #settle({ file, calls, written, events, failure }: Response): Promise<void> {
    const callers = calls.map((call) => {
      const caller = this.#callers.get(call);
      this.#callers.delete(call);
      return caller;
    });
    // Events must be handed over in the order of the commits: nothing may be awaited before.
    const delivered = events.length === 0 ? undefined : this.#deliveries.get(file)?.(events);
    if (delivered !== undefined) await delivered;
    for (const [place, caller] of callers.entries()) {
      const outcome = written[place];
      if (failure !== undefined) {
        caller?.reject(failure.full ? new BookFull({ cause: failure.error }) : failure.error);
      } else if (outcome?.refused !== undefined) caller?.reject(Refusal.from(outcome.refused));
      else if (outcome?.answer !== undefined) caller?.resolve(outcome.answer);
      else caller?.reject(outcome?.failure);
    }
  }

  #lose(error: unknown): void {
    this.#lost ??= error;
    for (const { reject } of this.#callers.values()) reject(error);
    this.#callers.clear();
  }
}
