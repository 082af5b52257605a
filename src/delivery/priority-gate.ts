import { Line, type Turn } from './line.ts';

/** Lets so many in at a time. Those who wait come in in their order, the urgent ones first and those in bulk last. */
export class PriorityGate {
  readonly #most: number;
  readonly #line = new Line<() => void>();
  #inside = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async enter(turn: Turn): Promise<void> {
    if (this.#inside < this.#most) {
      this.#inside++;
      return;
    }
    await new Promise<void>((resolve) => this.#line.push(resolve, turn));
  }

  leave(): void {
    const next = this.#line.shift();
    // Whoever comes in takes the place of the one who left.
    if (next === undefined) this.#inside--;
    else next();
  }

  get empty(): boolean {
    return this.#inside === 0;
  }
}
