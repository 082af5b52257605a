import type { SealingTrouble } from '../events/logs-watch.ts';
import type { Complaint } from './health.ts';

/** A sealer that waits for room says so every few seconds; when it has been silent for this long, it found some. */
const REMEMBERED = 15_000;

/** Whether logs are sealed. If not, feeds are right but slower, so nothing of this is worse than degraded. */
export class SealingHealth {
  readonly #elapsed: () => number;
  readonly #stopped = new Set<string>();
  readonly #damaged = new Set<string>();
  #waited: number | undefined;

  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** @param log which log it is about; the same text for the same log. */
  note(log: string, kind: SealingTrouble): void {
    if (kind === 'stopped') this.#stopped.add(log);
    else this.#waited = this.#elapsed();
  }

  /** A block of a log is not what was written. Whether all that are have been mended is known after the next start only. */
  noteDamage(log: string): void {
    this.#damaged.add(log);
  }

  examine(): Complaint | undefined {
    const reasons: string[] = [];
    if (this.#stopped.size > 0)
      reasons.push('sealing has stopped until the next start; feeds are right but slower');
    else if (this.#isWaiting()) reasons.push('sealing waits for room on the disk');
    if (this.#damaged.size > 0)
      reasons.push(
        "sealed blocks are damaged, and their events read from the rows; run 'chappe doctor --repair' and start again",
      );
    return reasons.length === 0 ? undefined : { status: 'degraded', reason: reasons.join('; ') };
  }

  #isWaiting(): boolean {
    return this.#waited !== undefined && this.#elapsed() - this.#waited < REMEMBERED;
  }
}
