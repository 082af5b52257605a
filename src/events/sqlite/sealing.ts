import type { Worker } from 'node:worker_threads';
import { startThread } from '../../threads/start-thread.ts';
import type { SealedState, SealingTrouble } from '../logs-watch.ts';

export type SealerRequest = { do: 'watch' | 'visit'; file: string } | { do: 'close' };

/**
 * What keeps a log from being sealed, its events being served from the rows meanwhile; or what of it is sealed.
 * Without a file it is about all logs.
 */
export type SealerReport =
  | { tells: 'trouble'; kind: SealingTrouble; file?: string; trouble: string; error: unknown }
  | { tells: 'state'; file: string; state: SealedState };

/** This side of the thread that seals all logs in the background. */
export class Sealing {
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;

  #closing = false;

  /** @param report told what keeps a log from being sealed, and what of it is sealed. */
  constructor(report: (report: SealerReport) => void) {
    this.#worker = startThread(import.meta.url, 'sealer-thread', {
      // A block's text and its deflated form are all it holds; a small heap keeps it from gathering what it dropped.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 },
    });
    this.#worker.on('message', report);
    let failure: unknown;
    this.#worker.on('error', (error) => {
      failure = error;
    });
    this.#worker.on('exit', () => {
      if (this.#closing) return;
      report({ tells: 'trouble', kind: 'stopped', trouble: 'is not sealed any more', error: failure });
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    // Sealing is never what a process lives for.
    this.#worker.unref();
  }

  watch(file: string): void {
    this.#ask({ do: 'watch', file });
  }

  /** Has a log sealed and counted as far as it is, one after the other, and keeps none of them open. */
  visit(file: string): void {
    this.#ask({ do: 'visit', file });
  }

  /** Ends after the block in the making. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#ask({ do: 'close' });
    await this.#ended;
  }

  #ask(request: SealerRequest): void {
    this.#worker.postMessage(request);
  }
}
