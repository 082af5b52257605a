const MINUTE = 60_000;

/** How many senders are remembered at most: beyond that, those who have been silent for longest are forgotten. */
const MOST_SENDERS = 10_000;

/** Counts the messages of each sender in the current minute. */
export class MessageRate {
  readonly #most: number;
  readonly #senders = new Map<string, { minute: number; count: number }>();

  /** @param most messages of one sender in a minute; 0 is no limit. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a sender may send another message now. */
  take(sender: string, now: number): boolean {
    if (this.#most === 0) return true;
    const minute = Math.floor(now / MINUTE);
    const known = this.#senders.get(sender);
    const count = known?.minute === minute ? known.count + 1 : 1;
    // The end of the map are those who sent last.
    this.#senders.delete(sender);
    this.#senders.set(sender, { minute, count });
    for (const oldest of this.#senders.keys()) {
      if (this.#senders.size <= MOST_SENDERS) break;
      this.#senders.delete(oldest);
    }
    return count <= this.#most;
  }
}
