type Waiter = () => void;

/** Lets so many in at a time. Those who wait come in in their order, the urgent ones first. */
export class PriorityGate {
  readonly #most: number;
  readonly #urgent: Waiter[] = [];
  readonly #others: Waiter[] = [];
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async enter(urgent: boolean): Promise<void> {
    if (this.#inside < this.#most) {
      this.#inside++;
      return;
    }
    await new Promise<void>((resolve) => (urgent ? this.#urgent : this.#others).push(resolve));
  }

  leave(): void {
    const next = this.#urgent.shift() ?? this.#others.shift();
    // Whoever comes in takes the place of the one who left.
    if (next === undefined) this.#inside--;
    else next();
  }

  get empty(): boolean {
    return this.#inside === 0;
  }
}
