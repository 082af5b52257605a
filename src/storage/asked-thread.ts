import type { Worker } from 'node:worker_threads';
import type { Waiting } from '../contacts/outbox.ts';

/** What is asked of a thread that writes files of accounts. What is to be written differs from kind to kind. */
export type Request<Work> =
  | { do: 'write'; call: number; file: string; work: Work }
  /** Takes published events out of the outbox of a file. */
  | { do: 'forget'; file: string; upTo: number }
  /** Waits until all that was written to a file is on the disk. */
  | { do: 'sync'; call: number; file: string }
  | { do: 'probe' | 'close'; call: number };

/** What became of calls that were carried out together. */
export type Response<Outcome> = {
  file: string;
  calls: readonly number[];
  /** Of each call that wrote. */
  outcomes: readonly Outcome[];
  /** What is to be handed over, of these calls and of earlier ones. */
  events: readonly Waiting[];
  /** It holds for all calls. */
  failure?: { full: boolean; error: unknown };
};

/** Whoever waits for an answer. */
export type Caller<Answer> = { resolve: (answer: Answer) => void; reject: (error: unknown) => void };

/** Takes committed events on their way to the log. What it gives, if anything, is waited for before calls are answered. */
export type Deliver = (events: readonly Waiting[]) => Promise<void> | undefined;

export type ThreadParts<Outcome, Answer> = {
  start: () => Worker;
  /** What is said when it has ended by itself. */
  ended: string;
  /** The error of those whose work found no room on the disk. */
  full: (options: ErrorOptions) => Error;
  /** Answers whoever asked for something to be written. */
  answer: (outcome: Outcome, caller: Caller<Answer>) => void;
};

type Waiter<Outcome> = {
  settle: (response: Response<Outcome>, place: number) => void;
  reject: (error: unknown) => void;
};

/** This side of a thread that writes files of accounts, and leaves events behind. The other is `commitInGroups`. */
export class AskedThread<Work, Outcome, Answer> {
  readonly #parts: ThreadParts<Outcome, Answer>;
  readonly #waiters = new Map<number, Waiter<Outcome>>();
  readonly #deliveries = new Map<string, Deliver>();
  /** What calls of a file wait for, as more of its events are under way than is good. */
  readonly #held = new Map<string, Promise<void>>();
  /** There is none before something is written: a thread costs memory. */
  #worker: Worker | undefined;
  /** What was asked since the event loop came round: it goes to the thread, and mostly to the disk, together. */
  #asked: Request<Work>[] = [];
  #calls = 0;
  #lost: unknown;

  constructor(parts: ThreadParts<Outcome, Answer>) {
    this.#parts = parts;
  }

  /** Told once for each file: what is to be done with the events of what is written there. */
  deliverTo(file: string, deliver: Deliver): void {
    this.#deliveries.set(file, deliver);
  }

  /** Has something written, and resolves when it is. */
  write(file: string, work: Work): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#ask((call) => ({ do: 'write', call, file, work }), {
        settle: ({ failure, outcomes }, place) => {
          const outcome = outcomes[place];
          if (failure?.full) reject(this.#parts.full({ cause: failure.error }));
          else if (failure !== undefined) reject(failure.error);
          else if (outcome !== undefined) this.#parts.answer(outcome, { resolve, reject });
          else reject(new Error('the thread did not say what became of it'));
        },
        reject,
      });
    });
  }

  /** Takes published events out of the outbox of a file. */
  forget(file: string, upTo: number): void {
    if (this.#lost === undefined) this.#post({ do: 'forget', file, upTo });
  }

  /** Resolves when all that was written to a file is on the disk, and its events were handed over. */
  async sync(file: string): Promise<void> {
    if (this.#lost !== undefined || this.#worker === undefined) return;
    await this.#call((call) => ({ do: 'sync', call, file }));
  }

  /** Goes there and back, in its turn. @throws NotOnDisk when nothing is written any more to one of its files. */
  async probe(): Promise<void> {
    if (this.#worker !== undefined) await this.#call((call) => ({ do: 'probe', call }));
  }

  /** Asks it to close all files, after all that was asked before, and ends it. */
  async close(): Promise<void> {
    if (this.#lost !== undefined || this.#worker === undefined) return;
    await this.#call((call) => ({ do: 'close', call }));
    await this.#worker.terminate();
  }

  #call(request: (call: number) => Request<Work>): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = ({ failure }: Response<Outcome>) =>
        failure === undefined ? resolve() : reject(failure.error);
      this.#ask(request, { settle, reject });
    });
  }

  #ask(request: (call: number) => Request<Work>, waiter: Waiter<Outcome>): void {
    if (this.#lost !== undefined) {
      waiter.reject(this.#lost);
      return;
    }
    this.#calls += 1;
    this.#waiters.set(this.#calls, waiter);
    this.#post(request(this.#calls));
  }

  #post(request: Request<Work>): void {
    const worker = this.#started();
    this.#asked.push(request);
    if (this.#asked.length > 1) return;
    setImmediate(() => {
      worker.postMessage(this.#asked);
      this.#asked = [];
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#parts.start();
    worker.on('message', (response: Response<Outcome>) => void this.#settle(response));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error(this.#parts.ended)));
    this.#worker = worker;
    return worker;
  }

  async #settle(response: Response<Outcome>): Promise<void> {
    const { file, calls, events } = response;
    const waiters = calls.map((call) => {
      const waiter = this.#waiters.get(call);
      this.#waiters.delete(call);
      return waiter;
    });
    // Events must be handed over in the order of the commits: nothing may be awaited before.
    if (events.length > 0) this.#deliver(file, events);
    const held = this.#held.get(file);
    if (held !== undefined) await held;
    for (const [place, waiter] of waiters.entries()) waiter?.settle(response, place);
  }

  #deliver(file: string, events: readonly Waiting[]): void {
    const delivered = this.#deliveries.get(file)?.(events);
    if (delivered === undefined) return;
    // Events may come without a call, so that those of the next response wait as well.
    const held: Promise<void> = delivered.finally(() => {
      if (this.#held.get(file) === held) this.#held.delete(file);
    });
    this.#held.set(file, held);
  }

  #lose(error: unknown): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiters.values()) reject(error);
    this.#waiters.clear();
  }
}
