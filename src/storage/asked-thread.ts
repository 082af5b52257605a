import type { Worker } from 'node:worker_threads';
import type { Waiting } from '../contacts/outbox.ts';

/** Whoever waits for an answer. */
export type Caller<Answer> = { resolve: (answer: Answer) => void; reject: (error: unknown) => void };

/** What a thread says of calls that it carried out together. */
export type Answered = { file: string; calls: readonly number[]; events: readonly Waiting[] };

/** Takes committed events on their way to the log. What it gives, if anything, is waited for before calls are answered. */
export type Deliver = (events: readonly Waiting[]) => Promise<void> | undefined;

export type ThreadParts<Response extends Answered, Answer> = {
  start: () => Worker;
  /** What is said when it has ended by itself. */
  ended: string;
  /** Answers the caller at a place of the response. */
  answer: (response: Response, place: number, caller: Caller<Answer>) => void;
};

/** This side of a thread that writes files of accounts, and leaves events behind. */
export class AskedThread<Request, Response extends Answered, Answer> {
  readonly #parts: ThreadParts<Response, Answer>;
  readonly #callers = new Map<number, Caller<Answer>>();
  readonly #deliveries = new Map<string, Deliver>();
  /** There is none before something is written: a thread costs memory. */
  #worker: Worker | undefined;
  #calls = 0;
  #lost: unknown;

  constructor(parts: ThreadParts<Response, Answer>) {
    this.#parts = parts;
  }

  /** Whether anything was written so far. */
  get isStarted(): boolean {
    return this.#worker !== undefined;
  }

  /** Told once for each file: what is to be done with the events of what is written there. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#deliveries.set(file, deliver);
  }

  /** Asks for something and waits until it is answered. */
  ask(request: (call: number) => Request): Promise<Answer> {
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

  /** Tells something that has no answer. */
  tell(request: Request): void {
    if (this.#lost === undefined) this.#started().postMessage(request);
  }

  /** Asks it to close everything, after all that was asked before, and ends it. */
  async close(request: (call: number) => Request): Promise<void> {
    if (this.#lost !== undefined || this.#worker === undefined) return;
    await this.ask(request);
    await this.#worker.terminate();
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#parts.start();
    worker.on('message', (response: Response) => void this.#settle(response));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error(this.#parts.ended)));
    this.#worker = worker;
    return worker;
  }

  async #settle(response: Response): Promise<void> {
    const { file, calls, events } = response;
    const callers = calls.map((call) => {
      const caller = this.#callers.get(call);
      this.#callers.delete(call);
      return caller;
    });
    // Events must be handed over in the order of the commits: nothing may be awaited before.
    const delivered = events.length === 0 ? undefined : this.#deliveries.get(file)?.(events);
    if (delivered !== undefined) await delivered;
    for (const [place, caller] of callers.entries()) {
      if (caller !== undefined) this.#parts.answer(response, place, caller);
    }
  }

  #lose(error: unknown): void {
    this.#lost ??= error;
    for (const { reject } of this.#callers.values()) reject(error);
    this.#callers.clear();
  }
}
