import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Stage } from './walk.ts';

export type LongReadRequest =
  | { do: 'begin'; read: number; file: string; stage: Stage }
  | { do: 'next'; read: number }
  | { do: 'end'; read: number };

/** One chunk of a read; the last has none. */
export type LongReadResponse = { read: number; chunk?: Uint8Array; failure?: unknown };

type Waiting = { resolve: (response: LongReadResponse) => void; reject: (error: unknown) => void };

/**
 * This side of the thread that goes on with long reads. A read asks for its next chunk when it got the last one, so
 * that one is joined while another is sent, and no read ever holds more than these two.
 */
export class LongReads {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #reads = 0;

  async *read(file: string, stage: Stage): AsyncGenerator<Uint8Array> {
    this.#reads += 1;
    const read = this.#reads;
    const worker = this.#start();
    const ask = (request: LongReadRequest) => worker.postMessage(request);
    ask({ do: 'begin', read, file, stage });
    try {
      let next = this.#next(read, ask);
      for (;;) {
        const { chunk, failure } = await next;
        if (failure !== undefined) throw failure;
        if (chunk === undefined) return;
        next = this.#next(read, ask);
        yield chunk;
      }
    } finally {
      this.#waiting.delete(read);
      ask({ do: 'end', read });
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #next(read: number, ask: (request: LongReadRequest) => void): Promise<LongReadResponse> {
    const answered = new Promise<LongReadResponse>((resolve, reject) =>
      this.#waiting.set(read, { resolve, reject }),
    );
    // A failure counts when the read comes to it; until then it is nobody's unhandled rejection.
    answered.catch(() => undefined);
    ask({ do: 'next', read });
    return answered;
  }

  /** The thread is started by the first long read: commands and small servers do without. */
  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(
      new URL(`./long-reads-thread${extname(import.meta.filename)}`, import.meta.url),
      {
        // It holds little besides chunks, which are handed over at once; a small heap keeps it from gathering garbage.
        resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
      },
    );
    worker.on('message', (response: LongReadResponse) => {
      const waiting = this.#waiting.get(response.read);
      this.#waiting.delete(response.read);
      waiting?.resolve(response);
    });
    const lose = (error: unknown) => {
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    };
    worker.on('error', lose);
    worker.on('exit', () => lose(new Error('the thread that reads the event log has ended')));
    this.#worker = worker;
    return worker;
  }
}
