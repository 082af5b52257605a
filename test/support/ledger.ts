import assert from 'node:assert/strict';
import type { Random } from '../../src/demo/random.ts';
import type { Receipt } from '../../src/events/publisher.ts';
import { get } from './promised-feeds.ts';
import { execution } from './sample-events.ts';

/** The ways of publishing: one event, an array, one event a line; and the most events of a request. */
const MOST = { one: 1, array: 200, lines: 1000 } as const;

export type Way = keyof typeof MOST;

/** A request to publish the sample events of these numbers. One number may come twice, or be there already. */
export type Publication = {
  way: Way;
  numbers: readonly number[];
  /** Those of them that no other request has, in order. */
  own: readonly number[];
  /** The position that the log had certainly reached when the request was sent. */
  since: number;
};

/**
 * What clients published through all crashes, what was acknowledged to them, and what was seen in the log after each.
 * Knows for every request exactly what its answer has to be, and for every crash what the log may hold.
 */
export class Ledger {
  #next = 0;
  #position = 0;
  #inspected = 0;
  readonly #seen = new Set<number>();
  /** Acknowledged since the log was last looked at. */
  readonly #promised = new Set<number>();
  /** Sent and not answered: under way, or cut off by the crash. */
  readonly #open = new Set<Publication>();
  #retries: Publication[] = [];
  readonly acknowledged: Record<Way, number> = { one: 0, array: 0, lines: 0 };
  readonly cutOff: Record<Way, number> = { one: 0, array: 0, lines: 0 };

  /** The highest position that any answer told. */
  get position(): number {
    return this.#position;
  }

  /** The position at which the log was last looked at. */
  get inspected(): number {
    return this.#inspected;
  }

  /** What a client sends next: what was cut off by the last crash, or something new with some old in it. */
  compose(way: Way, random: Random): Publication {
    const retry = this.#retries.find((cutOff) => cutOff.way === way);
    this.#retries = this.#retries.filter((cutOff) => cutOff !== retry);
    const publication = { ...(retry ?? this.#invent(way, random)), since: this.#position };
    this.#open.add(publication);
    return publication;
  }

  #invent(way: Way, random: Random): Omit<Publication, 'since'> {
    const own = Array.from({ length: random.between(1, MOST[way]) }, (_, index) => this.#next + index);
    this.#next += own.length;
    const numbers = [...own];
    if (random.chance(0.3)) {
      const old = [...this.#promised, ...this.#seen.values().take(5)].slice(0, random.between(1, 5));
      numbers.splice(random.below(own.length), 0, ...old);
    }
    if (random.chance(0.2)) numbers.push(...own.slice(0, 1));
    // One event that is no array has no company.
    if (way === 'one') numbers.splice(1);
    return { way, numbers, own: own.filter((number) => numbers.includes(number)) };
  }

  /** The events of a publication. */
  eventsOf({ numbers }: Pick<Publication, 'numbers'>): ReturnType<typeof execution>[] {
    return numbers.map((number) => execution({ number }));
  }

  /** Takes note of the answer to a request, which has to be this very answer. */
  acknowledge(publication: Publication, { accepted, duplicates, position }: Receipt): void {
    const { way, numbers, since } = publication;
    const fresh = new Set(numbers.filter((number) => !this.#isThere(number))).size;
    assert.deepEqual({ accepted, duplicates }, { accepted: fresh, duplicates: numbers.length - fresh });
    assert.ok(position >= since + accepted, `${accepted} events after ${since} ended at ${position}`);
    this.#open.delete(publication);
    for (const number of numbers) this.#promised.add(number);
    this.#position = Math.max(this.#position, position);
    this.acknowledged[way] += 1;
  }

  #isThere(number: number): boolean {
    return this.#seen.has(number) || this.#promised.has(number);
  }

  /**
   * Compares what the log has after a crash with what was acknowledged and what was cut off.
   *
   * @param events all that came after the position `inspected`.
   * @param position the last position now.
   */
  inspect(events: readonly unknown[], position: number): void {
    const before = this.#seen.size;
    for (const event of events) this.#see(event);
    assert.equal(this.#seen.size, before + events.length, 'an event is there twice');
    const lost = [...this.#promised].filter((number) => !this.#seen.has(number));
    assert.deepEqual(lost, [], 'acknowledged events are lost');
    for (const publication of this.#open) this.#assertUnbroken(publication);
    assert.ok(position >= this.#position, `position ${position} comes after ${this.#position}`);
    this.#position = position;
    this.#inspected = position;
    this.#promised.clear();
    for (const { way } of this.#open) this.cutOff[way] += 1;
    this.#retries.push(...this.#open);
    this.#open.clear();
  }

  #see(event: unknown): void {
    const number = numberOf(event);
    assert.ok(number < this.#next, `event ${number} was never sent`);
    assert.deepEqual(event, execution({ number }));
    this.#seen.add(number);
  }

  /** Of a request that was cut off, an array is there whole or not at all, and of lines there are the first. */
  #assertUnbroken({ way, own }: Publication): void {
    const there = own.filter((number) => this.#seen.has(number));
    assert.deepEqual(there, own.slice(0, there.length), 'a stream has a gap');
    if (way === 'array') assert.ok([0, own.length].includes(there.length), 'a part of an array is there');
  }

  /** The events that were ever seen in the log, each of which has to stay there, in the order of their timestamps. */
  numbers(): number[] {
    return [...this.#seen].toSorted((a, b) => a - b);
  }
}

function numberOf(event: unknown): number {
  return Number(get(event, 'source', 'detail', 'execution', 'data', 'number'));
}
