import type { SealingTrouble } from '../events/logs-watch.ts';
import type { Complaint } from './health.ts';

/** A sealer that waits for room says so every few seconds; when it has been silent for this long, it found some. */
const REMEMBERED = 15_000;

/** Whether logs are sealed. If not, feeds are right but slower, so nothing of this is worse than degraded. */
export class SealingHealth {
  readonly #elapsed: () => number;
  readonly #stopped = new Set<string>();
  #waited: number | undefined;

  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** @param log which log it is about; the same text for the same log. */
  note(log: string, kind: SealingTrouble): void {
    if (kind === 'stopped') this.#stopped.add(log);
    else this.#waited = this.#elapsed();
  }

  examine(): Complaint | undefined {
    if (this.#stopped.size > 0) {
      return {
        status: 'degraded',
        reason: 'sealing has stopped until the next start; feeds are right but slower',
      };
    }
    return this.#waited !== undefined && this.#elapsed() - this.#waited < REMEMBERED
      ? { status: 'degraded', reason: 'sealing waits for room on the disk' }
      : undefined;
  }
}
