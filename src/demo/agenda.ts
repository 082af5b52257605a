import type { Moment } from './moment.ts';

/** Moments that are still to come, earliest publication first: a binary heap. Equals leave in order of arrival. */
export class Agenda {
  #heap: { moment: Moment; arrival: number }[] = [];
  #arrivals = 0;

  add(moment: Moment): void {
    const heap = this.#heap;
    const entry = { moment, arrival: this.#arrivals++ };
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  /** Takes out, in order, all moments published before `time`. */
  *until(time: number): Iterable<Moment> {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.moment.publishAt >= time) return;
      this.#removeFirst();
      yield first.moment;
    }
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      if (left === undefined) break;
      const child = right !== undefined && before(right, left) ? right : left;
      if (!before(child, last)) break;
      heap[place] = child;
      place = 2 * place + (child === left ? 1 : 2);
    }
    heap[place] = last;
  }
}

function before(a: { moment: Moment; arrival: number }, b: { moment: Moment; arrival: number }): boolean {
  return (a.moment.publishAt - b.moment.publishAt || a.arrival - b.arrival) < 0;
}
