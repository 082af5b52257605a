import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isBusy } from '../../sqlite/sqlite-error.ts';
import type { Position } from '../log.ts';
import { Folding } from './folding.ts';
import { Turns } from './turns.ts';

type Waiting = { position: Position; resolve: () => void; reject: (error: unknown) => void };

/** Counts a log for those who wait for it, each up to a position: later ones do not hold up those who came before. */
export class CatchingUp {
  readonly #folding: Folding;
  readonly #turns: Turns;
  readonly #counted: StatementSync;
  #waiting: Waiting[] = [];
  #counting = false;

  constructor(database: DatabaseSync) {
    this.#folding = new Folding(database);
    this.#turns = new Turns(database);
    this.#counted = database.prepare('SELECT position FROM tallied WHERE one = 1');
  }

  /** Resolves when all events up to a position are counted. */
  upTo(position: Position): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ position, resolve, reject });
      if (!this.#counting) void this.#count();
    });
  }

  async #count(): Promise<void> {
    this.#counting = true;
    try {
      while (this.#waiting.length > 0) {
        await this.#step();
        const counted = Number(this.#counted.get()?.position);
        for (const { position, resolve } of this.#waiting) if (position <= counted) resolve();
        this.#waiting = this.#waiting.filter(({ position }) => position > counted);
      }
    } catch (error) {
      for (const { reject } of this.#waiting) reject(error);
      this.#waiting = [];
    } finally {
      this.#counting = false;
    }
  }

  async #step(): Promise<void> {
    try {
      await this.#turns.take((size) => this.#folding.fold(size));
    } catch (error) {
      // Whoever writes for so long lets it have a turn in the end.
      if (!isBusy(error)) throw error;
    }
  }
}
