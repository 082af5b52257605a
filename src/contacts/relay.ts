import type { Waiting } from './outbox.ts';

export type RelayParts = {
  /** Publishes events durably, in their order. Those that are published already do nothing. */
  publish: (events: readonly Waiting[]) => Promise<void>;
  /** Takes what was published up to a sequence out of the outbox. It need not be durable at once. */
  forget: (upTo: number) => void;
  /** Told when events could not be published; they wait and are tried again. */
  report: (error: unknown) => void;
};

/** How long to wait after a failure, such as a full disk, in milliseconds. */
const TRY_AGAIN = 1000;

/** How many events are published at once; a publication is never split. */
const MOST_EVENTS = 5000;

/** How many may wait in memory before changes are answered no faster than the log takes their events. */
const MOST_WAITING = 20_000;

/**
 * Brings what waits in an outbox to the event log, in the order in which it was put there.
 *
 * A change and its event are committed together, to the outbox. The event is in the log before the outbox forgets it,
 * and its id is fixed: whoever is killed in between publishes it again at the next start, and the log takes it once.
 */
export class Relay {
  readonly #parts: RelayParts;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  /**
   * Takes committed events, later than those taken before. Resolves when there was one attempt to publish them:
   * when that failed they are tried again, and nobody need wait.
   */
  async deliver(events: readonly Waiting[]): Promise<void> {
    this.#waiting.push(...events);
    await this.#drain(events.at(-1)?.sequence ?? 0);
  }

  /** Resolves when there was an attempt to publish everything that was taken so far. */
  settled(): Promise<void> {
    return this.#drain(this.#waiting.at(-1)?.sequence ?? 0);
  }

  /** Whether so many events wait that whoever makes more of them should be slowed down. */
  get isCrowded(): boolean {
    return this.#waiting.length > MOST_WAITING;
  }

  /** How many events wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Finishes what is under way; the rest is published after the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #work(): Promise<void> {
    const group = this.#waiting.slice(0, MOST_EVENTS);
    try {
      await this.#parts.publish(group);
    } catch (error) {
      this.#parts.report(error);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        void this.#drain(Number.POSITIVE_INFINITY);
      }, TRY_AGAIN).unref();
      return;
    }
    this.#waiting.splice(0, group.length);
    this.#parts.forget(group[group.length - 1]?.sequence ?? 0);
  }

  async #drain(upTo: number): Promise<void> {
    while (!this.#closed && this.#timer === undefined && this.#isWaiting(upTo)) {
      this.#working ??= this.#work().finally(() => {
        this.#working = undefined;
      });
      await this.#working;
    }
  }

  #isWaiting(upTo: number): boolean {
    const [first] = this.#waiting;
    return first !== undefined && first.sequence <= upTo;
  }
}
