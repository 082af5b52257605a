import type { Hit } from './hit.ts';

/** How many hits of one message are looked at: somebody who follows one link for ever makes no work. */
const MOST = 64;

/** The latest hits by their message. */
export class Neighbours {
  readonly #byMessage = new Map<string, Hit[]>();
  /** In the order in which they came. */
  readonly #hits: Hit[] = [];
  #forgotten = 0;

  add(hit: Hit): void {
    const key = keyOf(hit);
    const others = this.#byMessage.get(key);
    if (others === undefined) this.#byMessage.set(key, [hit]);
    else if (others.length < MOST) others.push(hit);
    else if (hit.link.link.type === 'trap') others[0] = hit;
    this.#hits.push(hit);
  }

  /** All hits of the same message, with itself. */
  of(hit: Hit): readonly Hit[] {
    const others = this.#byMessage.get(keyOf(hit)) ?? [];
    return others.includes(hit) ? others : [...others, hit];
  }

  /** Forgets those that happened before an instant. */
  forget(before: number): void {
    for (;;) {
      const hit = this.#hits[this.#forgotten];
      if (hit === undefined || hit.at >= before) break;
      this.#forgotten += 1;
      this.#drop(hit);
    }
    if (this.#forgotten * 2 < this.#hits.length) return;
    this.#hits.splice(0, this.#forgotten);
    this.#forgotten = 0;
  }

  #drop(hit: Hit): void {
    const key = keyOf(hit);
    const others = this.#byMessage.get(key);
    const place = others?.indexOf(hit) ?? -1;
    if (others === undefined || place < 0) return;
    if (others.length === 1) this.#byMessage.delete(key);
    else others.splice(place, 1);
  }
}

function keyOf({ link }: Hit): string {
  return `${link.stamp.id} ${link.contact}`;
}
