import Value from 'typebox/value';
import type { Waiting } from '../../contacts/outbox.ts';
import type { Relay } from '../../contacts/relay.ts';
import { judge, type Verdict } from '../robots/robot-rules.ts';
import { Hit } from './hit.ts';
import type { HitStore } from './hit-store.ts';
import { Neighbours } from './neighbours.ts';

export type HitDeskParts = {
  store: HitStore;
  /** Brings events to the log, and forgets the hits then. */
  relay: Relay;
  /** The event of a hit, as JSON text. */
  event(hit: Hit, verdict: Verdict | undefined): string;
  /** How long other hits of the same message are waited for, in milliseconds. */
  window: number;
  /** Sooner after the message was made is no person, in milliseconds; 0 turns that rule off. */
  haste: number;
  /** Told of each hit that was judged. */
  judged(hit: Hit, verdict: Verdict | undefined): void;
  now(): number;
  /** How many hits wait for their verdict in memory; the others are read from the file when their turn comes. */
  mostInMemory?: number;
};

const MOST_IN_MEMORY = 50_000;

/** How many are judged before others have a turn, and how long to wait for the log to take more, in milliseconds. */
const AT_ONCE = 200;
const SOON = 100;

type Kept = { sequence: number; hit: Hit };

/**
 * The hits of one account: each is on the disk when its link is answered, waits there for a moment for the other hits of
 * its message, is judged once, and published with the time at which it happened.
 *
 * They are judged in the order in which they were kept, so that the file forgets them from its beginning. Whoever is
 * killed judges again what the file still has: an event whose id is in the log already does nothing there.
 */
export class HitDesk {
  readonly #parts: HitDeskParts;
  readonly #most: number;
  readonly #neighbours = new Neighbours();
  #waiting: Kept[] = [];
  /** The last sequence that was taken into memory, and whether the file has others behind it. */
  #last = 0;
  #hasMore = true;
  #timer: NodeJS.Timeout | undefined;
  #group: { hits: Hit[]; kept: Promise<void> } | undefined;
  #closed = false;

  constructor(parts: HitDeskParts) {
    this.#parts = parts;
    this.#most = parts.mostInMemory ?? MOST_IN_MEMORY;
    this.#goOn();
  }

  /** How many hits are not in the event log yet; some more may wait in the file. */
  get waiting(): number {
    return this.#waiting.length + this.#parts.relay.waiting;
  }

  /** Keeps a hit, together with those of the same moment. @throws HitsFull */
  keep(hit: Hit): Promise<void> {
    if (this.#group === undefined) {
      const hits: Hit[] = [];
      const kept = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        this.#group = undefined;
        return this.#keepAll(hits);
      });
      this.#group = { hits, kept };
    }
    this.#group.hits.push(hit);
    return this.#group.kept;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#group?.kept.catch(() => undefined);
    await this.#parts.relay.close();
  }

  async #keepAll(hits: readonly Hit[]): Promise<void> {
    const first = await this.#parts.store.keep(hits.map((hit) => JSON.stringify(hit)));
    const follows = !this.#hasMore && this.#waiting.length < this.#most;
    if (follows) for (const [place, hit] of hits.entries()) this.#take({ sequence: first + place, hit });
    else this.#hasMore = true;
    this.#goOn();
  }

  #take(kept: Kept): void {
    // It was read from the file before it was told that it is there.
    if (kept.sequence <= this.#last) return;
    this.#last = kept.sequence;
    this.#waiting.push(kept);
    this.#neighbours.add(kept.hit);
  }

  /** Sees to it that the first hit is judged when it is time. */
  #goOn(): void {
    if (this.#closed || this.#timer !== undefined) return;
    const [first] = this.#waiting;
    if (first === undefined && !this.#hasMore) return;
    const { now, window, relay } = this.#parts;
    const wait = first === undefined ? 0 : Math.min(first.hit.at + window - now(), window);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#judgeDue();
        this.#goOn();
      },
      relay.isCrowded ? SOON : Math.max(wait, 0),
    ).unref();
  }

  #judgeDue(): void {
    const { now, window, relay } = this.#parts;
    if (this.#hasMore && this.#waiting.length < this.#most / 2) this.#readMore();
    if (relay.isCrowded) return;
    const upTo = now() - window;
    const end = this.#waiting.slice(0, AT_ONCE).findIndex(({ hit }) => hit.at > upTo);
    const due = this.#waiting.splice(0, end < 0 ? AT_ONCE : end);
    relay.take(due.map((kept) => this.#judge(kept)));
    this.#neighbours.forget(upTo - window);
  }

  #judge({ sequence, hit }: Kept): Waiting {
    const { event, haste, judged } = this.#parts;
    const verdict = judge({ hit, around: this.#neighbours.of(hit), haste });
    judged(hit, verdict);
    return { sequence, json: event(hit, verdict) };
  }

  #readMore(): void {
    const page = this.#parts.store.after(this.#last, this.#most);
    for (const { sequence, json } of page) this.#take({ sequence, hit: Value.Parse(Hit, JSON.parse(json)) });
    this.#hasMore = page.length === this.#most;
  }
}
