import type { Route } from '../delivery/route.ts';
import { type Place, Places } from './places.ts';
import type { SendQueue } from './queue.ts';
import type { NewSend, Send } from './send.ts';

/** How an attempt to send went: it ended with events that tell how, is to be tried again, or was an order for several. */
export type Outcome =
  /** What is to be done `before` is tried again until it is, and then the events are written. */
  | { type: 'ended'; events: readonly string[]; before?: () => Promise<void> }
  | { type: 'again'; due: number; isUntried?: boolean }
  | { type: 'unfolded'; sends: readonly NewSend[]; events: readonly string[] };

export type DispatcherParts = {
  queue: Pick<SendQueue, 'lease' | 'end' | 'unfold' | 'putOff' | 'nextDue' | 'onWork'>;
  /**
   * Tries to send. It should not throw; if it does, the send is tried again later.
   * @param noted resolves when the outcome is on the disk.
   */
  attempt: (send: Send, noted: Promise<void>) => Promise<Outcome>;
  /** What a send may have to wait for. Nobody asks before attempts take long. */
  routes: (send: Send) => Promise<readonly Route[]>;
  /** How many attempts are made at the same time, besides those that take long. */
  atOnce: number;
  now: () => number;
  /** Told what nobody foresaw, or why an outcome could not be written. */
  report: (error: unknown) => void;
};

/** When to try again after something that nobody foresaw, and how often to try to read the queue or to write an outcome, in milliseconds. */
const AFTER_FAILURE = 60_000;
const READ_AGAIN = 1000;
const WRITE_AGAIN = 1000;

/** An attempt that lasts longer takes long, in milliseconds. */
const LATE_AFTER = 1000;

/** How many attempts may take long, for each that is made at the same time. */
const MOST_LATE = 3;

/**
 * How far apart those are looked at again that their route has no place for, in milliseconds: looking costs little then,
 * however many they are, and yet no more could leave while each attempt takes a second.
 */
const LOOK_EVERY = 5;

/** Timers cannot be longer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/**
 * Sends what one account has to send: leases what is due, tries it, and writes how it went before it leases more.
 *
 * Whoever is killed sends again what a server took and is not noted here: SMTP cannot tell whether a message whose
 * answer was lost was taken. What sends is told when an outcome is noted, so that it can keep these few.
 *
 * When attempts take long, others begin beside them, but for those that would wait for the same: they are put off.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #running = new Set<Promise<void>>();
  readonly #places: Places;
  /** By route and priority, when the last of those is looked at again that there was no place for. */
  readonly #lastLooks = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#places = new Places({ atOnce: parts.atOnce, late: parts.atOnce * MOST_LATE });
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

  /** Whoever calls has done what it was asked to, and must not fail because the queue cannot be read. */
  #fill(): void {
    try {
      this.#begin();
    } catch (error) {
      this.#parts.report(error);
      this.#wakeAt(this.#parts.now() + READ_AGAIN);
    }
  }

  #begin(): void {
    const { queue, now } = this.#parts;
    if (this.#closed || this.#places.free <= 0) return;
    for (const send of queue.lease(this.#places.free, now())) {
      const place = this.#places.take(send.priority);
      const run = this.#run(send, place).finally(() => {
        this.#running.delete(run);
        this.#places.leave(place);
        this.#fill();
      });
      this.#running.add(run);
    }
    if (this.#places.free > 0) this.#wakeAt(queue.nextDue());
  }

  #wakeAt(due: number | undefined): void {
    clearTimeout(this.#timer);
    if (due === undefined) return;
    const wait = Math.min(Math.max(due - this.#parts.now(), 1), LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#fill(), wait).unref();
  }

  async #run(send: Send, place: Place): Promise<void> {
    const noted = Promise.withResolvers<void>();
    noted.promise.catch(() => undefined);
    const turnedAway = this.#places.anyLate ? await this.#turnAway(send, place) : undefined;
    const outcome = turnedAway ?? (await this.#try(send, place, noted.promise));
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

  /** Puts off what would wait on a route that has no place for it. Undefined when it may go. */
  async #turnAway(send: Send, place: Place): Promise<Outcome | undefined> {
    // At its end it is tried, so that it ends.
    if (this.#parts.now() >= send.expires) return undefined;
    const routes = await this.#routesOf(send);
    const full = this.#places.full(routes, send.priority);
    if (full !== undefined) return { type: 'again', due: this.#nextLook(full, send), isUntried: true };
    place.routes = routes;
    return undefined;
  }

  #nextLook({ name }: Route, { priority, expires }: Send): number {
    const now = this.#parts.now();
    for (const [line, last] of this.#lastLooks) if (last < now) this.#lastLooks.delete(line);
    const line = `${priority} ${name}`;
    const apart = LOOK_EVERY * Math.max(1, this.#lastLooks.size);
    const next = Math.max(now + LATE_AFTER, (this.#lastLooks.get(line) ?? 0) + apart);
    this.#lastLooks.set(line, next);
    return Math.min(next, expires);
  }

  async #routesOf(send: Send): Promise<readonly Route[]> {
    try {
      return await this.#parts.routes(send);
    } catch {
      // The attempt meets the same, and tells it.
      return [];
    }
  }

  async #becomeLate(send: Send, place: Place): Promise<void> {
    this.#places.makeLate(place, await this.#routesOf(send));
    this.#fill();
  }

  async #try(send: Send, place: Place, noted: Promise<void>): Promise<Outcome> {
    const { attempt, now, report } = this.#parts;
    const clock = setTimeout(() => void this.#becomeLate(send, place), LATE_AFTER).unref();
    try {
      return await attempt(send, noted);
    } catch (error) {
      report(error);
      return { type: 'again', due: now() + AFTER_FAILURE };
    } finally {
      clearTimeout(clock);
    }
  }

  async #write({ id }: Send, outcome: Outcome): Promise<boolean> {
    const { queue, report } = this.#parts;
    try {
      if (outcome.type === 'ended') {
        await outcome.before?.();
        await queue.end(id, outcome.events);
      }
      if (outcome.type === 'again') await queue.putOff(id, outcome.due, !outcome.isUntried);
      if (outcome.type === 'unfolded') await queue.unfold(id, outcome.sends, outcome.events);
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }
}
