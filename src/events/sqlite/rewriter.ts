import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import { LogFull, LogUnusable } from '../log.ts';
import type { ContactName, Erasure, LogRewriter, Naming, OnProgress } from '../rewriting.ts';

export type RewriterTask =
  | { do: 'count before'; before: number }
  | { do: 'look'; contact: ContactName }
  | { do: 'purge'; before: number }
  | { do: 'erase'; contact: ContactName };

export type RewriterRequest = { call: number; file: string; task: RewriterTask };

type Result = { events?: number; ids?: readonly string[]; texts?: readonly string[]; erasure?: Erasure };

export type RewriterAnswer = {
  call: number;
  /** How many events are done; more answers follow. */
  progress?: number;
  result?: Result;
  failure?: { kind: 'full' | 'unusable' | 'other'; error: unknown };
};

type Waiting = {
  file: string;
  progress: OnProgress;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
};

/** Rewrites the logs of a folder of accounts, in a thread of its own: what it takes long for holds up nobody here. */
export class SqliteRewriter implements LogRewriter {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #calls = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async countBefore(account: string, before: number): Promise<number> {
    return eventsOf(await this.#ask(account, { do: 'count before', before }));
  }

  async purge(account: string, before: number, progress?: OnProgress): Promise<number> {
    return eventsOf(await this.#ask(account, { do: 'purge', before }, progress));
  }

  async look(account: string, contact: ContactName): Promise<Naming> {
    const result = await this.#ask(account, { do: 'look', contact });
    return { events: eventsOf(result), ids: result.ids ?? [], texts: result.texts ?? [] };
  }

  async erase(account: string, contact: ContactName, progress?: OnProgress): Promise<Erasure> {
    const { erasure } = await this.#ask(account, { do: 'erase', contact }, progress);
    if (erasure === undefined) throw new Error('the thread that rewrites the event log gave no receipt');
    return erasure;
  }

  /** Ends at once: a task that is broken off leaves a log that is whole. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask(account: string, task: RewriterTask, progress: OnProgress = () => undefined): Promise<Result> {
    const file = join(this.#folder, account, 'events.db');
    return new Promise((resolve, reject) => {
      this.#calls += 1;
      this.#waiting.set(this.#calls, { file, progress, resolve, reject });
      const request: RewriterRequest = { call: this.#calls, file, task };
      this.#thread().postMessage(request);
    });
  }

  /** Started when it is needed: most processes never rewrite anything. */
  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startThread(import.meta.url, 'rewriter-thread');
    worker.on('message', (answer: RewriterAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#lose(error));
    worker.on('exit', () => this.#lose(new Error('the thread that rewrites the event log has ended')));
    this.#worker = worker;
    return worker;
  }

  #settle({ call, progress, result, failure }: RewriterAnswer): void {
    const waiting = this.#waiting.get(call);
    if (waiting === undefined) return;
    if (progress !== undefined) {
      waiting.progress(progress);
      return;
    }
    this.#waiting.delete(call);
    if (result !== undefined) waiting.resolve(result);
    else waiting.reject(failureOf(waiting.file, failure));
  }

  #lose(error: unknown): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function eventsOf({ events }: Result): number {
  if (events === undefined) throw new Error('the thread that rewrites the event log gave no number');
  return events;
}

/** Errors lose their class on the way between threads. */
function failureOf(file: string, failure: RewriterAnswer['failure']): unknown {
  const cause = failure?.error;
  switch (failure?.kind) {
    case 'full':
      return new LogFull({ cause });
    case 'unusable': {
      const message = cause instanceof Error ? cause.message : String(cause);
      return new LogUnusable(file, message.replace(`${file} `, ''), { cause });
    }
    default:
      return cause;
  }
}
