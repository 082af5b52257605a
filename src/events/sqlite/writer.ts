import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import { type Appended, type Entry, LogFull, type Position } from '../log.ts';
import { columnsOf, type EntryColumns } from './entry-columns.ts';

export type Request =
  | { call: number; do: 'append'; file: string; floor: Position; entries: EntryColumns }
  | { call: number; do: 'close' };

export type Response = {
  call: number;
  appended?: Appended;
  failure?: { full: boolean; error: unknown };
};

type Waiting = { resolve: (response: Response) => void; reject: (error: unknown) => void };

/** This side of the thread that writes all logs. */
export class Writer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #lost: unknown;

  /**
   * @param filling whether logs are filled by one who has memory and disk alone, and waits for no single append.
   * @param share what part of the usual memory for pages is taken.
   */
  constructor(filling = false, share = 1) {
    this.#worker = startThread(import.meta.url, 'writer-thread', { workerData: { filling, share } });
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#lose(error));
    this.#worker.on('exit', () => this.#lose(new Error('the thread that writes the event log has ended')));
  }

  /**
   * Appends to the log in a file.
   * @param floor a position that the log has reached before.
   * @throws LogFull
   */
  async append(file: string, floor: Position, entries: readonly Entry[]): Promise<Appended> {
    const columns = columnsOf(entries);
    const { appended } = await this.#ask((call) => ({ call, do: 'append', file, floor, entries: columns }));
    if (appended === undefined) throw new Error('the thread that writes the event log gave no answer');
    return appended;
  }

  /** Closes all logs, after everything that was asked before. */
  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    await this.#ask((call) => ({ call, do: 'close' }));
    await this.#worker.terminate();
  }

  #ask(request: (call: number) => Request): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      this.#calls += 1;
      this.#waiting.set(this.#calls, { resolve, reject });
      this.#worker.postMessage(request(this.#calls));
    });
  }

  #settle({ call, failure, ...response }: Response): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (failure === undefined) waiting?.resolve({ call, ...response });
    else waiting?.reject(failure.full ? new LogFull({ cause: failure.error }) : failure.error);
  }

  #lose(error: unknown): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
