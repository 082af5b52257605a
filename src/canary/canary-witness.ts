import type { Delivery } from '../delivery/email-transport.ts';

/** What was seen of a canary while it was made and handed over. */
export type Sighting = {
  /** The address that stands in the message in place of its link, and that of its page to unsubscribe. */
  link?: string;
  unsubscribe?: string;
  /** Where what comes back of it is sent. */
  returnPath?: string;
  /** What the server said of it last. */
  delivery?: Delivery;
};

/** Keeps what is seen of the canaries that are under way, by the id of their stamp. Others are not looked at. */
export class CanaryWitness {
  readonly #sightings = new Map<string, Sighting>();

  watch(stamp: string): void {
    this.#sightings.set(stamp, {});
  }

  see(stamp: string, seen: Sighting): void {
    const before = this.#sightings.get(stamp);
    if (before !== undefined) this.#sightings.set(stamp, { ...before, ...seen });
  }

  of(stamp: string): Sighting {
    return this.#sightings.get(stamp) ?? {};
  }

  forget(stamp: string): void {
    this.#sightings.delete(stamp);
  }
}
