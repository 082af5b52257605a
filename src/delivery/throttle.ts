import { Line, type Turn } from './line.ts';

/** Messages per second that go from one sender to one domain. */
export type Rate = {
  perSecond: number;
  /** How many may go at once after a rest; without it as many as in a second, but at least one. */
  burst?: number;
};

type Bucket = {
  rate: number;
  burst: number;
  tokens: number;
  /** When the tokens were counted. */
  counted: number;
  line: Line<(go: boolean) => void>;
  clock: NodeJS.Timeout | undefined;
};

/** How many buckets may be full before they are thrown away; a full bucket is as good as a new one. */
const MOST_RESTING = 10_000;

/**
 * Holds messages back so that no domain gets more from a sender than was agreed, however many workers there are. There is
 * one token bucket for each sender and domain. Those who wait go in their order, the urgent ones first and those in bulk last.
 */
export class Throttle {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #closed = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Resolves with true when a message may go, and with false when none may any more. Without a rate that is at once. */
  async take(sender: string, domain: string, rate: Rate | undefined, turn: Turn = {}): Promise<boolean> {
    if (this.#closed || rate === undefined || rate.perSecond <= 0) return !this.#closed;
    const bucket = this.#bucketOf(`${sender} ${domain}`, rate);
    this.#fill(bucket);
    if (bucket.tokens >= 1 && bucket.line.length === 0) {
      bucket.tokens--;
      return true;
    }
    const may = new Promise<boolean>((resolve) => bucket.line.push(resolve, turn));
    this.#wait(bucket);
    return may;
  }

  /** Sends away all who wait, and all who come. */
  close(): void {
    this.#closed = true;
    for (const { line, clock } of this.#buckets.values()) {
      clearTimeout(clock);
      for (const refuse of line.clear()) refuse(false);
    }
    this.#buckets.clear();
  }

  /** How many messages wait. */
  get waiting(): number {
    let waiting = 0;
    for (const { line } of this.#buckets.values()) waiting += line.length;
    return waiting;
  }

  #bucketOf(key: string, { perSecond, burst = Math.max(1, perSecond) }: Rate): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      // The rate of a sender may have been changed meanwhile.
      this.#fill(known);
      known.rate = perSecond;
      known.burst = burst;
      known.tokens = Math.min(known.tokens, burst);
      return known;
    }
    this.#sweep();
    const bucket: Bucket = {
      rate: perSecond,
      burst,
      tokens: burst,
      counted: this.#now(),
      line: new Line(),
      clock: undefined,
    };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #fill(bucket: Bucket): void {
    const now = this.#now();
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + ((now - bucket.counted) / 1000) * bucket.rate);
    bucket.counted = now;
  }

  #wait(bucket: Bucket): void {
    if (bucket.clock !== undefined) return;
    const missing = Math.max(0, 1 - bucket.tokens);
    bucket.clock = setTimeout(() => this.#serve(bucket), Math.ceil((missing / bucket.rate) * 1000));
  }

  #serve(bucket: Bucket): void {
    bucket.clock = undefined;
    this.#fill(bucket);
    // Timers are a little early at times: a token is there when all but a thousandth of it is.
    while (bucket.tokens >= 0.999) {
      const next = bucket.line.shift();
      if (next === undefined) return;
      bucket.tokens--;
      next(true);
    }
    if (bucket.line.length > 0) this.#wait(bucket);
  }

  #sweep(): void {
    if (this.#buckets.size < MOST_RESTING) return;
    for (const [key, bucket] of this.#buckets) {
      this.#fill(bucket);
      if (bucket.tokens >= bucket.burst && bucket.clock === undefined) this.#buckets.delete(key);
    }
  }
}
