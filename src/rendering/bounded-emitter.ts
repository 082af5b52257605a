import type { Emitter } from 'liquidjs';

/** A template made more than it may. */
export class OutputTooLong extends Error {
  override readonly name = 'OutputTooLong';
}

/** Takes what a template makes, up to a length. */
export class BoundedEmitter implements Emitter {
  buffer = '';
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  write(piece: unknown): void {
    const text = String(piece);
    if (this.buffer.length + text.length > this.#most)
      throw new OutputTooLong(`it makes more than ${this.#most} characters`);
    this.buffer += text;
  }
}
