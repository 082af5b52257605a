import type { Route } from '../delivery/route.ts';
import type { Priority } from './send.ts';

/** What an attempt has as long as it is under way. */
export type Place = { readonly priority: Priority; routes: readonly Route[]; isLate: boolean };

/** How many attempts may be under way, and how many more of them that take long. */
export type PlaceLimits = { atOnce: number; late: number };

/**
 * The places of the attempts that are under way. Those that take long leave theirs to others, so that a server that says
 * nothing holds up nobody else. There are not many such either, and routes share them: each may have a part of what it
 * leaves to others, so that the next one that stalls finds some too.
 */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #taken = new Set<Place>();
  #late = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** How many attempts may begin. */
  get free(): number {
    return this.#limits.atOnce - this.#taken.size + Math.min(this.#late, this.#limits.late);
  }

  /** Whether any attempt takes long. */
  get anyLate(): boolean {
    return this.#late > 0;
  }

  take(priority: Priority): Place {
    const place: Place = { priority, routes: [], isLate: false };
    this.#taken.add(place);
    return place;
  }

  leave(place: Place): void {
    if (this.#taken.delete(place) && place.isLate) this.#late -= 1;
  }

  /** The attempt that has a place takes long, as it waits for these routes. */
  makeLate(place: Place, routes: readonly Route[]): void {
    if (!this.#taken.has(place) || place.isLate) return;
    place.routes = routes;
    place.isLate = true;
    this.#late += 1;
  }

  /**
   * The first of these routes on which attempts take long, and which has all the places that it may have. Those of less
   * priority do not count: whoever goes first to a server is not turned away because others wait for it.
   */
  full(routes: readonly Route[], priority: Priority): Route | undefined {
    const left = Math.max(0, this.#limits.late - this.#late);
    return routes.find(({ name, share }) => {
      const on = [...this.#taken].filter(
        (place) => place.priority >= priority && place.routes.some((route) => route.name === name),
      );
      return on.some(({ isLate }) => isLate) && on.length >= left * share;
    });
  }
}
