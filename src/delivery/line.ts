/** Who goes before whom: what is urgent before all others, and what is sent in bulk after them. */
export type Turn = { urgent?: boolean; bulk?: boolean };

/** Those who wait for a turn, each kind in its order. */
export class Line<T> {
  readonly #urgent: T[] = [];
  readonly #others: T[] = [];
  readonly #bulk: T[] = [];

  get length(): number {
    return this.#urgent.length + this.#others.length + this.#bulk.length;
  }

  push(waiter: T, { urgent = false, bulk = false }: Turn): void {
    (urgent ? this.#urgent : bulk ? this.#bulk : this.#others).push(waiter);
  }

  /** Takes out whose turn it is. */
  shift(): T | undefined {
    return this.#urgent.shift() ?? this.#others.shift() ?? this.#bulk.shift();
  }

  /** Takes out all. */
  clear(): T[] {
    return [this.#urgent, this.#others, this.#bulk].flatMap((waiters) => waiters.splice(0));
  }
}
