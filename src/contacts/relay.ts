import type { Waiting } from './outbox.ts';

export type RelayParts = {
  /** Publishes events durably, in their order. Those that are published already do nothing. */
  publish: (events: readonly Waiting[]) => Promise<void>;
  /** Takes what was published up to a sequence out of the outbox. It need not be durable at once. */
  forget: (upTo: number) => void;
  /** Told when events cannot be published, once until they can be again; they wait and are tried again. */
  report: (error: unknown) => void;
};

/** How long to wait after a failure, such as a full disk, in milliseconds. */
const TRY_AGAIN = 1000;

/** How long events gather after a publication while nobody asks for them, in milliseconds. */
const REST = 50;

/** How many events are published at once; a publication is never split. */
const MOST_EVENTS = 5000;

/** How many may wait in memory before changes are answered no faster than the log takes their events. */
const MOST_WAITING = 20_000;

/**
 * Brings what waits in an outbox to the event log, in the order in which it was put there.
 *
 * A change and its event are committed together, to the outbox. The event is in the log before the outbox forgets it,
 * and its id is fixed: whoever is killed in between publishes it again at the next start, and the log takes it once.
 *
 * Under load events gather between two publications: each costs the disk a wait that changes would rather have.
 */
export class Relay {
  readonly #parts: RelayParts;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  /** Runs after a publication. */
  #rest: NodeJS.Timeout | undefined;
  /** Runs after a failure. */
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #isFailing = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  /** Takes committed events, later than those taken before, and sees to it that they are published. */
  take(events: readonly Waiting[]): void {
    // One by one: at a start there may be more than a call can have arguments.
    for (const event of events) this.#waiting.push(event);
    this.#goOn();
  }

  /** Resolves when there was an attempt to publish everything that was taken so far; nobody need wait for another. */
  async settled(): Promise<void> {
    const upTo = this.#waiting.at(-1)?.sequence ?? 0;
    while (!this.#closed && this.#retry === undefined && this.#isWaiting(upTo)) {
      await (this.#working ?? this.#begin());
    }
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
    clearTimeout(this.#rest);
    clearTimeout(this.#retry);
    await this.#working;
  }

  #goOn(): void {
    const isIdle = this.#working === undefined && this.#rest === undefined && this.#retry === undefined;
    if (isIdle && this.#waiting.length > 0 && !this.#closed) void this.#begin();
  }

  #begin(): Promise<void> {
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #work(): Promise<void> {
    clearTimeout(this.#rest);
    const group = this.#waiting.slice(0, MOST_EVENTS);
    try {
      await this.#parts.publish(group);
      this.#isFailing = false;
      this.#waiting.splice(0, group.length);
      this.#parts.forget(group.at(-1)?.sequence ?? 0);
      this.#rest = setTimeout(() => {
        this.#rest = undefined;
        this.#goOn();
      }, REST).unref();
    } catch (error) {
      if (!this.#isFailing) this.#parts.report(error);
      this.#isFailing = true;
      this.#rest = undefined;
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#goOn();
      }, TRY_AGAIN).unref();
    }
  }

  #isWaiting(upTo: number): boolean {
    const [first] = this.#waiting;
    return first !== undefined && first.sequence <= upTo;
  }
}
