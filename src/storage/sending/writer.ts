import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Waiting } from '../../contacts/outbox.ts';
import { QueueFull } from '../../sending/queue.ts';
import type { Writing } from './keeper.ts';

export type Request =
  | { do: 'write'; call: number; file: string; writing: Writing }
  | { do: 'forget'; file: string; upTo: number }
  | { do: 'close'; call: number };

/** The outcome of writings that were committed together, or of closing. */
export type Response = {
  file: string;
  calls: readonly number[];
  events: readonly Waiting[];
  /** The commit failed: it holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** Takes committed events on their way to the log. What it gives, if anything, is waited for before writings are answered. */
export type Deliver = (events: readonly Waiting[]) => Promise<void> | undefined;

type Caller = { resolve: () => void; reject: (error: unknown) => void };

/** This side of the thread that writes the queues of all accounts. */
export class Writer {
  /** There is none before something is written: a thread costs memory. */
  #worker: Worker | undefined;
  readonly #callers = new Map<number, Caller>();
  readonly #deliveries = new Map<string, Deliver>();
  #calls = 0;
  #lost: unknown;

  /** Told once for each file: what is to be done with the events of its writings. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#deliveries.set(file, deliver);
  }

  /** @throws QueueFull */
  write(file: string, writing: Writing): Promise<void> {
    return this.#ask((call) => ({ do: 'write', call, file, writing }));
  }

  /** Takes published events out of the outbox of a file. */
  forget(file: string, upTo: number): void {
    if (this.#lost === undefined) this.#started().postMessage({ do: 'forget', file, upTo } satisfies Request);
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
    const worker = new Worker(new URL(`./writer-thread${extname(import.meta.filename)}`, import.meta.url));
    worker.on('message', (response: Response) => void this.#settle(response));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error('the thread that writes queues has ended')));
    this.#worker = worker;
    return worker;
  }

  #ask(request: (call: number) => Request): Promise<void> {
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

  async #settle({ file, calls, events, failure }: Response): Promise<void> {
    const callers = calls.map((call) => {
      const caller = this.#callers.get(call);
      this.#callers.delete(call);
      return caller;
    });
    // Events must be handed over in the order of the commits: nothing may be awaited before.
    const delivered = events.length === 0 ? undefined : this.#deliveries.get(file)?.(events);
    if (delivered !== undefined) await delivered;
    for (const caller of callers) {
      if (failure === undefined) caller?.resolve();
      else caller?.reject(failure.full ? new QueueFull({ cause: failure.error }) : failure.error);
    }
  }

  #lose(error: unknown): void {
    this.#lost ??= error;
    for (const { reject } of this.#callers.values()) reject(error);
    this.#callers.clear();
  }
}
