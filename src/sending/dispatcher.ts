import type { SendQueue } from './queue.ts';
import type { NewSend, Send } from './send.ts';

/** How an attempt to send went: it ended with events that tell how, is to be tried again, or was an order for several. */
export type Outcome =
  /** What is to be done `before` is tried again until it is, and then the events are written. */
  | { type: 'ended'; events: readonly string[]; before?: () => Promise<void> }
  | { type: 'again'; due: number }
  | { type: 'unfolded'; sends: readonly NewSend[]; events: readonly string[] };

export type DispatcherParts = {
  queue: Pick<SendQueue, 'lease' | 'end' | 'unfold' | 'putOff' | 'nextDue' | 'onWork'>;
  /**
   * Tries to send. It should not throw; if it does, the send is tried again later.
   * @param noted resolves when the outcome is on the disk.
   */
  attempt: (send: Send, noted: Promise<void>) => Promise<Outcome>;
  /** How many attempts are made at the same time. */
  atOnce: number;
  now: () => number;
  /** Told what nobody foresaw, or why an outcome could not be written. */
  report: (error: unknown) => void;
};

/** When to try again after something that nobody foresaw, and how often to try to write an outcome, in milliseconds. */
const AFTER_FAILURE = 60_000;
const WRITE_AGAIN = 1000;

/** Timers cannot be longer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Sends what one account has to send: leases what is due, tries it, and writes how it went before it leases more.
 *
 * Whoever is killed sends again what a server took and is not noted here: SMTP cannot tell whether a message whose
 * answer was lost was taken. What sends is told when an outcome is noted, so that it can keep these few.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    parts.queue.onWork(() => this.#fill());
    this.#fill();
  }

  /** How many attempts are under way. */
  get running(): number {
    return this.#running.size;
  }

  /** Lets the attempts under way finish, and begins no more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  #fill(): void {
    const { queue, atOnce, now } = this.#parts;
    const free = atOnce - this.#running.size;
    if (this.#closed || free <= 0) return;
    for (const send of queue.lease(free, now())) {
      const run = this.#run(send).finally(() => {
        this.#running.delete(run);
        this.#fill();
      });
      this.#running.add(run);
    }
    if (this.#running.size < atOnce) this.#wakeAt(queue.nextDue());
  }

  #wakeAt(due: number | undefined): void {
    clearTimeout(this.#timer);
    if (due === undefined) return;
    const wait = Math.min(Math.max(due - this.#parts.now(), 1), LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#fill(), wait).unref();
  }

  async #run(send: Send): Promise<void> {
    const noted = Promise.withResolvers<void>();
    noted.promise.catch(() => undefined);
    const outcome = await this.#try(send, noted.promise);
    // A full disk is no reason to forget what became of a message that left: it would be sent again.
    while (!(await this.#write(send, outcome))) {
      if (this.#closed) {
        noted.reject(new Error('the server stops, and cannot note what became of the message before'));
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN));
    }
    noted.resolve();
  }

  async #try(send: Send, noted: Promise<void>): Promise<Outcome> {
    const { attempt, now, report } = this.#parts;
    try {
      return await attempt(send, noted);
    } catch (error) {
      report(error);
      return { type: 'again', due: now() + AFTER_FAILURE };
    }
  }

  async #write({ id }: Send, outcome: Outcome): Promise<boolean> {
    const { queue, report } = this.#parts;
    try {
      if (outcome.type === 'ended') {
        await outcome.before?.();
        await queue.end(id, outcome.events);
      }
      if (outcome.type === 'again') await queue.putOff(id, outcome.due);
      if (outcome.type === 'unfolded') await queue.unfold(id, outcome.sends, outcome.events);
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }
}
